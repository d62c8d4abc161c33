import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * What is installed at customers (R28–R31), decision 27. A collection is one upload and, once done, an immutable snapshot; a
 * device has an identity over time, versions of what was seen of it, and for each collection that saw it one small row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { definer } = roleNames()
  await sql
    .raw(`
    alter table vendor_settings
      add column coverage_expiring_days integer not null default 90 check (coverage_expiring_days between 1 and 730),
      add column daily_uploads integer not null default 5 check (daily_uploads between 1 and 1000);             -- R29

    create table inventory (                          -- a customer's devices as one source sees them, by a name
      partner_id uuid not null,
      customer_id uuid not null,
      inventory_id uuid not null,
      name text not null, name_norm text not null,
      uploads_on date not null default '-infinity', uploads_used integer not null default 0,   -- R29: counted by the UTC day
      last_collection_id uuid, last_collected_at timestamptz,      -- of the latest complete collection that is done
      created_at timestamptz not null default now(),
      primary key (partner_id, inventory_id),
      unique (partner_id, customer_id, name_norm),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id)
    );
    call app.protect('inventory', 'all,data,collector_uploads', 'all,data_writes,collector_uploads', 'select, insert, update');

    create table collection (
      partner_id uuid not null,
      customer_id uuid not null,
      collection_id uuid not null,
      inventory_id uuid not null,
      collector_id uuid,
      source text not null check (source in ('collector', 'ndjson', 'fusioninventory', 'glpi', 'csv', 'netbox')),
      -- Names some of the inventory's devices, or some of what is known of them: the others stay as they were.
      partial boolean not null default false,
      -- By hand: checking → checked → received; a collector's: uploading → received. Then processing → done | blocked | failed.
      state text not null check (state in ('uploading', 'checking', 'checked', 'received', 'processing', 'done', 'blocked', 'failed', 'cancelled')),
      blocked_reason text check (blocked_reason in ('contract_not_valid', 'nothing_covered', 'covered_not_found')),   -- R28
      fault jsonb,
      mode text not null default 'all' check (mode in ('all', 'good')),
      options jsonb not null default '{}',
      file_name text not null default '',
      bytes bigint not null,
      sha256 text not null default '',
      manifest jsonb,                                 -- a collector's: its chunks with their digests
      expected integer,                               -- records, where they were counted before
      progress integer not null default 0,            -- records done of the present work
      counts jsonb,
      collected_at timestamptz not null,
      created_by uuid,
      created_by_name text not null,
      starter jsonb,                                  -- whom to audit and to write to
      created_at timestamptz not null default now(),
      cancel_requested_at timestamptz,
      accepted_at timestamptz,
      ended_at timestamptz,
      forgotten_at timestamptz,                       -- when the uploaded bytes were deleted
      primary key (partner_id, collection_id),
      foreign key (partner_id, inventory_id) references inventory (partner_id, inventory_id),
      check ((state = 'blocked') = (blocked_reason is not null))
    );
    create index on collection (partner_id, customer_id, created_at, collection_id);
    create index on collection (partner_id, created_at, collection_id);
    create index on collection (partner_id, inventory_id, collected_at);
    create index on collection (state) where state in ('blocked', 'checking', 'received', 'processing', 'uploading');
    create index on collection (partner_id, collector_id, created_at) where collector_id is not null;
    call app.protect('collection', 'all,data,collector', 'all,data_writes,collector_uploads', 'select, insert, update');

    create table collection_chunk (                   -- the bytes as they came, until they are processed
      partner_id uuid not null,
      customer_id uuid not null,
      collection_id uuid not null,
      collector_id uuid,                              -- that sent it
      position integer not null,
      content bytea not null,
      primary key (partner_id, collection_id, position),
      foreign key (partner_id, collection_id) references collection (partner_id, collection_id)
    );
    alter table collection_chunk alter column content set storage external;   -- packed already, mostly
    call app.protect('collection_chunk', 'all,collector', 'all,data_writes,collector_uploads', 'select, insert, delete');

    create table collection_finding (                 -- what is wrong with a record of it
      partner_id uuid not null,
      customer_id uuid not null,
      collection_id uuid not null,
      finding_no integer not null,
      row_no integer not null,                        -- of the file: a line, a row, a record
      field text,
      place integer,                                  -- of a table: the column, 0 is A
      code text not null,
      value text not null default '',
      params jsonb not null default '{}',
      primary key (partner_id, collection_id, finding_no),
      foreign key (partner_id, collection_id) references collection (partner_id, collection_id)
    );
    call app.protect('collection_finding', 'all,data', 'all', 'select, insert, delete');

    -- Serial numbers of a blocked collection: a contract that comes to cover one of them releases it (R28).
    create table collection_serial (
      partner_id uuid not null,
      customer_id uuid not null,
      collection_id uuid not null,
      serial_norm text not null,
      vendor_key text not null,
      primary key (partner_id, collection_id, serial_norm, vendor_key)
    );
    call app.protect('collection_serial', 'all,data', 'all,data_writes', 'select, insert, delete');

    create table device (
      partner_id uuid not null,
      customer_id uuid not null,
      device_id uuid not null,
      identity text not null,                         -- vendor and serial; else address or name within an inventory
      inventory_id uuid not null,                     -- that saw it last
      parent_id uuid,                                 -- of a member of a stack: the device that speaks for it
      vendor text not null, vendor_key text not null,
      serial text not null, serial_norm text not null,           -- '': none that identifies
      product_id text not null,
      product_family text not null,
      kind text not null,                             -- router, switch, firewall, …, as its source says
      hostname text not null, name_norm text not null,
      address text not null,
      mac text not null,
      software_type text not null,
      software_version text not null,
      location text not null,
      site text not null,
      version_no integer not null,                    -- what was seen last
      versions integer not null,
      content_hash bytea not null, place_hash bytea not null,
      first_seen_at timestamptz not null,
      seen_at timestamptz not null,                   -- present ones were also seen by their inventory's last collection
      gone_at timestamptz,                            -- a complete collection of its inventory did not see it any more
      -- What its contract lines cover, and the line that says so; other partners' lines, of which nothing else is shown. The
      -- state is worked out of these when it is asked for (R35).
      covered tstzmultirange not null default '{}',
      covered_until timestamptz,
      line_id uuid,
      product_differs boolean not null default false,
      elsewhere tstzmultirange not null default '{}',
      primary key (partner_id, device_id),
      unique (partner_id, customer_id, identity)
    );
    create index on device (serial_norm);             -- across partners: a contract line concerns whoever has the device
    -- Partial, so that nobody without statistics takes it for the way to one device.
    create index on device (partner_id, customer_id, name_norm) where gone_at is null;
    call app.protect('device', 'all,data', 'all', 'select, insert, update');

    create table device_version (
      partner_id uuid not null,
      customer_id uuid not null,
      device_id uuid not null,
      version_no integer not null,
      content_hash bytea not null, place_hash bytea not null,
      attributes text not null,                       -- all that was seen, components included: JSON, as it is compared
      primary key (partner_id, device_id, version_no)
    );
    call app.protect('device_version', 'all,data', 'all', 'select, insert');

    create table collection_device (
      partner_id uuid not null,
      customer_id uuid not null,
      collection_id uuid not null,
      device_id uuid not null,
      version_no integer not null,
      primary key (partner_id, collection_id, device_id)
    );
    call app.protect('collection_device', 'all,data', 'all', 'select, insert');

    -- Contracts whose lines, dates or state changed, until the coverage of their devices has been worked out again.
    create table coverage_due (
      partner_id uuid not null,
      contract_id uuid not null,
      primary key (partner_id, contract_id)
    );
    call app.protect('coverage_due', 'all', 'all', 'select, insert, delete');

    -- One spelling of a vendor, so that 'Cisco Systems, Inc.' is 'Cisco': what names a legal form or a kind of company goes.
    -- The server has the same as vendorKey(); its test compares.
    create function app.vendor_key(name text) returns text
    language sql immutable strict parallel safe set search_path = pg_catalog as $$
      select coalesce(nullif(btrim(regexp_replace(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g'),
        '(?<=[a-z0-9]) (inc|incorporated|corp|corporation|co|company|ltd|limited|llc|gmbh|ag|sa|bv|ab|plc|systems|system|networks|network|technologies|technology)(?= |$)', '', 'g')), ''),
        btrim(regexp_replace(lower(name), '[^a-z0-9]+', ' ', 'g')))
    $$;
    grant execute on function app.vendor_key(text) to ${roleNames().app}, ${definer};
  `)
    .execute(db)
}
