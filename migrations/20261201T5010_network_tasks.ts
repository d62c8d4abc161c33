import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Network tasks that a registration of agents is handed out (decision 35): which addresses its agent looks at over SNMP, with which
 * credentials, and what it found. The credentials are sealed; a request writes them and never reads them, only a transaction that began
 * with the registration's own address does, by app.network_credentials().
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create table agent_network_task (
      partner_id uuid not null,
      customer_id uuid not null,
      collector_id uuid not null,
      ranges text[] not null,                         -- as they were written: CIDR, first-last, or one address
      port integer not null check (port between 1 and 65535),
      last_number integer not null,                   -- of a credential; never given twice, so that what an agent says later means the same
      updated_at timestamptz not null default now(), updated_by_name text not null,
      discovery_began_at timestamptz,                 -- when it was first handed out in this round; null: due
      discovery_heard_at timestamptz,                 -- handed out, or a message of it came
      discovery_ended_at timestamptz,                 -- null: under way
      discovery_tries integer not null default 0,
      reading_handed_at timestamptz, reading_heard_at timestamptz, reading_ended_at timestamptz,
      primary key (partner_id, collector_id),
      foreign key (partner_id, customer_id, collector_id) references collector (partner_id, customer_id, collector_id)
    );
    call app.protect('agent_network_task', 'all,admin,data,collector', 'all,data_writes', 'select, insert, update, delete');
    call app.protect_more('agent_network_task', 'update', 'collector');
    call app.protect_more('agent_network_task', 'delete', 'admin_writes');   -- taking away never needs the service

    create table agent_network_credential (
      partner_id uuid not null,
      customer_id uuid not null,
      collector_id uuid not null,
      number integer not null,
      position integer not null,                      -- tried in this order
      version text not null check (version in ('1', '2c', '3')),
      user_name text not null default '', auth_protocol text, priv_protocol text,
      secrets_sealed bytea not null,
      primary key (partner_id, collector_id, number),
      foreign key (partner_id, collector_id) references agent_network_task (partner_id, collector_id) on delete cascade
    );
    call app.protect('agent_network_credential', 'all,admin,data,collector', 'all,data_writes', 'select, insert, update, delete');
    revoke select on agent_network_credential from ${app};
    grant select (partner_id, customer_id, collector_id, number, position, version, user_name, auth_protocol, priv_protocol)
      on agent_network_credential to ${app};
    grant select on agent_network_credential to ${definer};

    create table agent_network_device (               -- what answered a discovery, and is to be read
      partner_id uuid not null,
      customer_id uuid not null,
      collector_id uuid not null,
      address text not null,                          -- IPv4
      number integer not null,                        -- of the credential that it answered
      found_at timestamptz not null default now(),
      asked_at timestamptz,                           -- when its reading was first handed out in this round
      tries integer not null default 0,
      read_at timestamptz,
      failure text check (failure in ('no_answer', 'refused')),   -- of the last reading
      primary key (partner_id, collector_id, address),
      foreign key (partner_id, collector_id) references agent_network_task (partner_id, collector_id) on delete cascade
    );
    call app.protect('agent_network_device', 'all,admin,data,collector', 'all,data_writes,collector', 'select, insert, update, delete');

    -- The credentials of the registration whose address began this transaction, while it may upload.
    create function app.network_credentials() returns table (number integer, version text, user_name text, auth_protocol text,
      priv_protocol text, secrets_sealed bytea)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select c.number, c.version, c.user_name, c.auth_protocol, c.priv_protocol, c.secrets_sealed
      from agent_network_credential c
      where c.partner_id = nullif(current_setting('app.collector_uploads', true), '')::uuid
        and c.customer_id = nullif(current_setting('app.collector_customer', true), '')::uuid
        and c.collector_id = nullif(current_setting('app.collector', true), '')::uuid
      order by c.position
    $$;
    alter function app.network_credentials() owner to ${definer};
    revoke execute on function app.network_credentials() from public;
    grant execute on function app.network_credentials() to ${app};
  `)
    .execute(db)
}
