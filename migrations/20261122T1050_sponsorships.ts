import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** Sponsorships (R7, R14, R17), the directory of registration numbers, and the true reasons of failed attempts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    create table sponsorship (
      partner_id uuid not null,
      sponsorship_id uuid not null,
      customer_id uuid not null,
      contract_id uuid not null,                      -- the partner's qualifying contract it stands on
      state text not null default 'draft' check (state in ('draft', 'issued', 'revoked')),  -- the rest of R17 is computed
      seats integer not null check (seats between 1 and 100000),
      expires_at timestamptz not null,
      domains text[] not null default '{}',
      language text not null default 'en',
      registration_number text,
      key_hash text,                                  -- HMAC-SHA-256 of the normalised key; the key itself is shown once
      key_issued_at timestamptz,
      issued_at timestamptz,
      revoked_at timestamptz, revoke_reason text,
      created_by uuid not null, created_by_name text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (partner_id, sponsorship_id),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id),
      foreign key (partner_id, contract_id) references contract (partner_id, contract_id),
      check (state = 'draft' or (registration_number is not null and key_hash is not null))
    );
    create index on sponsorship (partner_id, customer_id);
    create index on sponsorship (partner_id, contract_id);
    create index on sponsorship (partner_id, created_at);
    call app.protect('sponsorship', 'all,partner', 'all,partner', 'select, insert, update');
    grant select on sponsorship to ${definer};

    create table sponsorship_entitlement (
      partner_id uuid not null,
      sponsorship_id uuid not null,
      entitlement_id text not null references entitlement (entitlement_id),
      primary key (partner_id, sponsorship_id, entitlement_id),
      foreign key (partner_id, sponsorship_id) references sponsorship (partner_id, sponsorship_id)
    );
    call app.protect('sponsorship_entitlement', 'all,partner', 'all,partner', 'select, insert, delete');
    grant select on sponsorship_entitlement to ${definer};

    create table sponsorship_directory (
      registration_number text primary key,           -- normalised: data and check character, no separators
      partner_id uuid not null,
      sponsorship_id uuid not null
    );
    call app.protect('sponsorship_directory', 'all,partner', 'all,partner', 'select, insert');
    grant select on sponsorship_directory to ${definer};

    create table sponsorship_attempt (
      partner_id uuid not null,
      attempt_id uuid not null,
      sponsorship_id uuid not null,
      at timestamptz not null default now(),
      reason text not null,                           -- wrong_key, draft, revoked, expired, exhausted, contract_ended, …
      address text,                                   -- the caller's network address
      email text,
      primary key (partner_id, attempt_id),
      foreign key (partner_id, sponsorship_id) references sponsorship (partner_id, sponsorship_id)
    );
    create index on sponsorship_attempt (partner_id, sponsorship_id, at);
    call app.protect('sponsorship_attempt', 'all,partner', 'all,partner', 'select, insert');

    -- Before there is a tenant: which sponsorship does this number belong to, and what must its key hash to?
    create function app.find_registration_number(p_number text)
    returns table (partner_id uuid, sponsorship_id uuid, key_hash text)
    language sql stable security definer set search_path = pg_catalog, public as $$
      select d.partner_id, d.sponsorship_id, s.key_hash
      from sponsorship_directory d
      join sponsorship s on s.partner_id = d.partner_id and s.sponsorship_id = d.sponsorship_id
      where d.registration_number = p_number
    $$;
    alter function app.find_registration_number(text) owner to ${definer};
    grant execute on function app.find_registration_number(text) to ${app};
  `)
    .execute(db)
}
