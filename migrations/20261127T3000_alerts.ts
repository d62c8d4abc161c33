import { type Kysely, sql } from 'kysely'
import { roleNames } from '../server/platform/db/roles.ts'

/**
 * What needs attention at customers (R30, R32), and until when vendors support what is installed there; decision 28. An alert is a
 * time in which it holds, so that whether it does is worked out when it is asked for (R35).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { app, definer } = roleNames()
  await sql
    .raw(`
    alter table vendor_settings
      add column milestone_days integer not null default 180 check (milestone_days between 0 and 1095),
      add column hardware_milestones text[] not null default '{end_of_sale,end_of_sw_maintenance,end_of_security_support,last_support}',
      add column software_milestones text[] not null default '{end_of_active_support,end_of_security_support,end_of_extended_support,last_support}';

    create table lifecycle_entry (                    -- of every partner's concern: a product, or a train of software
      entry_id uuid primary key,
      about text not null check (about in ('hardware', 'software')),
      name text not null,                             -- product id; software family
      name_key text not null,                         -- as it is compared
      vendor text not null default '', vendor_key text not null default '',   -- '': whoever's product is called so
      cycle text not null default '', cycle_key text not null default '',     -- of software: its train, and that in tokens
      title text not null default '',
      bulletin text not null default '',
      url text not null default '',
      replacement text not null default '',
      source text not null check (source in ('eox', 'endoflife')),
      search_norm text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(), updated_by_name text not null,
      unique (about, name_key, vendor_key, cycle_key)
    );
    call app.protect('lifecycle_entry', 'anyone', 'all', 'select, insert, update, delete');

    create table lifecycle_milestone (
      entry_id uuid not null references lifecycle_entry (entry_id) on delete cascade,
      milestone text not null,
      on_date date,                                   -- null: passed, nobody says when
      primary key (entry_id, milestone)
    );
    call app.protect('lifecycle_milestone', 'anyone', 'all', 'select, insert, update, delete');

    create table alert (
      partner_id uuid not null,
      customer_id uuid not null,
      alert_id uuid not null,
      kind text not null check (kind in ('coverage_ending', 'coverage_missing', 'collector_overdue', 'collection_blocked',
        'device_vanished', 'hardware_milestone', 'software_milestone')),
      subject_id uuid not null,                       -- device, collector, or inventory (collection_blocked)
      key text not null,                              -- which of its kind: a milestone, the moment, the reason
      due_at timestamptz,                             -- the moment it is about, where there is one
      starts_at timestamptz not null,                 -- it holds from here …
      ends_at timestamptz not null,                   -- … until here, exclusive, if no fact changes
      source_id uuid,                                 -- the lifecycle entry, or the collection, that it rests on
      resolved_at timestamptz,                        -- a fact changed
      acknowledged_at timestamptz, acknowledged_by uuid, acknowledged_by_name text, note text,
      primary key (partner_id, alert_id),
      check (starts_at < ends_at),
      check ((acknowledged_at is null) = (acknowledged_by_name is null))
    );
    create unique index alert_subject on alert (partner_id, subject_id, kind, key) where resolved_at is null;
    create index on alert (partner_id, starts_at, (alert_id::text)) where resolved_at is null;
    create index on alert (partner_id, customer_id, starts_at, (alert_id::text)) where resolved_at is null;
    create index on alert (partner_id, customer_id, resolved_at) where resolved_at is not null;
    call app.protect('alert', 'all,data', 'all', 'select, insert, update, delete');
    call app.protect_more('alert', 'update', 'data_writes');     -- acknowledging

    create table alert_digest (                       -- how often a member wants to be written to
      partner_id uuid not null,
      account_id uuid not null,
      every text not null check (every in ('never', 'daily', 'weekly')),
      sent_at timestamptz not null default now(),     -- what opened by then was told, or was there when it was chosen
      primary key (partner_id, account_id)
    );
    call app.protect('alert_digest', 'all,own', 'all,own', 'select, insert, update');

    -- A version in tokens, each with a dot behind it: '17.06.04' and '17.6.4' are '17.6.4.', '9.3(8)' is '9.3.8.'. A train's key
    -- is the beginning of those of its versions.
    create function app.version_key(version text) returns text
    language sql immutable strict parallel safe set search_path = pg_catalog as $$
      select coalesce(nullif(btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(lower(version),
        '([0-9])(?=[a-z])|([a-z])(?=[0-9])', '\\1\\2.', 'g'), '[^a-z0-9]+', '.', 'g'), '(^|\\.)0+(?=[0-9])', '\\1', 'g'),
        '^\\.?v\\.(?=[0-9])', ''), '.'), '') || '.', '')
    $$;
    -- One spelling of a software family: 'Cisco IOS XE' is 'ciscoiosxe', 'IOS-XE' is 'iosxe'.
    create function app.family_key(name text) returns text
    language sql immutable strict parallel safe set search_path = pg_catalog, app as $$
      select replace(app.vendor_key(name), ' ', '')
    $$;
    grant execute on function app.version_key(text), app.family_key(text) to ${app}, ${definer};

    -- From here on the system's transaction reads as this member does now, and writes nothing of the partner's: for mail to them.
    create function app.read_as_member(p_partner uuid, p_account uuid) returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, public as $$
    declare m record;
    begin
      if current_setting('app.reach', true) is distinct from 'all' then raise exception 'only the system reads as somebody else'; end if;
      perform set_config('app.reach', '', true);
      select mb.role, mb.sponsors, mb.all_customers and coalesce(mb.all_customers_until > now(), true) as all_customers into m
      from membership mb join partner p on p.partner_id = mb.partner_id
      where mb.partner_id = p_partner and mb.account_id = p_account and mb.state = 'active' and mb.role is not null;
      if not found then return false; end if;
      perform app.set_reach(p_partner, m.role, m.sponsors, m.all_customers, case when m.role = 'user' and not m.all_customers then
        array(select x.customer_id from association x where x.partner_id = p_partner and x.account_id = p_account
              and (x.ends_at is null or x.ends_at > now())) end, false);
      return true;
    end $$;
    alter function app.read_as_member(uuid, uuid) owner to ${definer};
    revoke execute on function app.read_as_member(uuid, uuid) from public;
    grant execute on function app.read_as_member(uuid, uuid) to ${app};
  `)
    .execute(db)
}
