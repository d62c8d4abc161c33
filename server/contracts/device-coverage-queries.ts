import { type RawBuilder, sql } from 'kysely'
import { type CoverageState, coverageState } from '../coverage/index.ts'
import { countRows } from '../platform/db/count.ts'
import { keyset, type SortBy } from '../platform/db/keyset.ts'
import { cutByCustomer, cutBySort, isReached } from '../platform/db/reached.ts'
import { type Order, readOrder } from '../platform/db/strides.ts'
import type { Tx } from '../platform/db/transaction.ts'

/** A device that is there, with the contract line its coverage rests on; of another partner's line nothing but that it is one. */
export type CoveredDevice = {
  deviceId: string
  customerId: string
  customerName: string
  hostname: string
  vendor: string
  serial: string
  productId: string
  productFamily: string
  kind: string
  coverage: CoverageState
  coveredFrom: Date | null
  coveredUntil: Date | null
  productDiffers: boolean
  confidential: boolean
  lineId: string | null
  lineProductId: string | null
  serviceLevel: string | null
  lineStartsAt: Date | null
  lineEndsAt: Date | null
  contractId: string | null
  contractNumber: string | null
  contractTypeName: string | null
  contractState: 'active' | 'suspended' | 'terminated' | null
  contractStartsAt: Date | null
  contractEndsAt: Date | null
}

export type CoverageFilter = {
  partnerId: string
  /** Reaches the customers of a list alone. */
  listed?: boolean
  deviceId?: string[] | undefined
  customerId?: string[] | undefined
  contractId?: string | undefined
  coverage?: CoverageState[] | undefined
  q?: string | undefined
}

export const coverageSorts = ['name', 'serial', 'until', 'product'] as const
const sorts: SortBy = {
  name: { by: sql`d.name_norm`, type: 'text' },
  serial: { by: sql`d.serial_norm`, type: 'text' },
  until: { by: sql`coalesce(d.covered_until, '-infinity'::timestamptz)`, type: 'timestamptz' },
  product: { by: sql`d.product_id`, type: 'text' },
}

function matching({
  partnerId,
  listed,
  deviceId,
  customerId,
  contractId,
  coverage,
  q,
}: CoverageFilter): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`d.partner_id = ${partnerId} and d.gone_at is null`]
  if (listed) conditions.push(isReached(sql`d.customer_id`))
  if (deviceId) conditions.push(sql`d.device_id = any(${deviceId}::uuid[])`)
  if (customerId) conditions.push(sql`d.customer_id = any(${customerId}::uuid[])`)
  if (coverage) conditions.push(sql`${coverageState} = any(${coverage})`)
  if (contractId)
    conditions.push(sql`d.line_id in (select l.line_id from contract_line l
      where l.partner_id = ${partnerId} and l.contract_id = ${contractId})`)
  if (q) {
    const text = q.trim().toUpperCase()
    conditions.push(
      sql`(strpos(d.serial_norm, ${text}) > 0 or strpos(upper(d.product_id), ${text}) > 0 or strpos(upper(d.name_norm), ${text}) > 0)`,
    )
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

const paged = sql`d.partner_id, d.customer_id, d.device_id, d.hostname, d.name_norm, d.vendor, d.vendor_key, d.serial, d.serial_norm, d.product_id,
  d.product_family, d.kind, d.covered, d.covered_until, d.elsewhere, d.product_differs, d.line_id`

/** Whether each customer's devices stand in an index as asked for, and not all of them have to be read. */
function isInNameOrder({ deviceId, contractId, q }: CoverageFilter, sort: string): boolean {
  return /^-?name$/.test(sort) && !deviceId && !contractId && !q
}

export async function listCoverage(
  tx: Tx,
  filter: CoverageFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(CoveredDevice & { key: string })[]> {
  const { after, ...keys } = keyset(sorts, paging.sort, sql`d.device_id`, paging.cursor)
  const { order } = keys
  const where = sql<boolean>`${matching(filter)} and ${after}`
  const page = { table: 'device', alias: 'd', columns: paged, where, ...keys, limit: paging.limit + 1 }
  const cut = isInNameOrder(filter, paging.sort)
    ? cutByCustomer({ ...page, partnerId: filter.partnerId, sortable: sql`d.customer_id, d.name_norm, d.device_id` })
    : cutBySort({ ...page, id: 'device_id' })
  const { rows } = await sql<CoveredDevice & { key: string }>`
    select d.device_id as "deviceId", d.customer_id as "customerId", cu.name as "customerName", d.hostname, d.vendor, d.serial,
      d.product_id as "productId", d.product_family as "productFamily", d.kind, ${coverageState} as coverage, lower(d.covered) as "coveredFrom",
      d.covered_until as "coveredUntil", d.product_differs as "productDiffers", ${coverageState} = 'other_partner' as confidential,
      l.line_id as "lineId", l.product_id as "lineProductId", l.service_level as "serviceLevel", l.starts_at as "lineStartsAt",
      l.ends_at as "lineEndsAt", l.contract_id as "contractId", l.number as "contractNumber", l.name as "contractTypeName",
      l.state as "contractState", l.contract_starts_at as "contractStartsAt", l.contract_ends_at as "contractEndsAt", d.key
    from ${cut}
    join customer cu on cu.partner_id = d.partner_id and cu.customer_id = d.customer_id
    left join lateral (select l.line_id, l.product_id, l.service_level, l.starts_at, l.ends_at, l.contract_id, c.number, t.name, c.state,
        c.starts_at as contract_starts_at, c.ends_at as contract_ends_at
      from contract_line l join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id
      join contract_type t on t.contract_type_id = c.contract_type_id
      where l.partner_id = d.partner_id and l.line_id = d.line_id and ${coverageState} <> 'other_partner' offset 0) l on true
    order by ${order}`.execute(tx)
  return rows
}

/** The order of as many of them as `limit` says. */
export function orderCoverage(
  tx: Tx,
  filter: CoverageFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<Order> {
  return readOrder(
    tx,
    {
      sorts,
      table: 'device',
      alias: 'd',
      id: sql<string>`d.device_id`,
      columns: sql`d.device_id, d.name_norm, d.serial_norm, d.product_id, d.covered_until`,
      where: matching(filter),
    },
    paging,
  )
}

/** How many there are, or `most` where there are more. */
export function countCoverage(tx: Tx, filter: CoverageFilter, most?: number): Promise<number> {
  return countRows(tx, sql`device d where ${matching(filter)}`, most)
}

export type MonthOfEndings = { month: string; contracts: number; lines: number; devices: number }

/**
 * What ends in each of the next `months` months, this one first (`2026-12`; UTC, by the last day): lines in force or to come, the
 * contracts they stand on, and devices of which this is the end of what covers them without a break from now.
 */
export async function endingsByMonth(
  tx: Tx,
  { partnerId, listed, contractId, customerId, months }: CoverageFilter & { months: number },
): Promise<MonthOfEndings[]> {
  const month = (end: RawBuilder<unknown>) =>
    sql`to_char(${end} at time zone 'UTC' - interval '1 microsecond', 'YYYY-MM')`
  const ofCustomers = sql.join(
    [
      ...(customerId ? [sql`and l.customer_id = any(${customerId}::uuid[])`] : []),
      ...(listed ? [sql`and ${isReached(sql`l.customer_id`)}`] : []),
    ],
    sql` `,
  )
  const ofLine = contractId ? sql`and l.contract_id = ${contractId}` : sql``
  const { rows } = await sql<MonthOfEndings>`
    with ends as (
      select ${month(sql`least(l.ends_at, c.ends_at)`)} as month, count(*)::int as lines, count(distinct l.contract_id)::int as contracts
      from contract_line l
      join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id and c.state = 'active'
      where l.partner_id = ${partnerId} and least(l.ends_at, c.ends_at) > now() ${ofLine} ${ofCustomers} group by 1
    ), found as (
      select ${month(sql`u.until`)} as month, count(*)::int as devices
      from device d cross join lateral (select upper(r) as until from unnest(d.covered) r where r @> now()) u
      where ${matching({ partnerId, ...(listed && { listed }), contractId, customerId })} group by 1
    )
    select m.month, coalesce(e.contracts, 0) as contracts, coalesce(e.lines, 0) as lines, coalesce(f.devices, 0) as devices
    from (select to_char(date_trunc('month', now() at time zone 'UTC') + make_interval(months => n), 'YYYY-MM') as month
      from generate_series(0, ${months}::int - 1) n) m
    left join ends e using (month) left join found f using (month) order by m.month`.execute(tx)
  return rows
}
