import { type RawBuilder, sql } from 'kysely'

export const coverageStates = [
  'covered',
  'expiring',
  'expired',
  'not_covered',
  'other_partner',
  'unrecognised',
] as const
export type CoverageState = (typeof coverageStates)[number]

/** When a line (`l`) of a contract (`c`) covers: as long as both last; what was suspended or terminated ended then. */
const span = sql`tstzrange(greatest(l.starts_at, c.starts_at), greatest(greatest(l.starts_at, c.starts_at),
  least(l.ends_at, c.ends_at, case when c.state <> 'active' then coalesce(c.state_changed_at, c.updated_at) end)))`

/**
 * What contract lines say of the devices of a row source with `partner_id`, `customer_id`, `device_id`, `serial_norm`, `vendor_key` and
 * `product_id`: a query of (device_id, covered, covered_until, line_id, product_differs, elsewhere), without the devices that no
 * line names. Only lines of the device's own customer cover it: of another's contract its readers may know nothing (R31). Other
 * partners' lines are looked at, so this is for the system alone. Types that are retired give nothing.
 *
 * Lines are looked up by the devices' serials, whatever the planner believes (`offset 0`): there may be millions. Vendors are spelt and
 * contracts read once each.
 */
export function coverageOf(devices: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with named as materialized (
      select d.device_id, d.product_id as device_product_id, d.vendor_key, l.partner_id = d.partner_id as own, l.*
      from ${devices} d cross join lateral (
        select l.partner_id, l.contract_id, l.line_id, l.vendor_norm, l.product_id, l.starts_at, l.ends_at from contract_line l
        where l.serial_norm = d.serial_norm and (l.partner_id <> d.partner_id or l.customer_id = d.customer_id) offset 0) l
      where d.serial_norm <> '' and d.vendor_key <> ''
    ), spelt as materialized (
      select v.vendor_norm, app.vendor_key(v.vendor_norm) as vendor_key from (select distinct vendor_norm from named) v
    ), bought as materialized (
      select c.* from (select distinct partner_id, contract_id from named) n cross join lateral (
        select c.partner_id, c.contract_id, c.starts_at, c.ends_at, c.state, c.state_changed_at, c.updated_at
        from contract c join contract_type t on t.contract_type_id = c.contract_type_id and t.state = 'active'
        where c.partner_id = n.partner_id and c.contract_id = n.contract_id offset 0) c
    ), lines as (
      select l.device_id, l.device_product_id, l.own, l.line_id, l.product_id, ${span} as span
      from named l join spelt s on s.vendor_norm = l.vendor_norm and s.vendor_key = l.vendor_key
      join bought c on c.partner_id = l.partner_id and c.contract_id = l.contract_id offset 0
    ), said as (
      select device_id, min(device_product_id) as device_product_id,
        coalesce(range_agg(span) filter (where own), '{}') as covered,
        coalesce(range_agg(span) filter (where not own), '{}') as elsewhere,
        array_agg(upper(span)) filter (where own) as untils, array_agg(line_id) filter (where own) as line_ids,
        array_agg(product_id) filter (where own) as product_ids
      from lines group by device_id
    ), latest as (
      select *, case when cardinality(untils) > 1
        then (select n from unnest(untils) with ordinality u (until, n) order by until desc limit 1) else 1 end as which
      from said
    )
    select device_id, covered, upper(covered) as covered_until, line_ids[which] as line_id,
      coalesce(product_ids[which] <> '' and device_product_id <> '' and not starts_with(upper(product_ids[which]), upper(device_product_id))
        and not starts_with(upper(device_product_id), upper(product_ids[which])), false) as product_differs, elsewhere
    from latest`
}

/** Made once a query, not once a device: that took a third of counting them. */
const expiringDays = sql`(select tstzrange(now(), now() + make_interval(days => coverage_expiring_days)) from vendor_settings)`

/** A device's state at this moment (R35), of table alias `d`; `expiring`: not covered all through the days the vendor set. */
export const coverageState = sql<CoverageState>`case
  when d.serial_norm = '' or d.vendor_key = '' then 'unrecognised'
  when d.covered @> now() then case when d.covered @> ${expiringDays} then 'covered' else 'expiring' end
  when d.elsewhere @> now() then 'other_partner'
  when lower(d.covered) <= now() then 'expired'
  else 'not_covered' end`

/** Whether a line (`l`) of a contract (`c`) of a type (`t`) is support service in force at this moment (R28). */
export const serviceCovers = sql<boolean>`(t.qualifies_support_service and t.state = 'active' and ${span} @> now())`
