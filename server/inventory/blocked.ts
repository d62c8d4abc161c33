import { sql } from 'kysely'
import { serialKey, serviceCovers, vendorKey } from '../coverage/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import type { Target } from './ingest.ts'
import { prepare } from './prepare.ts'
import type { ReadItem } from './record.ts'
import type { BlockedReason } from './state.ts'

/** Lines (`l`) with their contracts (`c`) and types (`t`); of whom, the query says. */
const lines = sql`contract_line l
  join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id
  join contract_type t on t.contract_type_id = c.contract_type_id`

/**
 * Why a collection that was just taken in is blocked (R28), or null: an active support-service contract of its customer covers one
 * of its devices.
 * - contract_not_valid: lines of the customer name devices of it, but their contracts are over or of another type; or the customer
 *   has no support-service contract in force at all
 * - covered_not_found: contracts cover devices of the customer, and none of these is in the collection
 * - nothing_covered: no contract in force covers any device of the customer
 */
export async function whyBlocked(tx: Tx, target: Target): Promise<BlockedReason | null> {
  const { partnerId, customerId, collectionId } = target
  const ofDevices = sql`collection_device s
    join device d on d.partner_id = s.partner_id and d.device_id = s.device_id and d.serial_norm <> '' and d.vendor_key <> ''
    join ${lines} on l.partner_id = s.partner_id and l.customer_id = ${customerId} and l.serial_norm = d.serial_norm
      and app.vendor_key(l.vendor_norm) = d.vendor_key
    where s.partner_id = ${partnerId} and s.collection_id = ${collectionId}`
  const { rows } = await sql<{ covered: boolean; named: boolean; service: boolean; covers: boolean }>`
    select exists (select from ${ofDevices} and ${serviceCovers}) as covered,
      exists (select from ${ofDevices}) as named,
      exists (select from customer_service s where s.partner_id = ${partnerId} and s.customer_id = ${customerId} and s.state = 'in_force') as service,
      exists (select from ${lines} where l.partner_id = ${partnerId} and l.customer_id = ${customerId} and ${serviceCovers}) as covers`.execute(
    tx,
  )
  const found = rows[0]
  if (!found || found.covered) return null
  if (found.named || !found.service) return 'contract_not_valid'
  return found.covers ? 'covered_not_found' : 'nothing_covered'
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
