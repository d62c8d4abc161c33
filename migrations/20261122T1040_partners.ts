import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/** Partners, their people, contracts and customers; and who asks to become a sponsorship administrator (R3). */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { definer } = roleNames()
  await sql
    .raw(`
    create table partner (
      partner_id uuid primary key,
      name text not null,
      name_norm text not null unique,
      country text,                           -- ISO 3166-1 alpha-2
      website text,
      state text not null default 'active' check (state in ('active', 'suspended')),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    call app.protect('partner', 'all,partner', 'all', 'select, insert, update');
    grant select on partner to ${definer};

    create table membership (
      partner_id uuid not null references partner (partner_id),
      account_id uuid not null references auth."user" (id),
      role text check (role in ('super_admin', 'admin', 'user')),   -- the support service's role, if any (R19–R21)
      sponsors boolean not null default false,                      -- sponsorship administrator
      state text not null default 'active' check (state in ('active', 'removed')),
      first_name text not null, last_name text not null, email text not null,
      language text not null default 'en',
      status_report text not null default 'never' check (status_report in ('never', 'weekly', 'monthly')),  -- R5
      status_report_sent_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (partner_id, account_id)
    );
    create index on membership (account_id);
    call app.protect('membership', 'all,partner,self', 'all,partner', 'select, insert, update');
    grant select, update on membership to ${definer};

    create table customer (
      partner_id uuid not null references partner (partner_id),
      customer_id uuid not null,
      name text not null,
      name_norm text not null,
      street text not null default '', city text not null default '', region text not null default '',
      postal_code text not null default '', country text,
      domains text[] not null default '{}',           -- normalised e-mail domains (R8)
      language text not null default 'en',
      contact_name text, contact_email text,
      purchase text not null default '',              -- what was bought from the partner (R7)
      purchased_on date,
      support_contract_number text,                   -- its support contract with the partner (R7)
      support_starts_at timestamptz,
      support_ends_at timestamptz,                    -- exclusive
      state text not null default 'active' check (state in ('active', 'archived')),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (partner_id, customer_id)
    );
    create index on customer (partner_id, name_norm, customer_id);
    call app.protect('customer', 'all,partner', 'all,partner', 'select, insert, update');
    grant select on customer to ${definer};

    create table contract (
      partner_id uuid not null references partner (partner_id),
      contract_id uuid not null,
      number text not null,
      number_norm text not null,
      contract_type_id uuid not null references contract_type (contract_type_id),
      customer_id uuid,
      state text not null default 'active' check (state in ('active', 'suspended', 'terminated')),
      starts_at timestamptz not null,
      ends_at timestamptz not null,                   -- exclusive
      note text not null default '',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (partner_id, contract_id),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id),
      check (ends_at > starts_at)
    );
    create index on contract (partner_id, ends_at);
    create index on contract (partner_id, customer_id);
    create index on contract (partner_id, number_norm);
    call app.protect('contract', 'all,partner', 'all', 'select, insert, update');
    grant select on contract to ${definer};

    -- Contract numbers are unique across tenants, so they live in a directory of their own (design §5).
    create table contract_directory (
      number_norm text primary key,
      partner_id uuid not null,
      contract_id uuid not null
    );
    call app.protect('contract_directory', 'all', 'all', 'select, insert, update, delete');

    create table administrator_request (
      request_id uuid primary key,
      account_id uuid not null references auth."user" (id),
      first_name text not null, last_name text not null, email text not null, language text not null,
      job_title text not null, phone text not null,
      company_name text not null, company_street text not null default '', company_city text not null default '',
      company_postal_code text not null default '', company_country text not null, company_website text not null default '',
      own_brand_statement boolean not null check (own_brand_statement),
      contract_numbers text[] not null,               -- as typed, one each
      state text not null default 'pending' check (state in ('pending', 'approved', 'declined', 'withdrawn')),
      decided_partner_id uuid references partner (partner_id),
      decided_by uuid, decided_by_name text, decided_at timestamptz, reason text,
      created_at timestamptz not null default now()
    );
    create unique index on administrator_request (account_id) where state = 'pending';
    create index on administrator_request (state, created_at);
    call app.protect('administrator_request', 'all,self', 'all,self', 'select, insert, update');
  `)
    .execute(db)
}
