import { sql } from 'kysely'
import { alertsOfDevices, alertsOfSources } from '../alerts/index.ts'
import { type AuditActor, audit } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { TableFault } from '../platform/files/table.ts'
import type { JobContext } from '../platform/jobs/job.ts'
import { forgetSerials, keepSerials, whyBlocked } from './blocked.ts'
import { forgetChunks, readChunks } from './chunks.ts'
import { Findings, forgetFindings } from './findings.ts'
import { type IngestCounts, ingest, type Target } from './ingest.ts'
import { openSource } from './open-source.ts'
import { readPosts } from './read-posts.ts'
import type { ReadItem } from './record.ts'
import {
  type BlockedReason,
  Cancelled,
  type CollectionCounts,
  type CollectionId,
  type CollectionRow,
  move,
  readCollection,
  reportProgress,
} from './state.ts'
import { coverageCounts } from './summary-queries.ts'
import { planWriting } from './write-devices.ts'

/** Jobs are tried so often; after the last the collection has failed instead of waiting for ever. */
export const workAttempts = 4

class Blocked extends Error {
  readonly reason: BlockedReason
  readonly counts: IngestCounts
  constructor(reason: BlockedReason, counts: IngestCounts) {
    super(reason)
    this.reason = reason
    this.counts = counts
  }
}

/** Only a whole file will do, and some of its records have errors. */
class Faulty extends Error {}

/** Undoes a dry run, once it is known what it would do. */
class Tried extends Error {
  readonly counts: CollectionCounts
  readonly reason: BlockedReason | null
  constructor(counts: CollectionCounts, reason: BlockedReason | null) {
    super('tried')
    this.counts = counts
    this.reason = reason
  }
}

/**
 * Takes a received collection in: one transaction makes its snapshot visible whole, or leaves nothing. A second worker waits, then
 * has nothing to do; after a crash the job is done again from the kept bytes. What no support-service contract covers is
 * undone and blocked (R28).
 */
export async function processCollection(context: JobContext, id: CollectionId): Promise<void> {
  const { db } = context
  const started = await inTransaction(db, { kind: 'system' }, async (tx) => {
    await move(tx, id, ['received'], 'processing', { progress: 0, counts: null, fault: null })
    return readCollection(tx, id)
  })
  if (started?.state !== 'processing') return
  try {
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      const row = await beginWork(tx, id)
      if (row?.state !== 'processing') return
      const target = await targetOf(tx, row)
      const { counts, service } = await takeIn(context, tx, row, target)
      const reason = await whyBlocked(tx, target, service)
      if (reason) throw new Blocked(reason, counts)
      const all = { ...counts, coverage: await coverageCounts(tx, target) }
      await finish(tx, context, row, target, all)
    })
  } catch (error) {
    if (error instanceof Blocked) await block(context, started, error)
    else await endBadly(context, started, 'processing', error)
  }
}

/** The dry run of a file by hand: what taking it in would do, by doing it and undoing it; errors stay with the collection. */
export async function checkCollection(context: JobContext, id: CollectionId): Promise<void> {
  const { db } = context
  const started = await inTransaction(db, { kind: 'system' }, (tx) => readCollection(tx, id))
  if (started?.state !== 'checking') return
  try {
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      const row = await beginWork(tx, id)
      if (row?.state !== 'checking') throw new Cancelled('somebody else checked it')
      const target = await targetOf(tx, row)
      const { counts, service } = await takeIn(context, tx, { ...row, mode: 'good' }, target)
      const reason = await whyBlocked(tx, target, service)
      throw new Tried({ ...counts, coverage: await coverageCounts(tx, target) }, reason)
    })
  } catch (error) {
    if (!(error instanceof Tried)) return endBadly(context, started, 'checking', error)
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      await forgetFindings(tx, started)
      if (error.counts.errors > 0) await readFindings(context, tx, started)
      const expected = error.reason ? { code: error.reason, params: {} } : null
      await sql`update collection set state = 'checked', counts = ${JSON.stringify(error.counts)}, progress = ${error.counts.records},
          fault = ${expected && JSON.stringify(expected)}
        where partner_id = ${id.partnerId} and collection_id = ${id.collectionId} and state = 'checking' and cancel_requested_at is null`.execute(
        tx,
      )
    })
  }
}

async function beginWork(tx: Tx, id: CollectionId): Promise<CollectionRow | null> {
  await sql`select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '10min', true), set_config('jit', 'off', true), set_config('work_mem', '64MB', true)`.execute(
    tx,
  )
  const row = await readCollection(tx, id)
  // One collection of a customer at a time: identity over time is decided by who came first.
  if (row) await sql`select pg_advisory_xact_lock(hashtextextended(${`inventory ${row.customerId}`}, 0))`.execute(tx)
  return readCollection(tx, id)
}

async function targetOf(tx: Tx, row: CollectionRow): Promise<Target> {
  const { partnerId, customerId, collectionId, inventoryId, partial, collectedAt } = row
  const inventory = await tx
    .selectFrom('inventory')
    .select('last_collected_at')
    .where('partner_id', '=', partnerId)
    .where('inventory_id', '=', inventoryId)
    .executeTakeFirst()
  const outdated = inventory?.last_collected_at != null && new Date(inventory.last_collected_at) > collectedAt
  return { partnerId, customerId, collectionId, inventoryId, partial, collectedAt, outdated }
}

async function recordsOf({ db }: JobContext, row: CollectionRow): Promise<AsyncIterable<ReadItem[]>> {
  const read = () => readChunks(db, row)
  return row.options.posts ? readPosts(read, row) : (await openSource(read, row.options)).records
}

async function takeIn(context: JobContext, tx: Tx, row: CollectionRow, target: Target): ReturnType<typeof ingest> {
  await reportProgress(context.db, row, 0)
  await forgetFindings(tx, row)
  const taken = await ingest(context, tx, target, await recordsOf(context, row))
  // A collector said beforehand how many lines there are, devices reached or not.
  if (row.source === 'collector' && row.expected !== null && taken.counts.records !== row.expected)
    throw new TableFault('counts_differ', { expected: row.expected, found: taken.counts.records })
  if (row.mode === 'all' && taken.counts.errorRecords > 0) throw new Faulty('some records have errors')
  return taken
}

async function finish(
  tx: Tx,
  context: JobContext,
  row: CollectionRow,
  target: Target,
  counts: CollectionCounts,
): Promise<void> {
  const done =
    await sql`update collection set state = 'done', counts = ${JSON.stringify(counts)}, progress = ${counts.records},
      ended_at = now()
    where partner_id = ${row.partnerId} and collection_id = ${row.collectionId} and state = 'processing' and cancel_requested_at is null returning 1`.execute(
      tx,
    )
  if (done.rows.length === 0) throw new Cancelled('the collection was cancelled')
  if (!target.partial && !target.outdated)
    await sql`update inventory set last_collection_id = ${row.collectionId}, last_collected_at = ${row.collectedAt}
      where partner_id = ${row.partnerId} and inventory_id = ${row.inventoryId}`.execute(tx)
  await planWriting(tx, false)
  await bringAlerts(tx, row, target)
  await forgetChunks(tx, row)
  await forgetSerials(tx, row)
  await tell(tx, context, row, 'collection_done', { ...counts })
  await record(tx, context, row, 'collection.processed', {
    devices: counts.devices,
    new: counts.new,
    gone: counts.gone,
  })
}

/** Of the devices that this collection changed, found again or missed; of the others nothing has changed. */
async function bringAlerts(tx: Tx, { partnerId, customerId }: CollectionRow, target: Target): Promise<void> {
  const { collectionId, inventoryId, collectedAt } = target
  await alertsOfDevices(
    tx,
    target.partial
      ? sql`select d.* from collection_device s cross join lateral (select d.* from device d
          where d.partner_id = s.partner_id and d.device_id = s.device_id and d.seen_at = ${collectedAt} offset 0) d
        where s.partner_id = ${partnerId} and s.collection_id = ${collectionId}`
      : sql`select d.* from device d where d.partner_id = ${partnerId} and d.customer_id = ${customerId} and d.inventory_id = ${inventoryId}
          and (d.seen_at = ${collectedAt} or d.gone_at = ${collectedAt})`,
  )
  await alertsOfSources(tx, sql`select ${partnerId}::uuid as partner_id, ${customerId}::uuid as customer_id`)
}

async function block(context: JobContext, row: CollectionRow, { reason, counts }: Blocked): Promise<void> {
  await inTransaction(context.db, { kind: 'system' }, async (tx) => {
    await sql`select set_config('statement_timeout', '0', true)`.execute(tx)
    const columns = { blocked_reason: reason, counts: JSON.stringify(counts), ended_at: new Date() }
    if (!(await move(tx, row, ['processing'], 'blocked', columns))) return
    await keepSerials(tx, await targetOf(tx, row), await recordsOf(context, row))
    await alertsOfSources(tx, sql`select ${row.partnerId}::uuid as partner_id, ${row.customerId}::uuid as customer_id`)
    await tell(tx, context, row, 'collection_blocked', { ...counts })
    await record(tx, context, row, 'collection.blocked', { reason })
  })
}

/** The findings of a run that was undone, written again. */
async function readFindings(context: JobContext, tx: Tx, row: CollectionRow): Promise<void> {
  const findings = new Findings(tx, row)
  for await (const items of await recordsOf(context, row)) {
    for (const item of items) findings.add(item.findings)
    await findings.flush()
  }
}

async function endBadly(
  context: JobContext,
  row: CollectionRow,
  state: 'checking' | 'processing',
  error: unknown,
): Promise<void> {
  const { db, log, attempt } = context
  const end = (to: 'cancelled' | 'failed', fault: CollectionRow['fault']) =>
    inTransaction(db, { kind: 'system' }, async (tx) => {
      const columns = { ended_at: new Date(), fault: fault && JSON.stringify(fault) }
      if (!(await move(tx, row, [state], to, columns))) return
      if (to === 'cancelled') await forgetChunks(tx, row)
      else {
        if (state === 'processing') await tell(tx, context, row, 'collection_failed', {})
        await record(tx, context, row, 'collection.failed', { code: fault?.code, ...fault?.params })
      }
    })
  if (error instanceof Cancelled) await end('cancelled', null)
  else if (error instanceof TableFault) await end('failed', { code: error.code, params: error.params })
  else if (error instanceof Faulty) await end('failed', { code: 'has_errors', params: {} })
  else {
    if (attempt >= workAttempts) {
      log.error({ error, ...row, starter: undefined }, 'a collection failed')
      await end('failed', { code: 'internal', params: {} })
    }
    throw error
  }
}

/** Says by mail what became of a file (R29); a collector or an API key has no mailbox. */
async function tell(
  tx: Tx,
  { config }: JobContext,
  row: CollectionRow,
  template: 'collection_done' | 'collection_blocked' | 'collection_failed',
  counts: Partial<CollectionCounts>,
): Promise<void> {
  const { email, language = 'en', firstName = '' } = row.starter ?? {}
  if (!email) return
  await sendMail(tx, config, {
    to: email,
    language,
    template,
    params: {
      firstName,
      file: row.fileName,
      customer: row.customerName,
      inventory: row.inventoryName,
      devices: counts.devices ?? 0,
      newDevices: counts.new ?? 0,
      changedDevices: counts.changed ?? 0,
      goneDevices: counts.gone ?? 0,
      link: `${config.origin}/partner/${row.partnerId}/collections/${row.collectionId}`,
    },
  })
}

async function record(
  tx: Tx,
  { config }: JobContext,
  row: CollectionRow,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const actor: AuditActor = { person: row.starter, ...(row.starter ? {} : { label: 'system' }) }
  await audit(tx, config.secret, actor, {
    partnerId: row.partnerId,
    action,
    objectType: 'collection',
    objectId: row.collectionId,
    objectLabel: row.fileName || row.inventoryName,
    why: row.starter ? 'uploaded by hand' : 'collector',
    detail: { customer: row.customerName, inventory: row.inventoryName, ...detail },
  })
}
