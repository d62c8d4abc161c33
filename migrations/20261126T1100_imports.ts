import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Imports of contracts and their lines from files: the vendor's working papers. A file, what was read from it, what is wrong
 * with it, and how it differs from the records; until it is applied nothing of it is a record. An import spans partners, so
 * these rows are the vendor's, not a tenant's: only staff and the system reach them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app } = roleNames()
  await sql
    .raw(`
    create table import (
      import_id uuid primary key,
      file_name text not null,
      format text not null check (format in ('csv', 'xlsx', 'json', 'ndjson')),
      bytes integer not null,
      sha256 text not null,
      sheet text,                                     -- of a workbook; null: the first
      sheets text[] not null default '{}',
      header text[] not null,
      sample jsonb not null,                          -- the first rows, as text
      mapping jsonb not null,                         -- field → place of its column in the header
      options jsonb not null,
      state text not null default 'uploaded'
        check (state in ('uploaded', 'checking', 'checked', 'applying', 'applied', 'failed', 'cancelled')),
      progress integer not null default 0,            -- rows done of the present work
      progress_total integer,                         -- null: not known yet
      counts jsonb,
      impact jsonb,
      fault jsonb,                                    -- why it failed: code and where
      mode text check (mode in ('all', 'good')),
      reason text,
      cancel_requested_at timestamptz,
      created_by uuid not null,
      created_by_name text not null,
      starter jsonb,                                  -- who started the present or last work: whom to audit and to write to
      created_at timestamptz not null default now(),
      checked_at timestamptz,
      ended_at timestamptz,
      forgotten_at timestamptz                        -- when the file and its rows were deleted
    );
    create index on import (created_at, import_id);
    call app.protect('import', 'all', 'all', 'select, insert, update');

    create table import_chunk (
      import_id uuid not null references import (import_id),
      position integer not null,
      content bytea not null,
      primary key (import_id, position)
    );
    alter table import_chunk alter column content set storage external;   -- workbooks are packed already
    call app.protect('import_chunk', 'all', 'all', 'select, insert, delete');

    -- One contract of the file, or one that is missing from it.
    create table import_contract (
      import_id uuid not null references import (import_id),
      contract_no integer not null,
      row_no integer,                                 -- where it is first named; null when missing
      status text not null check (status in ('new', 'changed', 'unchanged', 'missing')),
      owner_id uuid not null,                         -- the partner
      contract_id uuid not null,
      number text not null, number_norm text not null,
      contract_type_id uuid not null,
      customer_id uuid,
      new_customer text, new_customer_norm text,      -- a customer that is made when this is applied
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      before jsonb,                                   -- changed: what stands in the records
      seen_at timestamptz,                            -- the record's updated_at then
      primary key (import_id, contract_no)
    );
    create index on import_contract (import_id, contract_id);
    call app.protect('import_contract', 'all', 'all', 'select, insert, update, delete');

    -- One line of the file that has no error, or one that is missing (its row_no is negative). Unlogged: after a crash of the
    -- database it is empty, which applying notices by the count, and the file is checked again.
    create unlogged table import_line (
      import_id uuid not null,
      status text not null check (status in ('new', 'changed', 'unchanged', 'missing')),
      row_no integer not null,
      contract_no integer not null,
      line_id uuid not null,
      vendor text not null, vendor_norm text not null,
      serial text not null, serial_norm text not null,
      product_id text not null, service_level text not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      before jsonb,
      primary key (import_id, status, row_no)
    );
    call app.protect('import_line', 'all', 'all', 'select, insert, delete');

    create table import_finding (
      import_id uuid not null references import (import_id),
      finding_no integer not null,
      row_no integer not null,
      field text,                                     -- what was expected there
      place integer,                                  -- the column's place, 0 is A; null: the whole row
      code text not null,
      value text not null default '',
      params jsonb not null default '{}',
      primary key (import_id, finding_no)
    );
    call app.protect('import_finding', 'all', 'all', 'select, insert, delete');

    -- How a header was mapped the last time, by its columns' names.
    create table import_mapping (
      header_norm text primary key,
      mapping jsonb not null,
      options jsonb not null,
      used_at timestamptz not null default now()
    );
    call app.protect('import_mapping', 'all', 'all', 'select, insert, update');

    -- What covers the partner's own devices belongs to no customer: its administrators see it.
    create policy own_read on contract_line for select to ${app}
      using (customer_id is null and partner_id = nullif(current_setting('app.admin', true), '')::uuid);
  `)
    .execute(db)
}
