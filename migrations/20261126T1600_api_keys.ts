import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * API keys of a partner and of the vendor, and how a transaction begins with one. A key has a role, scopes and an
 * association of its own, and an owner: what it reaches is computed when it is used, never above what its owner may give at
 * that moment (R24, R35). Its secret is stored as a keyed hash only, and that is what it is looked up by (attack 19).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  const run = (text: string) => sql.raw(text).execute(db)
  await run(`
    create table api_key (
      partner_id uuid not null,                -- the zero UUID: the vendor's own, as in the audit chain
      key_id uuid not null,
      name text not null, name_norm text not null,
      role text not null,
      sponsors boolean not null default false,
      all_customers boolean not null default false,     -- of a 'user': every customer, future ones too (R21)
      scopes text[] not null check (cardinality(scopes) between 1 and 200),
      -- Who answers for it. When they may give no key any more, it gives nothing, until somebody takes it over.
      owner_id uuid not null references auth."user" (id), owner_name text not null,
      created_by uuid not null, created_by_name text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz, revoked_by_name text, revoked_reason text,
      last_used_at timestamptz, last_used_network text,
      primary key (partner_id, key_id),
      check (role in ('super_admin', 'admin', 'user') and partner_id <> '00000000-0000-0000-0000-000000000000'
        or role in ('administrator', 'support_agent', 'auditor') and partner_id = '00000000-0000-0000-0000-000000000000')
    );
    create index on api_key (partner_id, name_norm, key_id);
    create index on api_key (owner_id);

    create table api_key_customer (                     -- which customers a 'user' key reaches
      partner_id uuid not null, key_id uuid not null, customer_id uuid not null,
      primary key (partner_id, key_id, customer_id),
      foreign key (partner_id, key_id) references api_key (partner_id, key_id),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id)
    );
    create index on api_key_customer (partner_id, customer_id);

    -- A key has two while it is rotated. Looked up before there is a tenant, hence a directory (design §5).
    create table api_key_secret (
      secret_hash text primary key,                     -- HMAC-SHA-256 of the whole key
      partner_id uuid not null, key_id uuid not null,
      hint text not null,                               -- its first characters, by which people tell it from others
      created_at timestamptz not null default now(),
      created_by_name text not null,
      valid_until timestamptz,                          -- exclusive; null: as long as the key
      foreign key (partner_id, key_id) references api_key (partner_id, key_id)
    );
    create index on api_key_secret (partner_id, key_id);

    call app.protect('api_key', 'all,admin', 'all,admin_writes', 'select, insert, update');
    call app.protect('api_key_customer', 'all,admin', 'all,admin_writes', 'select, insert, delete');
    call app.protect('api_key_secret', 'all,admin', 'all,admin_writes', 'select, insert, update');
    -- Not even the hash is read by a request.
    revoke select on api_key_secret from ${app};
    grant select (partner_id, key_id, hint, created_at, created_by_name, valid_until) on api_key_secret to ${app};
    grant select on api_key, api_key_customer, api_key_secret to ${definer};
    grant update (last_used_at, last_used_network) on api_key to ${definer};
  `)
  await run(enteringByKey)
  await run(`
    alter function app.key_in_force(text) owner to ${definer};
    alter function app.knock(text, text, integer, integer, integer, integer) owner to ${definer};
    alter function app.enter_key(text, text, uuid, boolean) owner to ${definer};
    revoke execute on function app.key_in_force(text), app.knock(text, text, integer, integer, integer, integer),
      app.enter_key(text, text, uuid, boolean) from public;
    grant execute on function app.knock(text, text, integer, integer, integer, integer),
      app.enter_key(text, text, uuid, boolean) to ${app};
  `)
}

const enteringByKey = `
    -- What a key is worth now; no row for one that is unknown, expired, replaced, revoked, or whose owner may give none any
    -- more: one and the same answer, by one and the same query. Its role is never above its owner's.
    create function app.key_in_force(p_hash text) returns table (
      partner_id uuid, key_id uuid, name text, scopes text[], role text, sponsors boolean, all_customers boolean,
      expires_at timestamptz, owner_id uuid, owner_name text, language text, partner_name text, partner_state text)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select k.partner_id, k.key_id, k.name, k.scopes,
        case when k.role = 'super_admin' and m.role = 'admin' then 'admin' else k.role end,
        k.sponsors and coalesce(m.sponsors, false), k.all_customers,
        least(k.expires_at, s.valid_until), k.owner_id, k.owner_name, u.language, p.name, p.state
      from api_key_secret s
      join api_key k on k.partner_id = s.partner_id and k.key_id = s.key_id
      join auth."user" u on u.id = k.owner_id and u."emailVerified" and u."disabledAt" is null
      left join partner p on p.partner_id = k.partner_id
      left join membership m on m.partner_id = k.partner_id and m.account_id = k.owner_id and m.state = 'active'
        and m.role in ('super_admin', 'admin')
      left join vendor_staff v on k.partner_id = '00000000-0000-0000-0000-000000000000' and v.account_id = k.owner_id and v.state = 'active'
        and v.role = 'administrator'
      where s.secret_hash = p_hash and (s.valid_until is null or s.valid_until > now())
        and k.revoked_at is null and k.expires_at > now() and coalesce(m.role, v.role) is not null
    $$;

    -- Before a request that shows a key: counts it, for itself where it is good and for its network where it is not, and
    -- notes its use, at most once a minute. A statement of its own: nothing of it waits for the request, or is undone with it.
    create function app.knock(p_hash text, p_network text, p_limit integer, p_seconds integer, p_wrong_limit integer, p_wrong_seconds integer)
    returns table (known boolean, used integer, window_ends_at timestamptz)
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare f record;
    begin
      select k.partner_id, k.key_id into f from app.key_in_force(p_hash) k;
      if not found then
        return query select false, t.used, t.window_ends_at
          from app.throttle('wrong-key/' || p_network, 1, make_interval(secs => p_wrong_seconds)) t;
        return;
      end if;
      update api_key k set last_used_at = now(), last_used_network = p_network
      where k.partner_id = f.partner_id and k.key_id = f.key_id
        and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
      return query select true, t.used, t.window_ends_at
        from app.throttle('key/' || f.key_id, 1, make_interval(secs => p_seconds)) t;
    end $$;

    -- As app.enter_session, by a key. Realm 'key': wherever it belongs, only to say what it is. A key is no account: nothing
    -- is its own, and its id stands where an account's would.
    create function app.enter_key(p_hash text, p_realm text, p_partner uuid, p_writes boolean) returns jsonb
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare
      k record;
      vendor boolean;
      reached jsonb := null;
    begin
      select * into k from app.key_in_force(p_hash);
      if not found then return null; end if;
      vendor := k.partner_name is null;
      if vendor and p_realm = 'vendor' then
        perform set_config('app.reach', 'all', true);
      elsif not vendor and (p_realm = 'key' or p_realm = 'partner' and p_partner = k.partner_id) then
        reached := app.set_reach(k.partner_id, k.role, k.sponsors, k.all_customers,
            case when k.role = 'user' and not k.all_customers then
              array(select c.customer_id from api_key_customer c where c.partner_id = k.partner_id and c.key_id = k.key_id) end,
            p_writes and k.partner_state = 'active')
          || jsonb_build_object('partnerId', k.partner_id, 'name', k.partner_name, 'state', k.partner_state, 'role', k.role,
               'sponsors', k.sponsors, 'acting', null);
      end if;
      return jsonb_build_object('accountId', k.key_id, 'sessionId', k.key_id, 'email', '', 'firstName', k.name, 'lastName', '',
        'language', k.language, 'staffRole', case when vendor then k.role end, 'partner', reached,
        'key', jsonb_build_object('keyId', k.key_id, 'name', k.name, 'scopes', k.scopes, 'expiresAt', k.expires_at,
          'ownerId', k.owner_id, 'ownerName', k.owner_name));
    end $$;
`
