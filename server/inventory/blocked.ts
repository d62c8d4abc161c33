import { sql } from 'kysely'
import { serialKey, serviceCovers, vendorKey } from '../coverage/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import type { Target } from './ingest.ts'
import { type Prepared, prepare } from './prepare.ts'
import type { ReadItem } from './record.ts'
import type { BlockedReason } from './state.ts'

/** Lines (`l`) with their contracts (`c`) and types (`t`); of whom, the query says. */
const lines = sql`contract_line l
  join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id
  join contract_type t on t.contract_type_id = c.contract_type_id`

/** What lines of the customer say of a collection's devices. */
export type Service = {
  /** One is covered by an active support-service contract at this moment. */
  covered: boolean
  /** One is named by a line at all. */
  named: boolean
}

/** Looks the devices of a batch up in the customer's lines, until one of the collection is known to be covered. */
export async function lookForService(
  tx: Tx,
  target: Target,
  devices: Pick<Prepared, 'serialNorm' | 'vendorKey'>[],
  service: Service,
): Promise<void> {
  if (service.covered) return
  const { partnerId, customerId } = target
  const known = devices.filter(({ serialNorm, vendorKey }) => serialNorm && vendorKey)
  // Vendors are spelt once each: that costs more than everything else.
  const { rows } = await sql<Service>`
    with named as materialized (
      select l.partner_id, l.line_id, l.vendor_norm, s.vendor_key
      from unnest(${known.map((device) => device.serialNorm)}::text[], ${known.map((device) => device.vendorKey)}::text[]) as s (serial_norm, vendor_key)
      cross join lateral (select l.partner_id, l.line_id, l.vendor_norm from contract_line l
        where l.partner_id = ${partnerId} and l.customer_id = ${customerId} and l.serial_norm = s.serial_norm offset 0) l
    ), spelt as materialized (
      select v.vendor_norm, app.vendor_key(v.vendor_norm) as vendor_key from (select distinct vendor_norm from named) v
    )
    select coalesce(bool_or(${serviceCovers}), false) as covered, count(*) > 0 as named
    from named n join spelt s on s.vendor_norm = n.vendor_norm and s.vendor_key = n.vendor_key
    join ${lines} on l.partner_id = n.partner_id and l.line_id = n.line_id`.execute(tx)
  service.covered ||= rows[0]?.covered ?? false
  service.named ||= rows[0]?.named ?? false
}

/**
 * Why a collection that was just taken in is blocked (R28), or null: an active support-service contract of its customer covers one
 * of its devices.
 * - contract_not_valid: lines of the customer name devices of it, but their contracts are over or of another type; or the customer
 *   has no support-service contract in force at all
 * - covered_not_found: contracts cover devices of the customer, and none of these is in the collection
 * - nothing_covered: no contract in force covers any device of the customer
 */
export async function whyBlocked(tx: Tx, target: Target, { covered, named }: Service): Promise<BlockedReason | null> {
  if (covered) return null
  const { partnerId, customerId } = target
  const { rows } = await sql<{ service: boolean; covers: boolean }>`
    select exists (select from customer_service s where s.partner_id = ${partnerId} and s.customer_id = ${customerId} and s.state = 'in_force') as service,
      exists (select from ${lines} where l.partner_id = ${partnerId} and l.customer_id = ${customerId} and ${serviceCovers}) as covers`.execute(
    tx,
  )
  if (named || !rows[0]?.service) return 'contract_not_valid'
  return rows[0].covers ? 'covered_not_found' : 'nothing_covered'
}

/** Keeps a blocked collection's serial numbers, by which a contract finds it. */
export async function keepSerials(tx: Tx, target: Target, source: AsyncIterable<ReadItem[]>): Promise<void> {
  const { partnerId, customerId, collectionId, inventoryId } = target
  await forgetSerials(tx, target)
  for await (const items of source) {
    const devices = items.flatMap(({ record }) => (record ? prepare(record, inventoryId) : []))
    await sql`insert into collection_serial (partner_id, customer_id, collection_id, serial_norm, vendor_key)
      select distinct ${partnerId}::uuid, ${customerId}::uuid, ${collectionId}::uuid, s.* from unnest(
        ${devices.map(({ record }) => serialKey(record.serial ?? ''))}::text[], ${devices.map(({ record }) => vendorKey(record.vendor ?? ''))}::text[])
        as s (serial_norm, vendor_key) where s.serial_norm <> '' and s.vendor_key <> '' on conflict do nothing`.execute(
      tx,
    )
  }
}

export async function forgetSerials(
  tx: Tx,
  { partnerId, collectionId }: Pick<Target, 'partnerId' | 'collectionId'>,
): Promise<void> {
  await sql`delete from collection_serial where partner_id = ${partnerId} and collection_id = ${collectionId}`.execute(
    tx,
  )
}

/** What a job that takes a collection in is enqueued by. */
type ProcessQueue = Parameters<typeof enqueue<{ partnerId: string; collectionId: string }>>[1]

/**
 * Receives again every blocked collection one of whose devices a support-service contract of its customer covers by now (R28):
 * a contract changed, or one that was recorded before has begun. Returns how many.
 */
export async function releaseBlocked(tx: Tx, processQueue: ProcessQueue): Promise<number> {
  const { rows } = await sql<{ partnerId: string; collectionId: string }>`
    update collection b set state = 'received', blocked_reason = null, ended_at = null
    where b.state = 'blocked' and exists (select from collection_serial s
      join ${lines} on l.partner_id = s.partner_id and l.customer_id = b.customer_id and l.serial_norm = s.serial_norm
        and app.vendor_key(l.vendor_norm) = s.vendor_key
      where s.partner_id = b.partner_id and s.collection_id = b.collection_id and ${serviceCovers})
    returning b.partner_id as "partnerId", b.collection_id as "collectionId"`.execute(tx)
  for (const row of rows) await enqueue(tx, processQueue, row)
  return rows.length
}
