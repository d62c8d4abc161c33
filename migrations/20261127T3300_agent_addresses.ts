import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Agents that are not ours (FusionInventory, GLPI) upload to an address with a secret in its path (decision 31): a registration of the kind
 * 'agent' has such addresses instead of licences. What single agents post is gathered into one open collection of the registration.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    alter table collector add column kind text not null default 'collector' check (kind in ('collector', 'agent'));

    create table agent_address (
      partner_id uuid not null,
      customer_id uuid not null,
      collector_id uuid not null,
      address_id uuid not null,
      token_hash text not null,                       -- SHA-256 of the secret in the path; the secret itself is shown once
      made_at timestamptz not null default now(), made_by_name text not null,
      revoked_at timestamptz, revoked_by_name text, revoked_reason text,
      primary key (partner_id, address_id),
      foreign key (partner_id, customer_id, collector_id) references collector (partner_id, customer_id, collector_id)
    );
    create index on agent_address (token_hash);       -- an address is looked up before there is a partner
    create index on agent_address (partner_id, collector_id, made_at);
    call app.protect('agent_address', 'all,admin,data,collector', 'all,data_writes', 'select, insert, update');
    call app.protect_more('agent_address', 'update', 'admin_writes');     -- taking away never needs the service
    -- Not even the hash is read by a request.
    revoke select on agent_address from ${app};
    grant select (partner_id, customer_id, collector_id, address_id, made_at, made_by_name, revoked_at, revoked_by_name, revoked_reason)
      on agent_address to ${app};
    grant select on agent_address to ${definer};

    create table agent_gathering (                    -- what agents posted to one registration and is not taken in yet; locked by each post
      partner_id uuid not null,
      customer_id uuid not null,
      collector_id uuid not null,
      collection_id uuid,                             -- the open collection
      opened_at timestamptz,
      last_post_at timestamptz,
      posts integer not null default 0,
      bytes bigint not null default 0,
      ended boolean not null default false,           -- the agent said that its task is over
      closed_at timestamptz,                          -- when one was last closed, and became one of the day's uploads (R29)
      primary key (partner_id, collector_id),
      foreign key (partner_id, customer_id, collector_id) references collector (partner_id, customer_id, collector_id)
    );
    create index on agent_gathering (last_post_at) where collection_id is not null;
    call app.protect('agent_gathering', 'all,collector', 'all,collector_uploads', 'select, insert, update');

    -- Of a post its digest, so that the same one again is none.
    alter table collection_chunk add column digest text;
    create unique index on collection_chunk (partner_id, collection_id, digest) where digest is not null;
  `)
    .execute(db)
}
