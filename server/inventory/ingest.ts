import type { Db, Tx } from '../platform/db/transaction.ts'
import { lookForService, type Service } from './blocked.ts'
import { Findings } from './findings.ts'
import { merged, type Prepared, prepare } from './prepare.ts'
import type { DeviceRecord, ReadItem } from './record.ts'
import type { CollectionRow } from './state.ts'
import { reportProgress } from './state.ts'
import {
  attributesOf,
  findKnown,
  type Known,
  keepUnreached,
  lookAgain,
  markGone,
  openStage,
  planFor,
  writeDevices,
  writeSeen,
} from './write-devices.ts'

/** What one collection is about: where its devices go, and whether it is the newest of its inventory. */
export type Target = Pick<CollectionRow, 'partnerId' | 'customerId' | 'collectionId' | 'inventoryId' | 'partial'> & {
  collectedAt: Date
  /** A later collection of the inventory is there already: this one changes nothing of what is present. */
  outdated: boolean
}

export type IngestCounts = {
  /** Records of the file, and those with an error. */
  records: number
  errorRecords: number
  errors: number
  duplicates: number
  devices: number
  /** Devices that a collector did not reach. */
  unreached: number
  new: number
  changed: number
  unchanged: number
  gone: number
}

const BATCH = 1500
const PROGRESS_EVERY_MS = 500

/**
 * Takes a collection's devices in, within the caller's transaction: what nobody saw before is written, what looks as it did costs one
 * small row. The next records are read and prepared while the database takes these; memory is two batches, however many there are.
 * Of a device that the file names twice the first counts.
 */
export async function ingest(
  work: { db: Db; signal: AbortSignal },
  tx: Tx,
  target: Target,
  source: AsyncIterable<ReadItem[]>,
): Promise<{ counts: IngestCounts; service: Service }> {
  const service: Service = { covered: false, named: false }
  const counts: IngestCounts = {
    records: 0,
    errorRecords: 0,
    errors: 0,
    duplicates: 0,
    devices: 0,
    unreached: 0,
    new: 0,
    changed: 0,
    unchanged: 0,
    gone: 0,
  }
  await openStage(tx)
  await planFor(tx, 'batches')
  const findings = new Findings(tx, target)
  let written: Promise<void> = Promise.resolve()
  let told = performance.now()
  for await (const items of batches(source)) {
    if (work.signal.aborted) throw new Error('stopped before the collection was taken in')
    const { devices, unreached } = preparedOf(items, target, counts, findings)
    await written
    // What comes next is read once this batch's rows have left: the database works then, and would wait for them otherwise.
    const sent = Promise.withResolvers<void>()
    written = (async () => {
      await findings.flush()
      await keepUnreached(tx, unreached)
      await takeBatch(tx, target, devices, counts, sent.resolve)
      await lookForService(tx, target, devices, service)
    })().finally(sent.resolve)
    written.catch(() => {}) // thrown where it is waited for
    await sent.promise
    if (performance.now() - told > PROGRESS_EVERY_MS) {
      told = performance.now()
      await reportProgress(work.db, target, counts.records)
    }
  }
  await written
  await findings.flush()
  counts.errors = findings.counted
  await planFor(tx, 'sets')
  if (!target.partial && !target.outdated) counts.gone = await markGone(tx, target)
  return { counts, service }
}

function preparedOf(items: ReadItem[], { inventoryId }: Target, counts: IngestCounts, findings: Findings): Batch {
  const batch: Batch = { devices: [], unreached: [] }
  for (const { record, findings: wrong, unreached, incomplete } of items) {
    counts.records += 1
    if (wrong.length > 0) findings.add(wrong)
    if (record)
      for (const device of prepare(record, inventoryId)) {
        if (incomplete) device.incomplete = true
        batch.devices.push(device)
      }
    else if (unreached) batch.unreached.push(unreached)
    else counts.errorRecords += 1
  }
  counts.unreached += batch.unreached.length
  return batch
}

type Batch = { devices: Prepared[]; unreached: string[] }

async function takeBatch(
  tx: Tx,
  target: Target,
  devices: Prepared[],
  counts: IngestCounts,
  sent: () => void,
): Promise<void> {
  const once = new Map(devices.toReversed().map((device) => [device.identity, device]))
  const known = await findKnown(tx, target, [...once.keys()])
  counts.duplicates += devices.length - once.size
  const fresh: Prepared[] = []
  const seen: { device: Prepared; known: Known }[] = []
  for (const [identity, device] of once) {
    const before = known.get(identity)
    if (!before) fresh.push(device)
    else if (before.taken) counts.duplicates += 1
    else seen.push({ device, known: before })
  }
  const merging = target.partial ? seen : seen.filter(({ device }) => device.incomplete)
  if (merging.length > 0) await mergeKnown(tx, target, merging)
  const same = seen.filter(({ device, known }) => alike(device, known))
  const changed = seen.filter(({ device, known }) => !alike(device, known))
  await writeDevices(tx, target, { fresh, changed, known }, sent)
  await writeSeen(
    tx,
    target,
    same.map(({ known }) => known),
  )
  const again = same.filter(
    ({ known }) => target.partial || known.gone || known.inventoryId.toLowerCase() !== target.inventoryId,
  )
  if (again.length > 0 && !target.outdated)
    await lookAgain(
      tx,
      target,
      again.map(({ known }) => known.deviceId),
    )
  counts.devices += fresh.length + seen.length
  counts.new += fresh.length
  counts.changed += changed.length
  counts.unchanged += same.length
}

const alike = (device: Prepared, known: Known) =>
  device.contentHash === known.contentHash && device.placeHash === known.placeHash

async function mergeKnown(tx: Tx, target: Target, seen: { device: Prepared; known: Known }[]): Promise<void> {
  const before = await attributesOf(
    tx,
    target,
    seen.map(({ known }) => known),
  )
  for (const one of seen) {
    const attributes = before.get(one.known.deviceId) as DeviceRecord | undefined
    if (attributes) one.device = merged(attributes, one.device, target.inventoryId)
  }
}

async function* batches(source: AsyncIterable<ReadItem[]>): AsyncGenerator<ReadItem[]> {
  let waiting: ReadItem[] = []
  for await (const items of source) {
    for (const item of items) waiting.push(item)
    for (; waiting.length >= BATCH; waiting = waiting.slice(BATCH))
      yield waiting.length === BATCH ? waiting : waiting.slice(0, BATCH)
  }
  if (waiting.length > 0) yield waiting
}
