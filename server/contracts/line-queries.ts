import { type RawBuilder, sql } from 'kysely'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
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
  contractId?: string | undefined
  customerId?: string[] | undefined
  q?: string | undefined
  state?: LineState[] | undefined
}

const source = sql`contract_line l
  join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id
  left join customer cu on cu.partner_id = l.partner_id and cu.customer_id = l.customer_id`

function matching({ partnerId, contractId, customerId, q, state }: LineFilter): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`l.partner_id = ${partnerId}`]
  if (contractId) conditions.push(sql`l.contract_id = ${contractId}`)
  if (customerId) conditions.push(sql`l.customer_id = any(${customerId}::uuid[])`)
  if (q) {
    const text = q.trim().toUpperCase()
    conditions.push(sql`(l.serial_norm like ${containing(text)} or upper(l.product_id) like ${containing(text)})`)
  }
  if (state) conditions.push(sql`(${stateSql}) = any(${state})`)
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

/** One page of the partner's contract lines that the reader's transaction reaches, and one more. */
export async function listLines(
  tx: Tx,
  filter: LineFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(LineRow & { key: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`l.line_id`, paging.cursor)
  const { rows } = await sql<LineRow & { key: string }>`
    select l.line_id as "lineId", l.contract_id as "contractId", c.number as "contractNumber", l.customer_id as "customerId",
      cu.name as "customerName", l.serial, l.vendor, l.product_id as "productId", l.service_level as "serviceLevel",
      ${stateSql} as state, l.starts_at as "startsAt", l.ends_at as "endsAt", ${key} as key
    from ${source} where ${matching(filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countLines(tx: Tx, filter: LineFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${source} where ${matching(filter)}`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
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
