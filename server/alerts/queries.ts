import { type RawBuilder, sql } from 'kysely'
import { countRows } from '../platform/db/count.ts'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import { cutByCustomer, cutBySort, isReached } from '../platform/db/reached.ts'
import { type Order, readOrder } from '../platform/db/strides.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import { type AlertKind, type AlertState, holds, inState, type Severity, severity, stateOf } from './kinds.ts'

export type AlertRow = {
  alertId: string
  customerId: string
  customerName: string
  service: 'in_force' | 'grace' | 'closed' | 'none'
  kind: AlertKind
  severity: Severity
  state: AlertState
  subject: 'device' | 'collector' | 'inventory'
  subjectId: string
  subjectName: string
  serial: string
  productId: string
  softwareType: string
  softwareVersion: string
  /** Of a milestone, which. */
  milestone: string | null
  /** Of a blocked collection, why (R28), and which. */
  blockedReason: string | null
  collectionId: string | null
  lastUploadAt: Date | null
  /** Of a milestone: what says so. */
  bulletin: string
  bulletinUrl: string
  replacement: string
  train: string
  dueAt: Date | null
  openedAt: Date
  resolvedAt: Date | null
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
  note: string | null
}

export const alertSorts = ['opened', 'due', 'customer'] as const
const sorts: SortBy = {
  opened: { by: sql`a.starts_at`, type: 'timestamptz' },
  due: { by: sql`coalesce(a.due_at, '-infinity')`, type: 'timestamptz' },
  customer: {
    by: sql`(select x.name_norm from customer x where x.partner_id = a.partner_id and x.customer_id = a.customer_id)`,
    type: 'text',
  },
}

export type AlertFilter = {
  partnerId: string
  /** Reaches the customers of a list alone. */
  listed?: boolean
  alertId?: string[] | undefined
  q?: string | undefined
  customerId?: string[] | undefined
  kind?: AlertKind[] | undefined
  severity?: Severity[] | undefined
  state?: AlertState[] | undefined
  /** Of a device, a collector or an inventory. */
  subjectId?: string[] | undefined
}

function matching({
  partnerId,
  listed,
  alertId,
  q,
  customerId,
  kind,
  severity: severe,
  state,
  subjectId,
}: AlertFilter): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`a.partner_id = ${partnerId}`]
  if (listed) conditions.push(isReached(sql`a.customer_id`))
  if (alertId) conditions.push(sql`a.alert_id = any(${alertId}::uuid[])`)
  if (customerId) conditions.push(sql`a.customer_id = any(${customerId}::uuid[])`)
  if (subjectId) conditions.push(sql`a.subject_id = any(${subjectId}::uuid[])`)
  if (kind) conditions.push(sql`a.kind = any(${kind}::text[])`)
  if (severe) conditions.push(sql`${severity} = any(${severe}::text[])`)
  const states = state ?? ['open', 'acknowledged', 'resolved']
  // What has not begun is no alert yet.
  conditions.push(
    sql`a.starts_at <= now()`,
    sql`(${sql.join(
      states.map((one) => inState[one]),
      sql` or `,
    )})`,
  )
  if (!states.includes('resolved')) conditions.push(sql`a.resolved_at is null`)
  if (q) {
    const [small, large] = [containing(normalise(q)), containing(q.trim().toUpperCase())]
    conditions.push(sql`(a.subject_id in (
        select d.device_id from device d where d.partner_id = ${partnerId}
          and (d.name_norm like ${small} or d.serial_norm like ${large} or d.address like ${small} or upper(d.product_id) like ${large})
        union all select c.collector_id from collector c where c.partner_id = ${partnerId} and c.search_norm like ${small}
        union all select i.inventory_id from inventory i where i.partner_id = ${partnerId} and i.name_norm like ${small})
      or a.customer_id in (select x.customer_id from customer x where x.partner_id = ${partnerId} and x.name_norm like ${small}))`)
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

const paged = sql`a.partner_id, a.customer_id, a.alert_id, a.kind, a.subject_id, a.key, a.due_at, a.starts_at, a.ends_at, a.source_id, a.resolved_at,
  a.acknowledged_at, a.acknowledged_by_name, a.note`
const columns = sql`a.alert_id as "alertId", a.customer_id as "customerId", cu.name as "customerName", coalesce(sv.state, 'none') as service,
  a.kind, ${severity} as severity, ${stateOf} as state,
  case a.kind when 'collector_overdue' then 'collector' when 'collection_blocked' then 'inventory' else 'device' end as subject,
  a.subject_id as "subjectId", coalesce(nullif(d.hostname, ''), nullif(d.address, ''), nullif(d.serial, ''), co.name, i.name, '') as "subjectName",
  coalesce(d.serial, '') as serial, coalesce(d.product_id, '') as "productId", coalesce(d.software_type, '') as "softwareType",
  coalesce(d.software_version, '') as "softwareVersion",
  case when a.kind in ('hardware_milestone', 'software_milestone') then a.key end as milestone,
  case when a.kind = 'collection_blocked' then a.key end as "blockedReason",
  case when a.kind = 'collection_blocked' then a.source_id end as "collectionId", co.last_upload_at as "lastUploadAt",
  coalesce(e.bulletin, '') as bulletin, coalesce(e.url, '') as "bulletinUrl", coalesce(e.replacement, '') as replacement,
  coalesce(e.cycle, '') as train, a.due_at as "dueAt", a.starts_at as "openedAt",
  case when ${stateOf} = 'resolved' then least(a.resolved_at, a.ends_at) end as "resolvedAt",
  a.acknowledged_at as "acknowledgedAt", a.acknowledged_by_name as "acknowledgedBy", a.note`
// Looked up for each alert that is shown, never joined.
const beside = sql`
  join customer cu on cu.partner_id = a.partner_id and cu.customer_id = a.customer_id
  left join lateral (select x.state from customer_service x where x.partner_id = a.partner_id and x.customer_id = a.customer_id offset 0) sv on true
  left join lateral (select x.hostname, x.address, x.serial, x.product_id, x.software_type, x.software_version from device x
    where x.partner_id = a.partner_id and x.device_id = a.subject_id offset 0) d on true
  left join lateral (select x.name, x.last_upload_at from collector x where x.partner_id = a.partner_id and x.collector_id = a.subject_id
    and a.kind = 'collector_overdue' offset 0) co on true
  left join lateral (select x.name from inventory x where x.partner_id = a.partner_id and x.inventory_id = a.subject_id
    and a.kind = 'collection_blocked' offset 0) i on true
  left join lateral (select x.bulletin, x.url, x.replacement, x.cycle from lifecycle_entry x where x.entry_id = a.source_id
    and a.kind in ('hardware_milestone', 'software_milestone') offset 0) e on true`

/** Whether each customer's alerts stand in an index as asked for; who reaches all of a partner's has one of the partner's. */
function isInOrderOfOpening({ listed, state, alertId }: AlertFilter, sort: string): boolean {
  return listed === true && /^-?opened$/.test(sort) && state !== undefined && !state.includes('resolved') && !alertId
}

/** Alerts of the customers the reader reaches; one page, cut before anything is looked up for it, and one more. */
export async function listAlerts(
  tx: Tx,
  filter: AlertFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(AlertRow & { sortKey: string })[]> {
  const { after, ...keys } = keyset(sorts, paging.sort, sql`a.alert_id`, paging.cursor)
  const { order } = keys
  const where = sql<boolean>`${matching(filter)} and ${after}`
  const page = {
    table: 'alert',
    alias: 'a',
    columns: paged,
    keyName: 'key_text',
    where,
    ...keys,
    limit: paging.limit + 1,
  }
  const cut = isInOrderOfOpening(filter, paging.sort)
    ? cutByCustomer({ ...page, partnerId: filter.partnerId, sortable: sql`a.customer_id, a.starts_at, a.alert_id` })
    : cutBySort({ ...page, id: 'alert_id' })
  const { rows } = await sql<AlertRow & { sortKey: string }>`select ${columns}, a.key_text as "sortKey"
    from ${cut} ${beside} order by ${order}`.execute(tx)
  return rows
}

/** The order of as many alerts as `limit` says. */
export function orderAlerts(
  tx: Tx,
  filter: AlertFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<Order> {
  return readOrder(
    tx,
    {
      sorts,
      table: 'alert',
      alias: 'a',
      id: sql<string>`a.alert_id`,
      columns: sql`a.partner_id, a.customer_id, a.alert_id, a.starts_at, a.due_at`,
      where: matching(filter),
    },
    paging,
  )
}

/** How many there are, or `most` where there are more. */
export function countAlerts(tx: Tx, filter: AlertFilter, most?: number): Promise<number> {
  return countRows(tx, sql`alert a where ${matching(filter)}`, most)
}

export async function readAlert(tx: Tx, partnerId: string, alertId: string): Promise<AlertRow | null> {
  const { rows } = await sql<AlertRow>`select ${columns} from alert a ${beside}
    where a.partner_id = ${partnerId} and a.alert_id = ${alertId} and a.starts_at <= now()`.execute(tx)
  return rows[0] ?? null
}

export type AlertCounts = {
  open: number
  acknowledged: number
  /** Open ones. */
  byKind: Record<AlertKind, number>
  bySeverity: Record<Severity, number>
}

/**
 * How many alerts hold at this moment at the customers the reader reaches, or at one of them: what a dashboard shows. Row security
 * leaves out what the reader does not reach.
 */
export async function alertCounts(
  tx: Tx,
  { partnerId, listed, customerId }: { partnerId: string; listed?: boolean; customerId?: string | undefined },
): Promise<AlertCounts> {
  const reached = customerId ? sql`a.customer_id = ${customerId}` : listed ? isReached(sql`a.customer_id`) : sql`true`
  const { rows } = await sql<{ kind: AlertKind; severity: Severity; acknowledged: boolean; n: number }>`
    select a.kind, ${severity} as severity, a.acknowledged_at is not null as acknowledged, count(*)::int as n from alert a
    where a.partner_id = ${partnerId} and ${reached} and ${holds}
    group by 1, 2, 3`.execute(tx)
  const counts: AlertCounts = {
    open: 0,
    acknowledged: 0,
    byKind: {
      coverage_ending: 0,
      coverage_missing: 0,
      collector_overdue: 0,
      collection_blocked: 0,
      device_vanished: 0,
      hardware_milestone: 0,
      software_milestone: 0,
    },
    bySeverity: { high: 0, medium: 0, low: 0 },
  }
  for (const { kind, severity: severe, acknowledged, n } of rows) {
    if (acknowledged) counts.acknowledged += n
    else {
      counts.open += n
      counts.byKind[kind] += n
      counts.bySeverity[severe] += n
    }
  }
  return counts
}

export type CustomerCounts = {
  customerId: string
  customerName: string
  total: number
  high: number
  byKind: Partial<Record<AlertKind, number>>
}

/** Open alerts by customer: those with the most first. */
export async function countByCustomer(tx: Tx, filter: AlertFilter, limit: number): Promise<CustomerCounts[]> {
  const { rows } = await sql<CustomerCounts>`
    select k.customer_id as "customerId", cu.name as "customerName", sum(k.n)::int as total, sum(k.high)::int as high,
      json_object_agg(k.kind, k.n) as "byKind"
    from (select a.partner_id, a.customer_id, a.kind, count(*)::int as n, count(*) filter (where ${severity} = 'high') as high
      from alert a where ${matching(filter)} group by 1, 2, 3) k
    join customer cu on cu.partner_id = k.partner_id and cu.customer_id = k.customer_id
    group by 1, 2 order by high desc, total desc, 2 limit ${limit}`.execute(tx)
  return rows
}
