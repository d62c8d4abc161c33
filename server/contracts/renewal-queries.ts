import { type RawBuilder, sql } from 'kysely'
import { keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'

/**
 * What becomes of a device: covered longer than now; covered again; ends before the new date all the same; lasts until then
 * anyway; another partner's; covered neither now nor then.
 */
export const renewalOutcomes = ['renewed', 'regained', 'ends', 'lasts', 'other_partner', 'uncovered'] as const
export type RenewalOutcome = (typeof renewalOutcomes)[number]

/** Every condition that is given holds for a chosen line; without any none is chosen. `endsTo`, `until`: exclusive instants. */
export type Renewal = {
  partnerId: string
  customerId?: string[] | undefined
  contractId?: string[] | undefined
  lineId?: string[] | undefined
  endsTo?: Date | undefined
  until: Date
}

const end = sql`least(l.ends_at, c.ends_at)`

/** Of active contracts only: what was suspended or terminated is not renewed by a date. An ended line is renewed from its end on. */
function chosenBy({ partnerId, customerId, contractId, lineId, endsTo, until }: Renewal): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`l.partner_id = ${partnerId} and ${end} < ${until}`]
  if (customerId) conditions.push(sql`l.customer_id = any(${customerId}::uuid[])`)
  if (contractId) conditions.push(sql`l.contract_id = any(${contractId}::uuid[])`)
  if (lineId) conditions.push(sql`l.line_id = any(${lineId}::uuid[])`)
  // Lines that ended long ago are chosen by name only.
  if (endsTo) conditions.push(sql`${end} <= ${endsTo} and ${contractId || lineId ? sql`true` : sql`${end} > now()`}`)
  if (!contractId && !lineId && !endsTo) conditions.push(sql`false`)
  return sql`select l.line_id, l.contract_id, l.customer_id, l.serial_norm, app.vendor_key(l.vendor_norm) as vendor_key, ${end} as ends_at
    from contract_line l
    join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id and c.state = 'active'
    join contract_type t on t.contract_type_id = c.contract_type_id and t.state = 'active'
    where ${sql.join(conditions, sql` and `)}`
}

/** Until when a device is covered without a break from now; null where it is not now. */
const lasting = (covered: RawBuilder<unknown>) => sql`(select upper(r) from unnest(${covered}) r where r @> now())`

/** Common table expressions `chosen` (lines) and `seen`: each device that is there, with until when now and then, and the outcome. */
function comparing(renewal: Renewal): RawBuilder<unknown> {
  const { partnerId, customerId, until } = renewal
  return sql`chosen as materialized (${chosenBy(renewal)}), more as materialized (
      select d.device_id, range_agg(tstzrange(x.ends_at, ${until})) as span from chosen x
      join device d on d.partner_id = ${partnerId} and d.customer_id = x.customer_id and d.serial_norm = x.serial_norm
        and d.vendor_key = x.vendor_key and d.gone_at is null
      where x.serial_norm <> '' and x.vendor_key <> '' group by 1
    ), compared as (
      select d.device_id, d.customer_id, d.hostname, d.vendor, d.serial, d.serial_norm, d.product_id, d.line_id, d.elsewhere,
        ${lasting(sql`d.covered`)} as before, ${lasting(sql`d.covered + coalesce(m.span, '{}')`)} as after
      from device d left join more m on m.device_id = d.device_id
      where d.partner_id = ${partnerId} and d.gone_at is null
        ${customerId ? sql`and d.customer_id = any(${customerId}::uuid[])` : sql``}
    ), seen as (
      select *, case
        when after is null then case when elsewhere @> now() then 'other_partner' else 'uncovered' end
        when before is null then 'regained'
        when after > before then 'renewed'
        when before < ${until} then 'ends'
        else 'lasts' end as outcome
      from compared
    )`
}

const month = (at: RawBuilder<unknown>) => sql`to_char(${at} at time zone 'UTC' - interval '1 microsecond', 'YYYY-MM')`

type Group = { outcome: RenewalOutcome; before: string | null; after: string | null; n: number }

/** Lines and contracts chosen, devices by outcome, and devices by the month (`2026-12`) in which their coverage ends, now and then. */
export async function compareRenewal(tx: Tx, renewal: Renewal) {
  const { rows } = await sql<Group & { lines: number; contracts: number }>`with ${comparing(renewal)},
    counted as (select count(*)::int as lines, count(distinct contract_id)::int as contracts from chosen),
    grouped as (select outcome, ${month(sql`before`)} as before, ${month(sql`after`)} as after, count(*)::int as n from seen group by 1, 2, 3)
    select c.lines, c.contracts, g.outcome, g.before, g.after, coalesce(g.n, 0) as n from counted c left join grouped g on true`.execute(
    tx,
  )
  const outcomes = Object.fromEntries(renewalOutcomes.map((outcome) => [outcome, 0])) as Record<RenewalOutcome, number>
  for (const { outcome, n } of rows) if (n > 0) outcomes[outcome] += n
  return {
    lines: rows[0]?.lines ?? 0,
    contracts: rows[0]?.contracts ?? 0,
    devices: rows.reduce((sum, { n }) => sum + n, 0),
    outcomes,
    months: monthsTo(renewal.until).map((name) => ({
      month: name,
      endsBefore: sumOf(rows, (row) => row.before === name),
      endsAfter: sumOf(rows, (row) => row.after === name),
      coveredBefore: sumOf(rows, (row) => row.before !== null && row.before > name),
      coveredAfter: sumOf(rows, (row) => row.after !== null && row.after > name),
    })),
  }
}

const sumOf = (rows: Group[], which: (row: Group) => boolean) =>
  rows.reduce((sum, row) => (row.n > 0 && which(row) ? sum + row.n : sum), 0)

/** The months from this one to that of the last day before `until`, five years at most. */
function monthsTo(until: Date): string[] {
  const last = new Date(until.getTime() - 1).toISOString().slice(0, 7)
  const months: string[] = []
  const now = new Date()
  for (let n = 0; n < 60; n += 1) {
    const name = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + n)).toISOString().slice(0, 7)
    if (name > last) break
    months.push(name)
  }
  return months
}

export type RenewedDevice = {
  deviceId: string
  customerId: string
  customerName: string
  hostname: string
  vendor: string
  serial: string
  productId: string
  contractNumber: string | null
  before: Date | null
  after: Date | null
  outcome: RenewalOutcome
}

const sorts: SortBy = { serial: { by: sql`d.serial_norm`, type: 'text' } }

/** The devices of a comparison, by serial, and one more than the limit. */
export async function listRenewal(
  tx: Tx,
  renewal: Renewal,
  { outcome, limit, cursor }: { outcome: RenewalOutcome[] | undefined; limit: number; cursor: string[] | undefined },
): Promise<(RenewedDevice & { key: string })[]> {
  const { after, order, key } = keyset(sorts, 'serial', sql`d.device_id`, cursor)
  const { rows } = await sql<RenewedDevice & { key: string }>`with ${comparing(renewal)}
    select d.device_id as "deviceId", d.customer_id as "customerId", cu.name as "customerName", d.hostname, d.vendor, d.serial,
      d.product_id as "productId", c.number as "contractNumber", d.before, d.after, d.outcome, d.key
    from (select d.*, ${key} as key from seen d where ${outcome ? sql`d.outcome = any(${outcome})` : sql`true`} and ${after}
      order by ${order} limit ${limit + 1}) d
    join customer cu on cu.partner_id = ${renewal.partnerId} and cu.customer_id = d.customer_id
    left join contract_line l on l.partner_id = ${renewal.partnerId} and l.line_id = d.line_id
    left join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id
    order by ${order}`.execute(tx)
  return rows
}
