import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Commit, manifestSchema, type UploadState, wireLimits } from 'partnergate-collector/wire'
import { z } from 'zod'
import { sourcesChanged } from '../alerts/index.ts'
import { audit } from '../audit/index.ts'
import type { Config } from '../platform/config.ts'
import type { Collector, Tx, Uploader } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import type { RequestFacts } from '../platform/http/request.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { forgetChunks, storeChunk } from './chunks.ts'
import { errors } from './errors.ts'
import { processJob } from './jobs.ts'
import { dayUsedUp, inventoryOf, takeUpload } from './upload.ts'

/** What a collector's request comes with. */
export type MachineCall = { tx: Tx; deps: { config: Config }; collector: Collector; request: RequestFacts }

/** Collections of one collector that may stand half uploaded; the oldest makes room. */
const OPEN_AT_ONCE = 3

/** As the collector says it before its first chunk, and what holds between its parts. */
export const manifestShape = z
  .strictObject(manifestSchema.shape)
  .refine(({ chunks }) => chunks.every(({ number }, index) => number === index + 1), {
    message: 'Chunks are numbered from 1, without gaps',
    path: ['chunks'],
  })
  .refine(({ chunks, devices, unreached }) => sum(chunks.map(({ lines }) => lines)) === devices + unreached, {
    message: 'Chunks have as many lines as there are devices, reached or not',
    path: ['chunks'],
  })
  .refine(({ chunks }) => sum(chunks.map(({ bytes }) => bytes)) <= wireLimits.bytes, {
    message: 'A collection has at most 1 GiB',
    path: ['chunks'],
  })
export type Manifest = z.output<typeof manifestShape>

type Receiving = {
  state: UploadState['state']
  blockedReason: string | null
  fault: { code: string; params: Record<string, string | number> } | null
  manifest: Manifest
  progress: number
  endedAt: Date | null
}
export type Progress = Omit<Receiving, 'manifest'> & {
  collection: string
  devices: number
  missing: number[]
  missingCount: number
}

/**
 * Begins a collection, or goes on with it: the same manifest again is the same collection. Whether the day's uploads are used up
 * (R29) is told before anything is sent; one is taken when it is committed.
 */
export async function beginCollection(call: MachineCall, collection: string, manifest: Manifest): Promise<void> {
  const { tx, collector } = call
  const { partnerId, customerId, collectorId } = collector
  requireUploads(collector)
  if (manifest.collection !== collection) throw errors.collection_differs()
  const before = await find(tx, collector, collection)
  if (before) {
    if (!sameManifest(before.manifest, manifest)) throw errors.collection_differs()
    return
  }
  // Nothing is seen before its time: a clock that is fast must not cost what was collected.
  const collectedAt = new Date(Math.min(Date.parse(manifest.startedAt), Date.now()))
  const inventoryId = await inventoryOf(tx, partnerId, customerId, collector.inventoryName)
  if (await usedUp(tx, partnerId, inventoryId)) throw await tooMany(tx, partnerId, inventoryId)
  const made =
    await sql`insert into collection (partner_id, customer_id, collection_id, inventory_id, collector_id, source, state, mode, options,
      bytes, collected_at, created_by_name, manifest, expected)
    values (${partnerId}, ${customerId}, ${collection}, ${inventoryId}, ${collectorId}, 'collector', 'uploading', 'good', '{"vendor": "", "partial": false}',
      ${sum(manifest.chunks.map(({ bytes }) => bytes))}, ${collectedAt}, ${collector.name}, ${JSON.stringify(manifest)},
      ${manifest.devices + manifest.unreached})
    on conflict do nothing`.execute(tx)
  if (made.numAffectedRows !== 1n) throw errors.collection_differs()
  await makeRoom(tx, collector)
  await record(call, collection, 'collection.started', { devices: manifest.devices, chunks: manifest.chunks.length })
}

const sameManifest = (one: Manifest, other: Manifest) =>
  one.devices === other.devices &&
  one.unreached === other.unreached &&
  one.startedAt === other.startedAt &&
  one.chunks.length === other.chunks.length &&
  one.chunks.every(
    ({ sha256, lines }, index) => sha256 === other.chunks[index]?.sha256 && lines === other.chunks[index].lines,
  )

/**
 * Keeps a chunk; the same one again changes nothing. Its digest is the manifest's, so that nothing else can come in its place.
 * @throws Problem chunk_unknown, chunk_differs, collection_wrong_state
 */
export async function receiveChunk(
  call: MachineCall,
  collection: string,
  number: number,
  content: Uint8Array,
  said: string | undefined,
): Promise<void> {
  const { tx, collector } = call
  const { partnerId, customerId, collectorId } = collector
  requireUploads(collector)
  const row = await find(tx, collector, collection)
  if (!row) throw problems.not_found()
  const chunk = row.manifest.chunks[number - 1]
  if (!chunk) throw errors.chunk_unknown()
  const digest = createHash('sha256').update(content).digest('base64')
  if (said !== undefined && !said.includes(`sha-256=:${digest}:`)) throw errors.chunk_differs()
  if (digest !== chunk.sha256 || content.length !== chunk.bytes) throw errors.chunk_differs()
  if (row.state !== 'uploading') {
    if (row.state === 'cancelled') throw errors.collection_wrong_state()
    return // committed: it is there
  }
  await storeChunk(tx, { partnerId, customerId, collectionId: collection, collectorId }, number, content)
}

/** Where a collection stands, and which chunks are still to come; the first thousand of them by number. */
export async function progressOf({ tx, collector }: MachineCall, collection: string): Promise<Progress> {
  const row = await find(tx, collector, collection)
  if (!row) throw problems.not_found()
  const { manifest, ...rest } = row
  const missing = row.state === 'uploading' ? await missingChunks(tx, collector, collection, manifest) : []
  return {
    ...rest,
    collection,
    devices: manifest.devices,
    missing: missing.slice(0, 1000),
    missingCount: missing.length,
  }
}

/**
 * All of it is there: one statement makes it one collection, counts it as one of the day's uploads (R29) and starts the work. Once
 * more changes nothing.
 * @throws Problem chunks_missing, counts_differ, uploads_used_up
 */
export async function commitCollection(call: MachineCall, collection: string, counts: Commit): Promise<void> {
  const { tx, collector } = call
  const { partnerId, collectorId } = collector
  requireUploads(collector)
  const row = await find(tx, collector, collection, true)
  if (!row) throw problems.not_found()
  const { manifest } = row
  if (
    counts.chunks !== manifest.chunks.length ||
    counts.devices !== manifest.devices ||
    counts.unreached !== manifest.unreached
  )
    throw errors.counts_differ()
  if (row.state === 'cancelled') throw errors.collection_wrong_state()
  if (row.state !== 'uploading') return
  const missing = await missingChunks(tx, collector, collection, manifest)
  if (missing.length > 0) throw errors.chunks_missing({ params: { count: missing.length, first: missing[0] ?? 0 } })
  const { rows } = await sql<{ inventory: string }>`update collection set state = 'received', accepted_at = now()
    where partner_id = ${partnerId} and collection_id = ${collection} and state = 'uploading' returning inventory_id as inventory`.execute(
    tx,
  )
  const inventoryId = rows[0]?.inventory ?? ''
  if (!(await takeUpload(tx, partnerId, inventoryId))) throw await tooMany(tx, partnerId, inventoryId)
  await sql`update collector set first_upload_at = coalesce(first_upload_at, now()), last_upload_at = now(),
      version = ${manifest.collector.version.slice(0, 50)} where partner_id = ${partnerId} and collector_id = ${collectorId}`.execute(
    tx,
  )
  await sourcesChanged(tx, collector)
  await enqueue(tx, processJob, { partnerId, collectionId: collection })
  await record(call, collection, 'collection.received', { devices: manifest.devices, unreached: manifest.unreached })
}

/** @throws Problem uploads_refused */
export function requireUploads({ mayUpload, partnerState, service }: Uploader): void {
  if (!mayUpload) throw errors.uploads_refused({ params: { partner: partnerState, service } })
}

async function find(
  tx: Tx,
  { partnerId, collectorId }: Collector,
  collection: string,
  lock = false,
): Promise<Receiving | null> {
  const { rows } =
    await sql<Receiving>`select state, blocked_reason as "blockedReason", fault, manifest, progress, ended_at as "endedAt"
    from collection where partner_id = ${partnerId} and collection_id = ${collection} and collector_id = ${collectorId}
    ${lock ? sql`for update` : sql``}`.execute(tx)
  return rows[0] ?? null
}

async function missingChunks(
  tx: Tx,
  { partnerId }: Collector,
  collection: string,
  manifest: Manifest,
): Promise<number[]> {
  const { rows } = await sql<{ position: number }>`select position from collection_chunk
    where partner_id = ${partnerId} and collection_id = ${collection}`.execute(tx)
  const there = new Set(rows.map(({ position }) => position))
  return manifest.chunks.flatMap(({ number }) => (there.has(number) ? [] : [number]))
}

/** Of collections that a collector began and left, the newest may still be finished. */
async function makeRoom(tx: Tx, { partnerId, collectorId }: Collector): Promise<void> {
  const { rows } = await sql<{ collectionId: string }>`update collection set state = 'cancelled', ended_at = now()
    where partner_id = ${partnerId} and collector_id = ${collectorId} and state = 'uploading' and collection_id in (
      select collection_id from collection where partner_id = ${partnerId} and collector_id = ${collectorId} and state = 'uploading'
      order by created_at desc, collection_id desc offset ${OPEN_AT_ONCE})
    returning collection_id as "collectionId"`.execute(tx)
  for (const { collectionId } of rows) await forgetChunks(tx, { partnerId, collectionId })
}

async function usedUp(tx: Tx, partnerId: string, inventoryId: string): Promise<boolean> {
  const { rows } = await sql<{
    used: boolean
  }>`select i.uploads_on = (now() at time zone 'utc')::date and i.uploads_used >= v.daily_uploads as used
    from inventory i cross join vendor_settings v where i.partner_id = ${partnerId} and i.inventory_id = ${inventoryId}`.execute(
    tx,
  )
  return rows[0]?.used ?? false
}

const tooMany = async (tx: Tx, partnerId: string, inventoryId: string) =>
  errors.uploads_used_up(await dayUsedUp(tx, partnerId, inventoryId))

function record(
  { tx, deps, request, collector }: MachineCall,
  collection: string,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const { address, requestId } = request
  const actor = { person: null, label: collector.name, address, requestId }
  return audit(tx, deps.config.secret, actor, {
    partnerId: collector.partnerId,
    action,
    objectType: 'collection',
    objectId: collection,
    objectLabel: collector.inventoryName,
    why: 'licence and proof of the machine’s own key',
    detail: { customer: collector.customerName, collector: collector.collectorId, ...detail },
  })
}

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)
