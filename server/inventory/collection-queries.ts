import { type RawBuilder, sql } from 'kysely'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type CollectionId, type CollectionRow, collectionColumns, collectionSource } from './state.ts'

export type CollectionFilter = {
  partnerId: string
  customerId?: string[] | undefined
  inventoryId?: string[] | undefined
  state?: string[] | undefined
  source?: string[] | undefined
  q?: string | undefined
}

const sorts: SortBy = { created: { by: sql`c.created_at`, type: 'timestamptz' } }

function matching(filter: CollectionFilter): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`c.partner_id = ${filter.partnerId}`]
  if (filter.customerId) conditions.push(sql`c.customer_id = any(${filter.customerId}::uuid[])`)
  if (filter.inventoryId) conditions.push(sql`c.inventory_id = any(${filter.inventoryId}::uuid[])`)
  if (filter.state) conditions.push(sql`c.state = any(${filter.state})`)
  if (filter.source) conditions.push(sql`c.source = any(${filter.source})`)
  if (filter.q)
    conditions.push(
      sql`lower(c.file_name || ' ' || cu.name || ' ' || i.name) like ${containing(filter.q.toLowerCase())}`,
    )
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

/** Collections as far as the reader reaches their customers, newest first; one page and one more. */
export async function listCollections(
  tx: Tx,
  filter: CollectionFilter,
  paging: { limit: number; cursor: string[] | undefined },
): Promise<(CollectionRow & { key: string })[]> {
  const { after, order, key } = keyset(sorts, '-created', sql`c.collection_id`, paging.cursor)
  const { rows } = await sql<
    CollectionRow & { key: string }
  >`select ${collectionColumns}, ${key} as key from ${collectionSource}
    where ${matching(filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countCollections(tx: Tx, filter: CollectionFilter): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from ${collectionSource} where ${matching(filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

export type InventoryRow = {
  inventoryId: string
  customerId: string
  customerName: string
  name: string
  lastCollectedAt: Date | null
  uploadsLeft: number
}

/** Inventories by name, with what the day leaves them of uploads (R29). */
export async function listInventories(
  tx: Tx,
  partnerId: string,
  customerId: string[] | undefined,
): Promise<InventoryRow[]> {
  const { rows } = await sql<InventoryRow>`
    select i.inventory_id as "inventoryId", i.customer_id as "customerId", cu.name as "customerName", i.name,
      i.last_collected_at as "lastCollectedAt",
      greatest(0, v.daily_uploads - case when i.uploads_on = (now() at time zone 'utc')::date then i.uploads_used else 0 end) as "uploadsLeft"
    from inventory i join customer cu on cu.partner_id = i.partner_id and cu.customer_id = i.customer_id cross join vendor_settings v
    where i.partner_id = ${partnerId} and ${customerId ? sql`i.customer_id = any(${customerId}::uuid[])` : sql`true`}
    order by cu.name_norm, i.name_norm limit 1000`.execute(tx)
  return rows
}

/** Contract lines that name devices of a blocked collection, or could: what would release it. Readers see their own customers' only. */
export type Releasing = {
  serial: string
  vendor: string
  contractId: string
  contractNumber: string
  contractTypeName: string
  supported: boolean
  endsAt: Date
  /** The collection has this device. */
  collected: boolean
}

export async function whatWouldRelease(
  tx: Tx,
  { partnerId, collectionId, customerId }: CollectionId & { customerId: string },
): Promise<{ lines: Releasing[]; serials: string[] }> {
  const { rows } = await sql<Releasing>`
    select l.serial, l.vendor, l.contract_id as "contractId", c.number as "contractNumber", t.name as "contractTypeName",
      t.qualifies_support_service and t.state = 'active' as supported,
      least(l.ends_at, c.ends_at, case when c.state <> 'active' then coalesce(c.state_changed_at, c.updated_at) end) as "endsAt",
      s.serial_norm is not null as collected
    from contract_line l
    join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id
    join contract_type t on t.contract_type_id = c.contract_type_id
    left join collection_serial s on s.partner_id = l.partner_id and s.collection_id = ${collectionId} and s.serial_norm = l.serial_norm
      and s.vendor_key = app.vendor_key(l.vendor_norm)
    where l.partner_id = ${partnerId} and l.customer_id = ${customerId}
    order by s.serial_norm is null, c.ends_at desc, l.serial_norm limit 20`.execute(tx)
  const serials = await sql<{ serial: string }>`select serial_norm as serial from collection_serial
    where partner_id = ${partnerId} and collection_id = ${collectionId} order by 1 limit 20`.execute(tx)
  return { lines: rows, serials: serials.rows.map((row) => row.serial) }
}

export type FindingRow = {
  no: number
  row: number
  field: string | null
  place: number | null
  code: string
  value: string
  params: Record<string, string | number>
}

export async function listFindings(
  tx: Tx,
  { partnerId, collectionId }: CollectionId,
  paging: { limit: number; after: string[] | undefined },
): Promise<FindingRow[]> {
  const { rows } = await sql<FindingRow>`select finding_no as no, row_no as row, field, place, code, value, params
    from collection_finding where partner_id = ${partnerId} and collection_id = ${collectionId}
      and ${paging.after ? sql`finding_no > ${paging.after[0]}::int` : sql`true`} order by finding_no limit ${paging.limit + 1}`.execute(
    tx,
  )
  return rows
}
