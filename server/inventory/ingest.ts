import type { Db, Tx } from '../platform/db/transaction.ts'
import { lookForService, type Service } from './blocked.ts'
import { Findings } from './findings.ts'
import { merged, prepare } from './prepare.ts'
import type { DeviceRecord, ReadItem } from './record.ts'
import { Stage, type Staged } from './stage.ts'
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
  planWriting,
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

const BATCH = 2000
/** Of the first batch, so that the database has something to do soon; the next ones grow. */
const FIRST = 300
/** Or rows of so many bytes: a device may have thousands of parts, and a buffer doubles at four megabytes. */
const BATCH_BYTES = 3.75 * 1024 * 1024
const PROGRESS_EVERY_MS = 500

/**
 * Takes a collection's devices in, within the caller's transaction: what nobody saw before is written, what looks as it did costs one
 * small row. The next records become rows while the database takes these; memory is a batch of rows, however many there are.
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
  await planWriting(tx, true)
  const findings = new Findings(tx, target)
  let told = performance.now()
  let last: Taken = new Map()
  let asked: Asked | undefined
  const sending = new Sending()
  for await (const batch of batches(source, target, counts, findings, sending)) {
    if (work.signal.aborted) throw new Error('stopped before the collection was taken in')
    await findings.flush()
    await keepUnreached(tx, batch.unreached)
    await lookForService(tx, target, batch.devices, service)
    const next = askFor(tx, target, batch)
    if (asked) {
      await sending.over
      last = await takeBatch(tx, target, asked, last, counts, sending)
    }
    asked = next
    if (performance.now() - told > PROGRESS_EVERY_MS) {
      told = performance.now()
      await reportProgress(work.db, target, counts.records)
    }
  }
  await sending.over
  if (asked) await takeBatch(tx, target, asked, last, counts, sending)
  await sending.over
  await findings.flush()
  counts.errors = findings.counted
  if (!target.partial && !target.outdated) counts.gone = await markGone(tx, target)
  return { counts, service }
}

type Batch = { devices: Staged[]; unreached: string[]; stage: Stage }
/** A batch of which it was asked what is known: of each identity the device that counts. */
type Asked = { batch: Batch; once: Map<string, Staged>; answer: Promise<Map<string, Known>> }
/** The devices of the batch before, by identity: it was not written yet when this one was asked for. */
type Taken = ReadonlyMap<string, string>

/** A batch's rows on their way to the database, which takes them as they come: whoever prepares the next ones lets them pass. */
class Sending {
  over: Promise<void> | undefined

  begin(left: Promise<void>): void {
    const over = left.finally(() => {
      if (this.over === over) this.over = undefined
    })
    // Whoever waits for it is told; until then nobody does.
    over.catch(() => {})
    this.over = over
  }

  pass(): Promise<void> | undefined {
    return this.over && new Promise((resolve) => setImmediate(resolve))
  }
}

/** Records as rows, as they are read. Three buffers: one batch is sent, one waits for what is known of it, one is filled. */
async function* batches(
  source: AsyncIterable<ReadItem[]>,
  { inventoryId, partial }: Target,
  counts: IngestCounts,
  findings: Findings,
  sending: Sending,
): AsyncGenerator<Batch> {
  const stages = [new Stage(), new Stage(), new Stage()]
  const empty = (): Batch => {
    const stage = stages.shift() as Stage
    stages.push(stage)
    stage.clear()
    return { devices: [], unreached: [], stage }
  }
  let batch = empty()
  let size = FIRST
  for await (const items of source) {
    await sending.pass()
    for (const { record, findings: wrong, unreached, incomplete } of items) {
      counts.records += 1
      if (wrong.length > 0) findings.add(wrong)
      if (record)
        for (const device of prepare(record, inventoryId)) {
          if (incomplete) device.incomplete = true
          batch.devices.push(batch.stage.add(device, partial || incomplete === true))
        }
      else if (unreached) batch.unreached.push(unreached)
      else counts.errorRecords += 1
      if (batch.devices.length + batch.unreached.length < size && batch.stage.length < BATCH_BYTES) continue
      size = Math.min(BATCH, 2 * size)
      counts.unreached += batch.unreached.length
      yield batch
      batch = empty()
    }
  }
  counts.unreached += batch.unreached.length
  if (batch.devices.length + batch.unreached.length > 0) yield batch
}

/** Asks what is known of a batch, before the one before it is written: so the database has that to do when the answer is there. */
function askFor(tx: Tx, target: Target, batch: Batch): Asked {
  const once = new Map(batch.devices.toReversed().map((device) => [device.identity, device]))
  const answer = findKnown(tx, target, [...once.keys()])
  // What fails before it is waited for has ended the transaction already.
  answer.catch(() => {})
  return { batch, once, answer }
}

/** Answers who the batch's devices are. Writing is sent and not waited for: what comes next is read while the database works. */
async function takeBatch(
  tx: Tx,
  target: Target,
  { batch: { devices, stage }, once, answer }: Asked,
  last: Taken,
  counts: IngestCounts,
  sending: Sending,
): Promise<Taken> {
  const known = await answer
  counts.duplicates += devices.length - once.size
  const taken = new Map<string, string>()
  const fresh: Staged[] = []
  const seen: { device: Staged; known: Known }[] = []
  for (const [identity, device] of once) {
    const before = known.get(identity)
    taken.set(identity, last.get(identity) ?? before?.deviceId ?? device.id)
    if (before?.taken || last.has(identity)) counts.duplicates += 1
    else if (!before) fresh.push(device)
    else seen.push({ device, known: before })
  }
  const merging = target.partial ? seen : seen.filter(({ device }) => device.incomplete)
  if (merging.length > 0) await mergeKnown(tx, target, stage, merging)
  const same = seen.filter(({ device, known }) => alike(device, known))
  const changed = seen.filter(({ device, known }) => !alike(device, known))
  sending.begin(writeDevices(tx, target, stage, { fresh, changed, ids: taken }))
  writeSeen(
    tx,
    target,
    same.map(({ known }) => known),
  )
  const again = same.filter(
    ({ known }) => target.partial || known.gone || known.inventoryId.toLowerCase() !== target.inventoryId,
  )
  if (again.length > 0 && !target.outdated)
    lookAgain(
      tx,
      target,
      again.map(({ known }) => known.deviceId),
    )
  counts.devices += fresh.length + seen.length
  counts.new += fresh.length
  counts.changed += changed.length
  counts.unchanged += same.length
  return taken
}

const alike = (device: Staged, known: Known) =>
  device.contentHash === known.contentHash && device.placeHash === known.placeHash

async function mergeKnown(
  tx: Tx,
  target: Target,
  stage: Stage,
  seen: { device: Staged; known: Known }[],
): Promise<void> {
  const before = await attributesOf(
    tx,
    target,
    seen.map(({ known }) => known),
  )
  for (const one of seen) {
    const known = before.get(one.known.deviceId) as DeviceRecord | undefined
    const { attributes, parent, incomplete } = one.device
    if (!known || attributes === null) continue
    const said = { record: JSON.parse(attributes) as DeviceRecord, parent, incomplete }
    one.device = stage.add(merged(known, said, target.inventoryId), false)
  }
}
