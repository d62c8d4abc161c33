import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** The vendor's own records: settings, catalogue of entitlements, contract types. Readable by every transaction. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { definer } = roleNames()
  await sql
    .raw(`
    create table vendor_settings (
      id boolean primary key default true check (id),
      name text not null default 'Vendor',
      logo bytea, logo_type text,
      colour text not null default '#2f5fd0',
      help_email text not null default 'help@example.com',
      help_phone text,
      languages text[] not null default '{en,es}',
      default_language text not null default 'en',
      confirmation_hours integer not null default 72 check (confirmation_hours between 1 and 336),       -- R16: the link's life
      unconfirmed_days integer not null default 28 check (unconfirmed_days between 1 and 90),            -- R16
      attestation_days integer not null default 365 check (attestation_days between 1 and 1825),         -- R18
      attestation_warning_days integer not null default 30 check (attestation_warning_days between 0 and 365),
      attestation_grace_days integer not null default 30 check (attestation_grace_days between 0 and 365),
      set_up_at timestamptz,
      updated_at timestamptz not null default now()
    );
    call app.protect('vendor_settings', 'anyone', 'all', 'select, update');
    insert into vendor_settings default values;
    grant select, update on vendor_settings to ${definer};

    create table entitlement (
      entitlement_id text primary key check (entitlement_id ~ '^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+$'),
      group_name text not null check (group_name in ('support', 'commerce')),
      names jsonb not null,                   -- language → name
      descriptions jsonb not null,
      state text not null default 'active' check (state in ('active', 'retired')),
      position integer not null default 0,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    call app.protect('entitlement', 'anyone', 'all', 'select, insert, update');
    grant select on entitlement to ${definer};

    create table contract_type (
      contract_type_id uuid primary key,
      name text not null unique,
      description text not null default '',
      qualifies_sponsoring boolean not null default false,       -- R1
      qualifies_support_service boolean not null default false,  -- R22
      state text not null default 'active' check (state in ('active', 'retired')),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    call app.protect('contract_type', 'anyone', 'all', 'select, insert, update');
    grant select on contract_type to ${definer};

    create table contract_type_entitlement (
      contract_type_id uuid not null references contract_type (contract_type_id),
      entitlement_id text not null references entitlement (entitlement_id),
      primary key (contract_type_id, entitlement_id)
    );
    call app.protect('contract_type_entitlement', 'anyone', 'all', 'select, insert, delete');
    grant select on contract_type_entitlement to ${definer};
  `)
    .execute(db)
}
