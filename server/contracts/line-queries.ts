import { type RawBuilder, sql } from 'kysely'
import { countRows } from '../platform/db/count.ts'
import { keyset, type SortBy } from '../platform/db/keyset.ts'
import { cutByCustomer, cutBySort, isReached } from '../platform/db/reached.ts'
import { type Order, readOrder } from '../platform/db/strides.ts'
import type { Tx } from '../platform/db/transaction.ts'

export const lineStates = ['in_force', 'ending', 'future', 'ended'] as const
export type LineState = (typeof lineStates)[number]

/** A line ends with its contract, and `ending` is what has 90 days left. */
const until = sql`least(l.ends_at, c.ends_at)`
const stateSql = sql<LineState>`case when c.state <> 'active' or ${until} <= now() then 'ended'
  when greatest(l.starts_at, c.starts_at) > now() then 'future'
  when ${until} <= now() + interval '90 days' then 'ending' else 'in_force' end`

export type LineRow = {
  lineId: string
  contractId: string
  contractNumber: string
  customerId: string | null
  customerName: string | null
  serial: string
  vendor: string
  productId: string
  serviceLevel: string
  state: LineState
  startsAt: Date
  endsAt: Date
  /** The device that is there with this serial, as far as the reader sees it. */
  device: { deviceId: string; name: string; productId: string; productDiffers: boolean } | null
}

export const lineSorts = ['serial', 'product', 'starts', 'ends'] as const
const sorts: SortBy = {
  serial: { by: sql`l.serial_norm`, type: 'text' },
  product: { by: sql`l.product_id`, type: 'text' },
  starts: { by: sql`l.starts_at`, type: 'timestamptz' },
  ends: { by: sql`l.ends_at`, type: 'timestamptz' },
}

export type LineFilter = {
  partnerId: string
  lineId?: string[] | undefined
  contractId?: string | undefined
  customerId?: string[] | undefined
  /** Reaches the customers of a list alone: said beside the policy that holds it, so that their index is used. */
  listed?: boolean
  q?: string | undefined
  state?: LineState[] | undefined
  /** Whether a device with its serial is there. */
  found?: boolean | undefined
  /** Days between which the last day is, both included: `2026-12-31`. */
  endsFrom?: string | undefined
  endsTo?: string | undefined
}

const source = sql`contract_line l
  join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id`

// Asked for a line at a time, so that a page in the order of an index ends where it is full.
const stateOf = sql`(select ${stateSql} from contract c where c.partner_id = l.partner_id and c.contract_id = l.contract_id)`

const untilOf = sql`(select ${until} from contract c where c.partner_id = l.partner_id and c.contract_id = l.contract_id)`

/** Of a line (`l`): the device of its customer with the same serial and vendor. */
const itsDevice = (
  devices: RawBuilder<unknown>,
) => sql`${devices} d where d.partner_id = l.partner_id and d.customer_id = l.customer_id
  and d.serial_norm = l.serial_norm and l.serial_norm <> '' and d.vendor_key = app.vendor_key(l.vendor_norm) and d.gone_at is null`

// Without statistics the planner reads all devices of the customer for each line, if it can.
const bySerial = sql`(select d.partner_id, d.customer_id, d.device_id, d.serial_norm, d.vendor_key, d.hostname, d.address, d.product_id, d.gone_at
  from device d where l.serial_norm <> '' and d.serial_norm = l.serial_norm offset 0)`

function matching(filter: LineFilter): RawBuilder<boolean> {
  const { partnerId, listed, lineId, contractId, customerId, q, state, found, endsFrom, endsTo } = filter
  const conditions: RawBuilder<unknown>[] = [sql`l.partner_id = ${partnerId}`]
  if (listed) conditions.push(isReached(sql`l.customer_id`))
  if (lineId) conditions.push(sql`l.line_id = any(${lineId}::uuid[])`)
  if (contractId) conditions.push(sql`l.contract_id = ${contractId}`)
  if (customerId) conditions.push(sql`l.customer_id = any(${customerId}::uuid[])`)
  if (q) {
    const text = q.trim().toUpperCase()
    // Not LIKE: of that the planner believes a text it knows to be far cheaper, and would plan anew each time (decision 18).
    conditions.push(sql`(strpos(l.serial_norm, ${text}) > 0 or strpos(upper(l.product_id), ${text}) > 0)`)
  }
  if (state) conditions.push(sql`${stateOf} = any(${state})`)
  if (found !== undefined)
    conditions.push(sql`${found ? sql`` : sql`not`} exists (select from ${itsDevice(sql`device`)})`)
  if (endsFrom) conditions.push(sql`${untilOf} > ${`${endsFrom}T00:00:00Z`}::timestamptz`)
  if (endsTo) conditions.push(sql`${untilOf} <= ${`${endsTo}T00:00:00Z`}::timestamptz + interval '1 day'`)
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

// Named, not `*`: only so is the statement prepared (decision 18).
const columns = sql`l.partner_id, l.line_id, l.contract_id, l.customer_id, l.serial, l.serial_norm, l.vendor, l.vendor_norm, l.product_id,
  l.service_level, l.starts_at, l.ends_at`

/** Whether each customer's lines stand in an index as asked for; those of one contract and of a whole partner have indexes of their own. */
function isInSerialOrder({ listed, contractId, lineId }: LineFilter, sort: string): boolean {
  return listed === true && /^-?serial$/.test(sort) && !contractId && !lineId
}

/**
 * One page of the partner's contract lines that the reader's transaction reaches, and one more. The page is cut before
 * anything is joined to it: under row security the planner takes a partner's thousands of lines for a few, and would read
 * them all, with what is beside each, to sort them. Who reaches a few customers of many gets a page of each, and of these the first.
 */
export async function listLines(
  tx: Tx,
  filter: LineFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(LineRow & { key: string })[]> {
  const { after, ...keys } = keyset(sorts, paging.sort, sql`l.line_id`, paging.cursor)
  const { order } = keys
  const where = sql<boolean>`${matching(filter)} and ${after}`
  const page = { table: 'contract_line', alias: 'l', columns, where, ...keys, limit: paging.limit + 1 }
  const cut = isInSerialOrder(filter, paging.sort)
    ? cutByCustomer({ ...page, partnerId: filter.partnerId, sortable: sql`l.customer_id, l.serial_norm, l.line_id` })
    : cutBySort({ ...page, id: 'line_id' })
  const { rows } = await sql<LineRow & { key: string }>`
    select l.line_id as "lineId", l.contract_id as "contractId", c.number as "contractNumber", l.customer_id as "customerId",
      cu.name as "customerName", l.serial, l.vendor, l.product_id as "productId", l.service_level as "serviceLevel",
      ${stateSql} as state, l.starts_at as "startsAt", l.ends_at as "endsAt", f.device, l.key
    from ${cut}
    cross join lateral (select c.number, c.state, c.starts_at, c.ends_at from contract c
      where c.partner_id = l.partner_id and c.contract_id = l.contract_id offset 0) c
    left join lateral (select cu.name from customer cu
      where cu.partner_id = l.partner_id and cu.customer_id = l.customer_id offset 0) cu on true
    left join lateral (select json_build_object('deviceId', d.device_id, 'name', coalesce(nullif(d.hostname, ''), d.address),
        'productId', d.product_id, 'productDiffers', l.product_id <> '' and d.product_id <> ''
          and not starts_with(upper(l.product_id), upper(d.product_id)) and not starts_with(upper(d.product_id), upper(l.product_id))) as device
      from ${itsDevice(bySerial)} limit 1) f on true
    order by ${order}`.execute(tx)
  return rows
}

/** The order of as many lines as `limit` says. */
export function orderLines(
  tx: Tx,
  filter: LineFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<Order> {
  return readOrder(
    tx,
    {
      sorts,
      table: 'contract_line',
      alias: 'l',
      id: sql<string>`l.line_id`,
      columns: sql`l.line_id, l.serial_norm, l.product_id, l.starts_at, l.ends_at`,
      where: matching(filter),
    },
    paging,
  )
}

/** How many there are, or `most` where there are more. */
export function countLines(tx: Tx, filter: LineFilter, most?: number): Promise<number> {
  return countRows(tx, sql`contract_line l where ${matching(filter)}`, most)
}

/** How many lines stand on one contract, by state. */
export async function lineCounts(tx: Tx, partnerId: string, contractId: string): Promise<Record<LineState, number>> {
  const { rows } = await sql<{
    state: LineState
    n: number
  }>`select ${stateSql} as state, count(*)::int as n from ${source}
    where ${matching({ partnerId, contractId })} group by 1`.execute(tx)
  const counts: Record<LineState, number> = { in_force: 0, ending: 0, future: 0, ended: 0 }
  for (const { state, n } of rows) counts[state] = n
  return counts
}
