import { sql } from 'kysely'
import { type Impact, impactOf } from '../entitlements/index.ts'
import { oneAhead } from '../platform/ahead.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { openTable } from '../platform/files/read-table.ts'
import { TableFault } from '../platform/files/table.ts'
import type { JobContext } from '../platform/jobs/job.ts'
import type { ImportOptions } from './fields.ts'
import { readFile } from './file.ts'
import { knownCatalogue } from './lookups.ts'
import { createPlanner, Planned } from './plan-rows.ts'
import {
  type ImportCounts,
  type ImportFault,
  type ImportRow,
  partnersLosing,
  readImport,
  withoutNestedLoops,
} from './queries.ts'
import { clearStage, countStaged, openStage, stageContracts, stageFindings, stageLines, stageMissing } from './stage.ts'
import { beginWork, Cancelled, move, reportProgress } from './state.ts'
import { endMissingContracts, writeChangedContracts, writeCustomers } from './write-records.ts'

type Work = Pick<JobContext, 'db' | 'log' | 'signal' | 'attempt'>

/** Jobs are tried so often; after the last the import has failed instead of waiting for ever. */
export const workAttempts = 4

/**
 * Checks a file against the records, in one transaction that writes nothing but the import's own papers: every row's errors,
 * what is new, changed, unchanged and missing, and what would stop. A second worker on the same import waits, then has nothing
 * to do; a killed one leaves nothing and is done again.
 */
export async function checkImport(work: Work, importId: string): Promise<void> {
  const { db } = work
  try {
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      await beginWork(tx, `import ${importId}`)
      const row = await readImport(tx, importId)
      if (row?.state !== 'checking') return
      await clearStage(tx, importId)
      const counts = await readAndStage(work, tx, row)
      const impact = await whatStops(tx, row, counts)
      const done =
        await sql`update import set state = 'checked', counts = ${JSON.stringify(counts)}, impact = ${JSON.stringify(impact)},
          checked_at = now(), progress = ${counts.rows}, progress_total = ${counts.rows}, fault = null
        where import_id = ${importId} and state = 'checking' and cancel_requested_at is null returning 1`.execute(tx)
      if (done.rows.length === 0) throw new Cancelled('the check was cancelled')
    })
  } catch (error) {
    await endBadly(work, importId, 'checking', error)
  }
}

/** Says why work ended without its result; what nobody expected is tried again, until the last attempt. */
export async function endBadly(
  { db, log, attempt }: Work,
  importId: string,
  state: 'checking' | 'applying',
  error: unknown,
): Promise<void> {
  const end = (to: 'cancelled' | 'failed', fault: ImportFault | null) =>
    inTransaction(db, { kind: 'system' }, (tx) =>
      move(tx, importId, [state], to, { ended_at: new Date(), fault: fault && JSON.stringify(fault) }),
    )
  if (error instanceof Cancelled) await end('cancelled', null)
  else if (error instanceof TableFault) await end('failed', { code: error.code, params: error.params })
  else {
    if (attempt >= workAttempts) {
      log.error({ error, importId }, 'an import failed')
      await end('failed', { code: 'internal', params: {} })
    }
    throw error
  }
}

async function readAndStage({ db, signal }: Work, tx: Tx, row: ImportRow): Promise<ImportCounts> {
  const { importId } = row
  const table = await openTable(() => readFile(db, importId), row.sheet ?? undefined)
  const known = await knownCatalogue(tx)
  const file = { date1904: table.date1904, columns: table.header.length }
  const planner = createPlanner({ mapping: row.mapping, options: row.options, known, file })
  const counts = { rows: 0, errorRows: 0, errors: 0 }
  await reportProgress(db, importId, 'checking', 0, null)
  await openStage(tx)
  // While the database takes these rows, the next are planned and those after them read.
  let staged: Promise<unknown> = Promise.resolve()
  let planned = new Planned()
  let leaving = new Planned()
  const stage = async () => {
    await staged
    staged = Promise.all([
      stageFindings(tx, importId, planned.findings, counts.errors),
      stageLines(tx, importId, planned.lines),
      stageContracts(tx, importId, planned.contracts, known),
      reportProgress(db, importId, 'checking', counts.rows, null),
    ])
    staged.catch(() => {}) // thrown where it is waited for
    counts.rows += planned.rows
    counts.errors += planned.findings.length
    counts.errorRows += planned.bad
    ;[planned, leaving] = [leaving, planned]
    planned.clear()
  }
  for await (const rows of oneAhead(planner.read(db, batches(table.rows)))) {
    if (signal.aborted) throw new Error('stopped before the file was checked')
    await planner.plan(rows, planned)
    if (planned.rows >= STAGED_AT_ONCE) await stage()
  }
  await stage()
  await staged
  // A row with an error may be the very one that seems missing.
  if (counts.errorRows === 0) await withoutNestedLoops(tx, () => stageMissing(tx, importId))
  return { ...counts, ...(await countStaged(tx, importId)) }
}

/** Rows that are read and planned together, and those that go to the database together. */
const BATCH = 2000
const STAGED_AT_ONCE = 10_000

async function* batches<T>(source: AsyncIterable<T[]>): AsyncGenerator<T[]> {
  let waiting: T[] = []
  for await (const rows of source) {
    waiting = waiting.length > 0 ? [...waiting, ...rows] : rows
    for (; waiting.length >= BATCH; waiting = waiting.slice(BATCH)) yield waiting.slice(0, BATCH)
  }
  if (waiting.length > 0) yield waiting
}

/** Only contracts that stand already can stop anything by changing or ending; new ones and lines cannot. */
async function whatStops(tx: Tx, { importId, options }: ImportRow, counts: ImportCounts): Promise<Impact | null> {
  const partnerIds = await partnersLosing(tx, importId, endsContracts(options, counts))
  if (partnerIds.length === 0) return null
  return impactOf(tx, { partnerIds }, () => writeLosses(tx, importId, options, counts))
}

/** What of an import can end access: changed contracts, and missing ones where the options end them. */
export async function writeLosses(
  tx: Tx,
  importId: string,
  options: ImportOptions,
  counts: ImportCounts,
): Promise<number> {
  const customers = await writeCustomers(tx, importId)
  await writeChangedContracts(tx, importId, counts.contracts.changed)
  if (endsContracts(options, counts)) await endMissingContracts(tx, importId, counts.contracts.missing)
  return customers
}

export function endsContracts({ endMissing }: ImportOptions, { errorRows }: Pick<ImportCounts, 'errorRows'>): boolean {
  return endMissing === 'contracts' && errorRows === 0
}
