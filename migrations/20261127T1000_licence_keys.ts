import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Keys that sign licences of collectors. Who issues one is a member or a collector, not the system, so the current key is
 * handed out by a function: sealed, of no use without the installation's secret. A key that was replaced goes on being
 * accepted on licences for a while, so that every collector renews in time (decision 25); on records it holds for good.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    alter table signing_key add column licences_until timestamptz;   -- of a retired key, exclusive; null: while it is current
    update signing_key set licences_until = coalesce(retired_at, now()) where state = 'retired';
    grant insert on signing_key to ${definer};

    create function app.current_signing_key() returns table (key_id text, private_sealed bytea)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select k.key_id, k.private_sealed from signing_key k where k.state = 'current'
    $$;
    -- Of several processes that find no key, the unique index lets one keep its own; the others wait for it.
    create function app.keep_signing_key(p_key_id text, p_public jsonb, p_sealed bytea) returns void
    language sql volatile security definer set search_path = pg_catalog, public as $$
      insert into signing_key (key_id, public_jwk, private_sealed) values (p_key_id, p_public, p_sealed) on conflict do nothing
    $$;
    -- As before, and: until when licences that a retired key signed are accepted (seconds since 1970).
    create or replace function app.published_keys() returns table (key_id text, public_jwk jsonb)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select k.key_id, case when k.state = 'current' then k.public_jwk
        else k.public_jwk || jsonb_build_object('licences_until', coalesce(floor(extract(epoch from k.licences_until)), 0)) end
      from signing_key k order by k.state, k.created_at desc
    $$;
    -- Which keys' licences are accepted now.
    create function app.licence_keys() returns text[]
    language sql stable security definer set search_path = pg_catalog, public as $$
      select coalesce(array_agg(k.key_id), '{}') from signing_key k where k.state = 'current' or k.licences_until > now()
    $$;
    alter function app.current_signing_key() owner to ${definer};
    alter function app.keep_signing_key(text, jsonb, bytea) owner to ${definer};
    alter function app.licence_keys() owner to ${definer};
    revoke execute on function app.current_signing_key(), app.keep_signing_key(text, jsonb, bytea), app.licence_keys() from public;
    grant execute on function app.current_signing_key(), app.keep_signing_key(text, jsonb, bytea), app.licence_keys() to ${app};
  `)
    .execute(db)
}
