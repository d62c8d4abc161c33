import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** Files of big lists, made in the background for one person and kept a while (R31, R34); decision 32. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create table export (
      partner_id uuid not null references partner,
      account_id uuid not null,                       -- whose it is; nobody else's
      export_id uuid not null,
      list text not null, query jsonb not null, format text not null check (format in ('csv', 'xlsx')),
      state text not null default 'waiting' check (state in ('waiting', 'running', 'ready', 'failed')),
      asked jsonb not null,                           -- requestId, address: for the audit of what is read in the background
      run integer not null default 0,                 -- who works on it: an attempt of before stops
      role text, customers uuid[],                    -- what the person reached as it was made: with less nobody gets it
      chunks integer not null default 0, bytes bigint not null default 0,
      fault text,
      created_at timestamptz not null default now(), started_at timestamptz, ended_at timestamptz,
      primary key (partner_id, export_id)
    );
    create index on export (partner_id, account_id, export_id);
    create table export_chunk (                       -- the file, cut
      partner_id uuid not null, account_id uuid not null, export_id uuid not null,
      no integer not null, bytes bytea not null,
      primary key (partner_id, export_id, no),
      foreign key (partner_id, export_id) references export on delete cascade
    );
    -- It is compressed already, or will be on its way.
    alter table export_chunk alter bytes set storage external;
    call app.protect('export', 'all,own', 'all,own', 'select, insert, update, delete');
    call app.protect('export_chunk', 'all,own', 'all,own', 'select, insert, delete');

    -- From here on the transaction is that of the person who asked for this file, as they are now, while it is being made. Null
    -- when it is not any more, or they are nobody here.
    create function app.enter_export(p_export uuid, p_writes boolean) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare m record;
    begin
      select x.export_id, mb.partner_id, mb.role, mb.sponsors, p.name, p.state, u.id as account_id, u.email,
        u."firstName" as first_name, u."lastName" as last_name, u.language,
        mb.all_customers and coalesce(mb.all_customers_until > now(), true) as all_customers
      into m
      from export x
      join membership mb on mb.partner_id = x.partner_id and mb.account_id = x.account_id and mb.state = 'active'
      join partner p on p.partner_id = x.partner_id
      join auth."user" u on u.id = x.account_id and u."emailVerified" and u."disabledAt" is null
      where x.export_id = p_export and x.state = 'running';
      if not found then return null; end if;
      perform set_config('app.account', m.account_id::text, true);
      return jsonb_build_object('accountId', m.account_id, 'sessionId', m.export_id, 'email', m.email,
        'firstName', m.first_name, 'lastName', m.last_name, 'language', m.language, 'staffRole', null,
        'partner', app.set_reach(m.partner_id, m.role, m.sponsors, m.all_customers,
            case when m.role = 'user' and not m.all_customers then
              array(select a.customer_id from association a where a.partner_id = m.partner_id and a.account_id = m.account_id
                    and (a.ends_at is null or a.ends_at > now())) end,
            p_writes and m.state = 'active')
          || jsonb_build_object('partnerId', m.partner_id, 'name', m.name, 'state', m.state, 'role', m.role,
               'sponsors', m.sponsors, 'acting', null));
    end $$;
    alter function app.enter_export(uuid, boolean) owner to ${definer};
    revoke execute on function app.enter_export(uuid, boolean) from public;
    grant execute on function app.enter_export(uuid, boolean) to ${app};
    grant select on export to ${definer};
  `)
    .execute(db)
}
