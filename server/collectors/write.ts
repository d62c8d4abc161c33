import { sql } from 'kysely'
import { sourcesChanged } from '../alerts/index.ts'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { administersPartner, rightOf } from '../partners/index.ts'
import type { Principal, Tx } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { requireInForce } from '../service/index.ts'
import { errors } from './errors.ts'
import {
  type CollectorRow,
  derived,
  readCollector,
  revokeAddresses,
  revokeLicences,
  seesCustomer,
  takenNames,
} from './queries.ts'
import type { CollectorChange } from './shapes.ts'

export type CollectorCall = OperationCall & { principal: Principal }
type Given = Required<{ [K in keyof CollectorChange]: NonNullable<CollectorChange[K]> }> & {
  customerId: string
  kind: CollectorRow['kind']
}

/** Registers a collector for a customer whose service is in force (R26). @throws invalid_request, service_in_grace, service_closed, service_missing */
export async function createCollector(call: CollectorCall, partnerId: string, given: Given): Promise<string> {
  const { tx, principal } = call
  if (!(await seesCustomer(tx, partnerId, given.customerId)))
    throw problems.invalid_request({
      fields: [{ path: 'customerId', code: 'unknown_customer', message: 'Not one of the partner’s customers' }],
    })
  await requireInForce(tx, partnerId, given.customerId)
  await requireFree(tx, { partnerId, customerId: given.customerId, except: null }, given)
  const collectorId = newId()
  const by = nameOf(principal)
  await tx
    .insertInto('collector')
    .values({
      partner_id: partnerId,
      collector_id: collectorId,
      customer_id: given.customerId,
      kind: given.kind,
      name: given.name,
      site: given.site,
      inventory_name: given.inventoryName,
      interval_hours: given.intervalHours,
      serial: given.serial,
      ...derived(given),
      created_by: principal.accountId,
      created_by_name: by,
      updated_by_name: by,
    })
    .execute()
  await sourcesChanged(tx, { partnerId, customerId: given.customerId })
  await auditCollector(call, partnerId, { collectorId, name: given.name }, 'collector.created', { after: given })
  return collectorId
}

/** Changes what is given of a registration; its customer stays. @throws service_in_grace, service_closed, service_missing, collector_deleted */
export async function changeCollector(
  call: CollectorCall,
  partnerId: string,
  collectorId: string,
  change: CollectorChange,
): Promise<void> {
  const { tx, principal } = call
  const before = await lockToChange(tx, partnerId, collectorId)
  const { name, site, inventoryName, intervalHours, serial } = before
  const was = { name, site, inventoryName, intervalHours, serial }
  const after = { ...was, ...given(change) }
  await requireFree(tx, { partnerId, customerId: before.customerId, except: collectorId }, after)
  const changed = (Object.keys(was) as (keyof typeof was)[]).filter((field) => was[field] !== after[field])
  if (changed.length === 0) return
  await tx
    .updateTable('collector')
    .set({
      name: after.name,
      site: after.site,
      inventory_name: after.inventoryName,
      interval_hours: after.intervalHours,
      serial: after.serial,
      ...derived(after),
      updated_at: new Date(),
      updated_by_name: nameOf(principal),
    })
    .where('partner_id', '=', partnerId)
    .where('collector_id', '=', collectorId)
    .execute()
  await sourcesChanged(tx, { partnerId, customerId: before.customerId })
  const only = (of: typeof was) => Object.fromEntries(changed.map((field) => [field, of[field]]))
  await auditCollector(call, partnerId, { collectorId, name: after.name }, 'collector.changed', {
    before: only(was),
    after: only(after),
  })
}

/** Ends every licence and address of a collector at once; it can be given others. @throws nothing_to_revoke */
export async function revokeCollector(
  call: CollectorCall,
  partnerId: string,
  collectorId: string,
  reason: string,
): Promise<void> {
  const before = await lockToEnd(call, partnerId, collectorId)
  const by = { name: nameOf(call.principal), reason }
  const licences = await revokeLicences(call.tx, partnerId, collectorId, by)
  const addresses = await revokeAddresses(call.tx, partnerId, collectorId, by)
  if (licences.length + addresses.length === 0) throw errors.nothing_to_revoke()
  await touch(call, partnerId, collectorId)
  if (before.kind === 'agent')
    await auditCollector(call, partnerId, before, 'collector.address_revoked', { reason, addresses })
  else await auditCollector(call, partnerId, before, 'collector.licences_revoked', { reason, licences })
}

/** Takes a collector out of the lists and ends its licences and addresses at once (R26); what it collected stays. */
export async function deleteCollector(
  call: CollectorCall,
  partnerId: string,
  collectorId: string,
  reason: string,
): Promise<void> {
  const { tx, principal } = call
  const before = await lockToEnd(call, partnerId, collectorId)
  const by = nameOf(principal)
  const ended = await revokeLicences(tx, partnerId, collectorId, { name: by, reason })
  const addresses = await revokeAddresses(tx, partnerId, collectorId, { name: by, reason })
  // Credentials of a network that nobody is to look at any more are kept nowhere.
  await sql`delete from agent_network_task where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(
    tx,
  )
  await tx
    .updateTable('collector')
    .set({ deleted_at: new Date(), deleted_by_name: by, deleted_reason: reason })
    .where('partner_id', '=', partnerId)
    .where('collector_id', '=', collectorId)
    .execute()
  await sourcesChanged(tx, { partnerId, customerId: before.customerId })
  await auditCollector(call, partnerId, before, 'collector.deleted', {
    reason,
    licences: ended,
    ...(addresses.length > 0 && { addresses }),
    status: before.status,
    lastUploadAt: before.lastUploadAt,
  })
}

/** A registration of a customer whose service is in force, locked. @throws not_found, collector_deleted, service_in_grace, service_closed, service_missing */
export async function lockToChange(tx: Tx, partnerId: string, collectorId: string): Promise<CollectorRow> {
  const { customerId } = await readLive(tx, partnerId, collectorId)
  await requireInForce(tx, partnerId, customerId)
  return readLive(tx, partnerId, collectorId, true)
}

/** Taking away never needs the service of who administers the partner (decision 12); a PU takes away what they could change. */
export async function lockToEnd({ tx, principal }: CollectorCall, partnerId: string, collectorId: string) {
  const { customerId } = await readLive(tx, partnerId, collectorId)
  if (administersPartner(principal) !== null) await requireInForce(tx, partnerId, customerId)
  return readLive(tx, partnerId, collectorId, true)
}

/** Only who may change a row can lock it: whether they may is asked first, so that the refusal says why. */
async function readLive(tx: Tx, partnerId: string, collectorId: string, lock = false): Promise<CollectorRow> {
  const row = await readCollector(tx, partnerId, collectorId, lock)
  if (!row) throw problems.not_found()
  if (row.status === 'deleted') throw errors.collector_deleted()
  return row
}

async function requireFree(
  tx: Tx,
  at: { partnerId: string; customerId: string; except: string | null },
  given: { name: string; inventoryName: string },
): Promise<void> {
  const taken = await takenNames(tx, at, given)
  const fields = [
    ...(taken.name
      ? [{ path: 'name', code: 'collector_name_taken', message: 'The customer has one of this name' }]
      : []),
    ...(taken.inventoryName
      ? [{ path: 'inventoryName', code: 'inventory_taken', message: 'Another collector fills this inventory' }]
      : []),
  ]
  if (fields.length > 0) throw problems.invalid_request({ fields })
}

/** What is an agent's alone, or our collector's. */
export function requireKind({ kind }: CollectorRow, wanted: CollectorRow['kind'], refusal: () => Problem): void {
  if (kind !== wanted) throw refusal()
}

export async function touch({ tx, principal }: CollectorCall, partnerId: string, collectorId: string): Promise<void> {
  await tx
    .updateTable('collector')
    .set({ updated_at: new Date(), updated_by_name: nameOf(principal) })
    .where('partner_id', '=', partnerId)
    .where('collector_id', '=', collectorId)
    .execute()
}

export function auditCollector(
  call: CollectorCall,
  partnerId: string,
  { collectorId, name }: { collectorId: string; name: string },
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return auditCall(call, {
    partnerId,
    action,
    objectType: 'collector',
    objectId: collectorId,
    objectLabel: name,
    why: rightOf(call.principal),
    detail,
  })
}

export function nameOf({ firstName, lastName }: Principal): string {
  return `${firstName} ${lastName}`.trim()
}

/** What was given, without what was left out. */
function given(change: CollectorChange): Partial<Omit<Given, 'customerId' | 'kind'>> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
