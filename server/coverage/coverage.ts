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

/** Fenced off, so that lines are always found by their serial, and never a partner's contracts read for them. */
const contractOfLine = sql`lateral (select c.state, c.starts_at, c.ends_at, c.state_changed_at, c.updated_at
  from contract c join contract_type t on t.contract_type_id = c.contract_type_id and t.state = 'active'
  where c.partner_id = l.partner_id and c.contract_id = l.contract_id offset 0)`

/**
 * What contract lines say of the devices of a row source with `partner_id`, `customer_id`, `serial_norm`, `vendor_key` and
 * `product_id`: a lateral row (covered, covered_until, line_id, product_differs, elsewhere). Only lines of the device's own
 * customer cover it: of another's contract its readers may know nothing (R31). Other partners' lines are looked up in the
 * directory, so this is for the system alone. Types that are retired give nothing.
 */
export function coverageOf(device: string): RawBuilder<unknown> {
  const of = sql.raw(device)
  return sql`lateral (
    select o.covered, upper(o.covered) as covered_until, o.line_id,
      o.product_id <> '' and ${of}.product_id <> '' and not starts_with(upper(o.product_id), upper(${of}.product_id))
        and not starts_with(upper(${of}.product_id), upper(o.product_id)) as product_differs, e.elsewhere
    from (
      select coalesce(range_agg(w.span), '{}') as covered, coalesce((array_agg(l.product_id order by w.until desc))[1], '') as product_id,
        (array_agg(l.line_id order by w.until desc))[1] as line_id
      from contract_line l
      cross join ${contractOfLine} c
      cross join lateral (select ${span} as span, upper(${span}) as until) w
      where l.partner_id = ${of}.partner_id and l.customer_id = ${of}.customer_id and l.serial_norm = ${of}.serial_norm
        and app.vendor_key(l.vendor_norm) = ${of}.vendor_key) o
    cross join (
      select coalesce(range_agg(${span}), '{}') as elsewhere
      from contract_line_directory r
      join contract_line l on l.partner_id = r.partner_id and l.line_id = r.line_id
      cross join ${contractOfLine} c
      where r.serial_norm = ${of}.serial_norm and r.partner_id <> ${of}.partner_id
        and app.vendor_key(r.vendor_norm) = ${of}.vendor_key) e)`
}

/** A device's state at this moment (R35), of table alias `d`; `expiring`: not covered all through the days the vendor set. */
export const coverageState = sql<CoverageState>`case
  when d.serial_norm = '' or d.vendor_key = '' then 'unrecognised'
  when d.covered @> now() then case when d.covered @> tstzrange(now(), now() + make_interval(days =>
    (select coverage_expiring_days from vendor_settings))) then 'covered' else 'expiring' end
  when d.elsewhere @> now() then 'other_partner'
  when lower(d.covered) <= now() then 'expired'
  else 'not_covered' end`

/** Whether a line (`l`) of a contract (`c`) of a type (`t`) is support service in force at this moment (R28). */
export const serviceCovers = sql<boolean>`(t.qualifies_support_service and t.state = 'active' and ${span} @> now())`
