import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * Registrations of collectors and their licences (R20, R21, R26, R27). Both are records: SA and PA see them whatever the
 * service, and may end them; registering, changing and licensing needs the customer's service in force, like other data.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  const run = (text: string) => sql.raw(text).execute(db)
  await run(kindsAsRows(app, definer))
  await run(`
    create table collector (
      partner_id uuid not null,
      collector_id uuid not null,                     -- the appliance id
      customer_id uuid not null,
      name text not null, name_norm text not null,
      site text not null default '',
      inventory_name text not null, inventory_norm text not null,
      interval_hours integer not null check (interval_hours between 1 and 1440),   -- in which an upload is expected (R32)
      serial text not null default '',
      version text not null default '',               -- as the collector last said
      search_norm text not null,
      jkt text,                                       -- RFC 7638 thumbprint of its own key, once enrolled
      enrolled_at timestamptz,
      first_upload_at timestamptz, last_upload_at timestamptz,
      last_seen_at timestamptz, last_seen_network text,
      created_at timestamptz not null default now(), created_by uuid not null, created_by_name text not null,
      updated_at timestamptz not null default now(), updated_by_name text not null,
      deleted_at timestamptz, deleted_by_name text, deleted_reason text,
      primary key (partner_id, collector_id),
      unique (partner_id, customer_id, collector_id),
      foreign key (partner_id, customer_id) references customer (partner_id, customer_id)
    );
    create unique index collector_name on collector (partner_id, customer_id, name_norm) where deleted_at is null;
    -- Of two that fill one inventory each would show the other's devices as vanished.
    create unique index collector_inventory on collector (partner_id, customer_id, inventory_norm) where deleted_at is null;
    create index on collector (partner_id, name_norm, collector_id);

    create table collector_licence (
      partner_id uuid not null,
      licence_id uuid not null,                       -- jti
      collector_id uuid not null,
      customer_id uuid not null,
      kind text not null check (kind in ('file', 'bound')),   -- what a person downloads; what a collector's key is bound to
      key_id text not null references signing_key (key_id),   -- kid
      code_hash text,                                 -- of a file: SHA-256 of its enrolment code
      jkt text,                                       -- of the key that it is bound to, or that took the file's code
      issued_at timestamptz not null default now(),
      issued_by_name text,                            -- null: renewed by the collector itself
      expires_at timestamptz not null,                -- exclusive
      used_at timestamptz,                            -- a file's code: taken; bound: first shown
      superseded_at timestamptz,
      revoked_at timestamptz, revoked_by_name text, revoked_reason text,
      primary key (partner_id, licence_id),
      foreign key (partner_id, customer_id, collector_id) references collector (partner_id, customer_id, collector_id),
      check ((kind = 'file') = (code_hash is not null)),
      check (kind = 'file' or jkt is not null)
    );
    create index on collector_licence (partner_id, collector_id, issued_at);
    create index on collector_licence (partner_id, jkt) where revoked_at is not null;

    call app.protect('collector', 'all,admin,data,collector', 'all,data_writes,collector', 'select, update');
    call app.protect_more('collector', 'insert', 'all,data_writes');
    call app.protect_more('collector', 'update', 'admin_writes');     -- taking away never needs the service
    call app.protect('collector_licence', 'all,admin,data,collector', 'all,data_writes,collector', 'select, insert, update');
    call app.protect_more('collector_licence', 'update', 'admin_writes');
    -- Not even the code's hash is read by a request.
    revoke select on collector_licence from ${app};
    grant select (partner_id, licence_id, collector_id, customer_id, kind, key_id, jkt, issued_at, issued_by_name, expires_at,
      used_at, superseded_at, revoked_at, revoked_by_name, revoked_reason) on collector_licence to ${app};
    grant select, update on collector, collector_licence to ${definer};
  `)
}

/**
 * What app.protect knows of kinds becomes rows, so that a further kind is one more. New: 'collector', the rows of the machine
 * that asks, and 'collector_uploads', its customer's rows while it may upload; both for tables that uploads will bring.
 */
function kindsAsRows(app: string, definer: string): string {
  const tenant = (setting: string) => `partner_id = nullif(current_setting('app.${setting}', true), '')::uuid`
  const listed = (setting: string) => `customer_id = any (nullif(current_setting('app.${setting}', true), '')::uuid[])`
  const kinds: Record<string, string> = {
    anyone: 'true',
    none: 'false',
    all: `current_setting('app.reach', true) = 'all'`,
    partner: tenant('partner'),
    self: `account_id = nullif(current_setting('app.self', true), '')::uuid`,
    proof: `proof_hash = nullif(current_setting('app.proof', true), '')`,
    member: tenant('member'),
    admin: tenant('admin'),
    admin_writes: tenant('admin_writes'),
    own: `${tenant('member')} and account_id = nullif(current_setting('app.account', true), '')::uuid`,
    customer: `(${tenant('whole')} or (${tenant('member')} and ${listed('customers')}))`,
    data: `((${tenant('whole')} and customer_id is not null and customer_id <> all (nullif(current_setting('app.closed', true), '')::uuid[]))
      or (${tenant('member')} and ${listed('open')}))`,
    data_writes: `(${tenant('member')} and ${listed('writable')})`,
    collector: `${tenant('collector_partner')} and collector_id = nullif(current_setting('app.collector', true), '')::uuid`,
    collector_uploads: `${tenant('collector_uploads')} and customer_id = nullif(current_setting('app.collector_customer', true), '')::uuid`,
  }
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  return `
    create table app.policy_kind (kind text primary key, expression text not null);
    insert into app.policy_kind values
      ${Object.entries(kinds)
        .map(([kind, expression]) => `(${quoted(kind)}, ${quoted(`(${expression})`)})`)
        .join(',\n      ')};

    create function app.policy_clause(kinds text) returns text language plpgsql stable set search_path = pg_catalog as $clause$
    declare clause text; wanted text; found_one text;
    begin
      foreach wanted in array string_to_array(kinds, ',') loop
        select k.expression into found_one from app.policy_kind k where k.kind = trim(wanted);
        if not found then raise exception 'app.protect: unknown kind %', wanted; end if;
        clause := coalesce(clause || ' or ', '') || found_one;
      end loop;
      return clause;
    end $clause$;
    revoke execute on function app.policy_clause(text) from public;

    create or replace procedure app.write_policies(t regclass, readable text, writable text, verbs text default 'select, insert, update, delete')
    language plpgsql as $protect$
    declare
      reads text := app.policy_clause(readable); writes text := app.policy_clause(writable);
    begin
      execute format('alter table %s enable row level security', t);
      execute format('alter table %s force row level security', t);
      execute format('grant %s on %s to ${app}', verbs, t);
      execute format('create policy app_read on %s for select to ${app} using (%s)', t, reads);
      if verbs ilike '%insert%' then
        execute format('create policy app_insert on %s for insert to ${app} with check (%s)', t, writes);
      end if;
      if verbs ilike '%update%' then
        execute format('create policy app_update on %s for update to ${app} using (%s) with check (%s)', t, writes, writes);
      end if;
      if verbs ilike '%delete%' then
        execute format('create policy app_delete on %s for delete to ${app} using (%s)', t, writes);
      end if;
      execute format('create policy definer_all on %s to ${definer} using (true) with check (true)', t);
      execute format('create policy owner_all on %s to current_user using (true) with check (true)', t);
    end $protect$;

    -- After app.protect: one verb more, or more kinds for one it gave.
    create procedure app.protect_more(t regclass, verb text, kinds text) language plpgsql as $more$
    declare
      clause text := app.policy_clause(kinds); name text := format('more_%s', verb);
    begin
      execute format('grant %s on %s to ${app}', verb, t);
      if verb = 'insert' then execute format('create policy %I on %s for insert to ${app} with check (%s)', name, t, clause);
      elsif verb = 'update' then
        execute format('create policy %I on %s for update to ${app} using (%s) with check (%s)', name, t, clause, clause);
      else execute format('create policy %I on %s for %s to ${app} using (%s)', name, t, verb, clause);
      end if;
      call app.evaluate_once(t);
      call app.write_while_active(t);
    end $more$;
    revoke all on procedure app.protect_more(regclass, text, text) from public;
  `
}
