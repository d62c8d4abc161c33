import { type RawBuilder, sql } from 'kysely'

/** Rows are written so long before they hold: longer than any upload interval (R32), and than a job may stay away. */
const horizon = sql`(select now() + interval '70 days')`

export const wantedColumns = sql`partner_id uuid, customer_id uuid, subject_id uuid, kind text, key text, due_at timestamptz,
  starts_at timestamptz, ends_at timestamptz, source_id uuid`

/** What alerts of a device follow from; of other subjects only who they are. */
export const scopeColumns = sql`partner_id uuid, subject_id uuid, customer_id uuid, vendor_key text, matchable boolean, product_id text,
  software_type text, software_version text, first_seen_at timestamptz, gone_at timestamptz, covered tstzmultirange, elsewhere tstzmultirange`

/** Devices of a query of their rows, for `alert_scope`. */
export const scopeOf = (devices: RawBuilder<unknown>) => sql`
  select d.partner_id, d.device_id, d.customer_id, d.vendor_key, d.serial_norm <> '' and d.vendor_key <> '', d.product_id, d.software_type,
    d.software_version, d.first_seen_at, d.gone_at, d.covered, d.elsewhere from (${devices}) d`

const seconds = (moment: RawBuilder<unknown>) => sql`extract(epoch from ${moment})::bigint::text`
export const forEver = sql`'infinity'::timestamptz`

const matchable = sql`alert_scope d where d.gone_at is null and d.matchable`
const expiringDays = sql`(select make_interval(days => coverage_expiring_days) from vendor_settings)`

/**
 * Coverage of devices of alias `d`: the gaps between the times that lines cover, and the vendor's days before each gap begins. While
 * another partner's lines cover a device nobody misses anything; of what cannot be matched nothing is said. Who is covered all through
 * the time that is looked at has neither, and most have nothing or one line: multiranges are slow.
 */
const coverage = sql`
  select d.partner_id, d.customer_id, d.subject_id, 'coverage_missing', ${seconds(sql`lower(d.gap)`)},
    case when lower(d.covered) < lower(d.gap) then lower(d.gap) end, lower(d.gap), coalesce(upper(d.gap), ${forEver}), null::uuid
  from (select d.partner_id, d.customer_id, d.subject_id, d.covered, unnest(
      case when isempty(d.covered) and isempty(d.elsewhere) then tstzmultirange(tstzrange(d.first_seen_at, null))
        else tstzmultirange(tstzrange(d.first_seen_at, null)) - d.covered - d.elsewhere end) as gap
    from ${matchable} and not d.covered @> (select tstzrange(now(), ${horizon}))) d
  union all
  select d.partner_id, d.customer_id, d.subject_id, 'coverage_ending', ${seconds(sql`upper(d.span)`)}, upper(d.span),
    greatest(lower(d.span), upper(d.span) - ${expiringDays}), upper(d.span), null::uuid
  from (select d.partner_id, d.customer_id, d.subject_id, unnest(d.covered) as span
    from ${matchable} and not d.covered @> (select tstzrange(now(), ${horizon} + ${expiringDays}))) d
  where not upper_inf(d.span)`

const vanished = sql`
  select d.partner_id, d.customer_id, d.subject_id, 'device_vanished', ${seconds(sql`d.gone_at`)}, d.gone_at, d.gone_at, ${forEver}, null::uuid
  from alert_scope d where d.gone_at is not null`

/** When each entry's chosen milestones are alerted: from the days before until the next one's turn; of one day's the last counts. */
const milestones = sql`
  select w.*, coalesce(lead(w.starts_at) over (partition by w.entry_id order by w.starts_at, w.place), ${forEver}) as ends_at
  from (select e.entry_id, e.about, e.name_key, e.vendor_key, e.cycle_key, m.milestone,
      m.on_date::timestamp at time zone 'UTC' as due_at,
      coalesce((m.on_date - v.milestone_days)::timestamp at time zone 'UTC', '-infinity') as starts_at,
      array_position('{end_of_sale,end_of_active_support,end_of_sw_maintenance,end_of_security_support,end_of_extended_support,last_support}'::text[], m.milestone) as place
    from lifecycle_entry e join lifecycle_milestone m using (entry_id) cross join vendor_settings v
    where m.milestone = any (case e.about when 'hardware' then v.hardware_milestones else v.software_milestones end)) w`

/** Of an entry that names the vendor and one that does not the first counts. */
const hardware = sql`
  select d.partner_id, d.customer_id, d.subject_id, 'hardware_milestone', m.milestone, m.due_at, m.starts_at, m.ends_at, m.entry_id
  from alert_scope d
  join product p on p.product_id = d.product_id and p.vendor_key = d.vendor_key
  join milestone m on m.entry_id = p.entry_id
  where d.gone_at is null`

/** Versions are spelt once each, and belong to the longest train that begins them; of an unknown train nothing is said. */
const software = sql`
  select d.partner_id, d.customer_id, d.subject_id, 'software_milestone', m.milestone, m.due_at, m.starts_at, m.ends_at, m.entry_id
  from alert_scope d
  join train t on t.software_type = d.software_type and t.software_version = d.software_version and t.vendor_key = d.vendor_key
  join milestone m on m.entry_id = t.entry_id
  where d.gone_at is null`

/** Everything that will hold of the devices in `alert_scope` by the horizon. */
export const wantedOfDevices = sql`
  with milestone as materialized (${milestones}),
  product as materialized (select p.*, e.entry_id
    from (select distinct vendor_key, product_id from alert_scope where product_id <> '') p
    cross join lateral (select e.entry_id from lifecycle_entry e where e.about = 'hardware' and e.name_key = upper(btrim(p.product_id))
      and e.vendor_key in ('', p.vendor_key) order by e.vendor_key desc limit 1) e),
  train as materialized (select s.*, e.entry_id
    from (select distinct vendor_key, software_type, software_version from alert_scope where software_type <> '' and software_version <> '') s
    cross join lateral (select app.version_key(s.software_version) as version, app.family_key(s.software_type) as family,
      replace(s.vendor_key, ' ', '') as maker offset 0) k
    cross join lateral (select e.entry_id from lifecycle_entry e where e.about = 'software' and e.name_key in (k.family, k.maker || k.family)
      and e.vendor_key in ('', s.vendor_key) and e.cycle_key <> '' and starts_with(k.version, e.cycle_key)
      order by length(e.cycle_key) desc, e.vendor_key desc limit 1) e)
  select w.* from (${sql.join([coverage, vanished, hardware, software], sql` union all `)})
    as w (partner_id, customer_id, subject_id, kind, key, due_at, starts_at, ends_at, source_id)
  where w.starts_at < ${horizon} and w.ends_at > now() and w.starts_at < w.ends_at`

/** The same of the collectors and inventories in `alert_scope`: an upload that is missing (R32), a newest collection that is blocked (R28). */
export const wantedOfSources = sql`
  select w.* from (
    select c.partner_id, c.customer_id, c.collector_id, 'collector_overdue', '', o.due_at, o.due_at, ${forEver}, null::uuid
    from alert_scope x join collector c on c.partner_id = x.partner_id and c.collector_id = x.subject_id
    cross join lateral (select coalesce(c.last_upload_at, c.created_at) + make_interval(hours => c.interval_hours) as due_at) o
    where c.deleted_at is null
    union all
    select i.partner_id, i.customer_id, i.inventory_id, 'collection_blocked', l.blocked_reason, l.ended_at, l.ended_at, ${forEver}, l.collection_id
    from alert_scope x join inventory i on i.partner_id = x.partner_id and i.inventory_id = x.subject_id
    cross join lateral (select c.state, c.blocked_reason, coalesce(c.ended_at, c.created_at) as ended_at, c.collection_id from collection c
      where c.partner_id = i.partner_id and c.inventory_id = i.inventory_id and c.state in ('done', 'blocked')
      order by c.collected_at desc, c.collection_id desc limit 1) l
    where l.state = 'blocked'
  ) as w (partner_id, customer_id, subject_id, kind, key, due_at, starts_at, ends_at, source_id)
  where w.starts_at < ${horizon} and w.ends_at > now()`
