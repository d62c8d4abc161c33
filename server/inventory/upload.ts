import { sql } from 'kysely'
import { sourcesChanged } from '../alerts/index.ts'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { rightOf } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { TableFault } from '../platform/files/table.ts'
import { Problem, type ProblemOptions, problems } from '../platform/http/problem.ts'
import type { Upload } from '../platform/http/upload.ts'
import { newId } from '../platform/ids.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { normalise } from '../platform/normalise.ts'
import { requireInForce } from '../service/index.ts'
import { forgetSerials } from './blocked.ts'
import { forgetChunks, storeFile } from './chunks.ts'
import { errors } from './errors.ts'
import { checkJob, processJob } from './jobs.ts'
import { openSource } from './open-source.ts'
import {
  type CollectionId,
  type CollectionRow,
  isRevalidatable,
  move,
  readCollection,
  type Source,
  type Starter,
} from './state.ts'

/**
 * Looks at a file's beginning, without a transaction: which kind it is, and that it has a record.
 * @throws Problem upload_unreadable with the fault's code as the field's
 */
export async function inspect(upload: Pick<Upload, 'read'>): Promise<Exclude<Source, 'collector'>> {
  try {
    const { source, records } = await openSource(upload.read, { vendor: '' })
    for await (const items of records) if (items.length > 0) break
    return source
  } catch (error) {
    if (!(error instanceof TableFault)) throw error
    const { code, params, message } = error
    const detail = params.row ? `${message} (row ${params.row})` : message
    throw errors.upload_unreadable({ detail, params, fields: [{ path: 'file', code, message }] })
  }
}

/** What was refused is answered; what failed is thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

/** A file that is no inventory: the audit has it, and nothing of it is kept. */
export async function refuseUpload(
  call: OperationCall,
  partnerId: string,
  file: string,
  problem: Problem,
): Promise<Problem> {
  const { code, options } = problem
  await auditCall(call, {
    partnerId,
    action: 'collection.upload_refused',
    objectType: 'partner',
    objectId: partnerId,
    objectLabel: file,
    why: call.principal ? rightOf(call.principal) : '',
    detail: { reason: options.fields?.[0]?.code ?? code, ...options.params },
  })
  return problem
}

export type NewUpload = {
  partnerId: string
  customerId: string
  inventory: string
  fileName: string
  vendor: string | undefined
  partial: boolean
  collectedAt: Date | undefined
  source: Source
}

/** The customer's inventory of this name, made when it is new. */
export async function inventoryOf(tx: Tx, partnerId: string, customerId: string, name: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into inventory as i (partner_id, customer_id, inventory_id, name, name_norm)
    values (${partnerId}, ${customerId}, ${newId()}, ${name}, ${normalise(name)})
    on conflict (partner_id, customer_id, name_norm) do update set name = i.name returning inventory_id as id`.execute(
    tx,
  )
  return rows[0]?.id ?? ''
}

/** Keeps a file by hand and starts its dry run (R29). The customer's service must be in force. */
export async function createUpload(call: OperationCall, upload: Upload, given: NewUpload): Promise<string> {
  const { tx } = call
  const { partnerId, customerId, source, partial } = given
  await requireWritable(tx, partnerId, customerId)
  const inventoryId = await inventoryOf(tx, partnerId, customerId, given.inventory)
  const collectionId = newId()
  const settings = await tx.selectFrom('vendor_settings').select('name').executeTakeFirstOrThrow()
  const starter = starterOf(call)
  await tx
    .insertInto('collection')
    .values({
      partner_id: partnerId,
      customer_id: customerId,
      collection_id: collectionId,
      inventory_id: inventoryId,
      source,
      partial,
      state: 'checking',
      options: JSON.stringify({ vendor: given.vendor ?? settings.name, partial }),
      file_name: given.fileName,
      bytes: upload.bytes,
      sha256: upload.sha256,
      collected_at: given.collectedAt ?? new Date(),
      created_by: starter.accountId,
      created_by_name: `${starter.firstName} ${starter.lastName}`.trim() || starter.email,
      starter: JSON.stringify(starter),
    })
    .execute()
  await storeFile(tx, { partnerId, customerId, collectionId }, upload.read())
  await enqueue(tx, checkJob, { partnerId, collectionId })
  await record(call, { partnerId, collectionId }, given.fileName, 'collection.uploaded', {
    bytes: upload.bytes,
    sha256: upload.sha256,
    source,
    inventory: given.inventory,
  })
  return collectionId
}

/**
 * Takes one of the day's uploads of an inventory, by whatever method (R29): one conditional UPDATE, exact under any concurrency. False when
 * they are used up. The day is UTC's.
 */
export async function takeUpload(tx: Tx, partnerId: string, inventoryId: string): Promise<boolean> {
  const { rows } = await sql`update inventory i set uploads_on = (now() at time zone 'utc')::date,
      uploads_used = case when i.uploads_on = (now() at time zone 'utc')::date then i.uploads_used + 1 else 1 end
    from vendor_settings v
    where i.partner_id = ${partnerId} and i.inventory_id = ${inventoryId}
      and (i.uploads_on <> (now() at time zone 'utc')::date or i.uploads_used < v.daily_uploads) returning 1`.execute(
    tx,
  )
  return rows.length > 0
}

/**
 * What is said to an upload beyond the day's (R29): how many there were, of how many, and when the next may come. The day is UTC's, as that
 * of `takeUpload`.
 */
export async function dayUsedUp(tx: Tx, partnerId: string, inventoryId: string): Promise<ProblemOptions> {
  const { rows } = await sql<{ inventory: string; used: number; allowed: number; opensAt: Date; seconds: number }>`
    select i.name as inventory, i.uploads_used as used, v.daily_uploads as allowed, d.opens_at as "opensAt",
      ceil(extract(epoch from d.opens_at - now()))::int as seconds
    from inventory i cross join vendor_settings v
      cross join (select (date_trunc('day', now() at time zone 'utc') + interval '1 day') at time zone 'utc' as opens_at) d
    where i.partner_id = ${partnerId} and i.inventory_id = ${inventoryId}`.execute(tx)
  const [day] = rows
  if (!day) throw new Error('an upload has an inventory')
  const { inventory, used, allowed, seconds } = day
  const opensAt = day.opensAt.toISOString()
  return {
    detail: `${used} uploads of ${allowed} that are allowed a day; the next from ${opensAt}`,
    params: { inventory, used, allowed, opensAt },
    retryAfterSeconds: Math.max(1, seconds),
  }
}

/** Accepts what was checked: all of it, which no record may stand against, or the good records only. */
export async function acceptUpload(call: OperationCall, id: CollectionId, mode: 'all' | 'good'): Promise<void> {
  const { tx } = call
  const row = await withFile(call, id)
  if (row.state !== 'checked' || !row.counts) throw errors.collection_wrong_state()
  if (mode === 'all' && row.counts.errorRecords > 0)
    throw errors.collection_has_errors({ params: { count: row.counts.errorRecords } })
  if (row.counts.devices === 0) throw errors.collection_empty()
  await receive(tx, row, mode, starterOf(call))
  await record(call, id, row.fileName, 'collection.accepted', { mode, devices: row.counts.devices })
}

/**
 * Receives a collection whose bytes are kept: counts it, and starts the work in the caller's transaction. For a file by hand once it is
 * accepted; a collector's upload comes here when it is committed.
 * @throws Problem uploads_used_up, collection_wrong_state
 */
async function receive(tx: Tx, row: CollectionRow, mode: 'all' | 'good', starter: Starter | null): Promise<void> {
  if (!(await takeUpload(tx, row.partnerId, row.inventoryId)))
    throw errors.uploads_used_up(await dayUsedUp(tx, row.partnerId, row.inventoryId))
  const columns = {
    mode,
    fault: null,
    progress: 0,
    accepted_at: new Date(),
    ended_at: null,
    starter: starter && JSON.stringify(starter),
  }
  if (!(await move(tx, row, ['checked'], 'received', columns))) throw errors.collection_wrong_state()
  await enqueue(tx, processJob, { partnerId: row.partnerId, collectionId: row.collectionId })
}

/**
 * Tries a blocked or failed collection again (R28); it takes no further upload of the day.
 * @throws Problem collection_wrong_state; collection_stays_failed where trying again cannot end otherwise
 */
export async function revalidate(call: OperationCall, id: CollectionId): Promise<void> {
  const { tx } = call
  const row = await withFile(call, id)
  if (row.state === 'failed' && !isRevalidatable(row))
    throw errors.collection_stays_failed({ params: { reason: row.fault?.code ?? '' } })
  const columns = {
    blocked_reason: null,
    fault: null,
    ended_at: null,
    progress: 0,
    starter: JSON.stringify(starterOf(call)),
  }
  if (!isRevalidatable(row) || !(await move(tx, id, ['blocked', 'failed'], 'received', columns)))
    throw errors.collection_wrong_state()
  await enqueue(tx, processJob, id)
  await record(call, id, row.fileName, 'collection.revalidated', { state: row.state, reason: row.blockedReason })
}

/** Ends a collection at once where nobody works on it, else asks the worker to stop; what it did by then is undone. */
export async function cancelUpload(call: OperationCall, id: CollectionId): Promise<void> {
  const { tx } = call
  const row = await withFile(call, id)
  const columns = { ended_at: new Date(), blocked_reason: null }
  const ended = await move(tx, id, ['uploading', 'checked', 'received', 'blocked', 'failed'], 'cancelled', columns)
  if (ended) await forgetBytes(call, row)
  else {
    const asked = await sql`update collection set cancel_requested_at = coalesce(cancel_requested_at, now())
      where partner_id = ${id.partnerId} and collection_id = ${id.collectionId} and state in ('checking', 'processing') returning 1`.execute(
      tx,
    )
    if (asked.rows.length === 0) throw errors.collection_wrong_state()
  }
  if (row.state === 'blocked') await sourcesChanged(tx, row)
  await record(call, id, row.fileName, 'collection.withdrawn', { state: row.state })
}

async function forgetBytes({ tx }: OperationCall, row: CollectionRow): Promise<void> {
  await forgetChunks(tx, row)
  await forgetSerials(tx, row)
}

async function withFile({ tx }: OperationCall, id: CollectionId): Promise<CollectionRow> {
  const row = await readCollection(tx, id)
  if (!row) throw problems.not_found()
  await requireWritable(tx, row.partnerId, row.customerId)
  if (row.forgotten) throw row.state === 'done' ? errors.collection_wrong_state() : errors.collection_forgotten()
  return row
}

/** The customer's service is in force (R22, R25), and its data the caller's to change: a record is seen by more people than its data. */
async function requireWritable(tx: Tx, partnerId: string, customerId: string): Promise<void> {
  await requireInForce(tx, partnerId, customerId)
  const { rows } = await sql<{ writable: boolean }>`select coalesce(${customerId}::uuid
    = any (nullif(current_setting('app.writable', true), '')::uuid[]), false) as writable`.execute(tx)
  if (!rows[0]?.writable)
    throw problems.forbidden({
      missing: 'an association with this customer',
      grantedBy: 'an administrator of the partner',
    })
}

function starterOf({ principal }: OperationCall): Starter {
  if (!principal) throw new Error('an upload has an uploader')
  const { accountId, firstName, lastName, email, language } = principal
  return { accountId, firstName, lastName, email, language }
}

function record(
  call: OperationCall,
  { partnerId, collectionId }: CollectionId,
  label: string,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return auditCall(call, {
    partnerId,
    action,
    objectType: 'collection',
    objectId: collectionId,
    objectLabel: label,
    why: call.principal ? rightOf(call.principal) : '',
    detail,
  })
}
