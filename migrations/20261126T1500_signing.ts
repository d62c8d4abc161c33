import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * The installation's keys for signatures that others check without asking it: results of access reviews, later licence
 * files. One pair signs, made once for all processes; earlier ones stay published, so that what they signed still verifies.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create table signing_key (
      key_id text primary key,                        -- RFC 7638 thumbprint of the public half: the kid of a signature
      public_jwk jsonb not null,
      private_sealed bytea not null,                  -- the private half, sealed with the installation's secret
      state text not null default 'current' check (state in ('current', 'retired')),
      created_at timestamptz not null default now(),
      retired_at timestamptz
    );
    create unique index signing_key_current on signing_key (state) where state = 'current';
    call app.protect('signing_key', 'all', 'all', 'select, insert, update');
    grant select on signing_key to ${definer};

    -- The public halves, for everybody.
    create function app.published_keys() returns table (key_id text, public_jwk jsonb)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select k.key_id, k.public_jwk from signing_key k order by k.created_at desc
    $$;
    alter function app.published_keys() owner to ${definer};
    revoke execute on function app.published_keys() from public;
    grant execute on function app.published_keys() to ${app};
  `)
    .execute(db)
}
