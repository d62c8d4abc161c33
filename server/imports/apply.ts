import { sql } from 'kysely'
import { type AuditActor, audit, auditAll } from '../audit/index.ts'
import { contractsChanged } from '../coverage/index.ts'
import { sendMail } from '../messages/index.ts'
import { endSessionsOfTheAccessless } from '../partners/index.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import type { JobContext } from '../platform/jobs/job.ts'
import { auditContracts } from './audit-contracts.ts'
import { endBadly, endsContracts, writeLosses } from './check.ts'
import {
  countByPartner,
  type ImportCounts,
  type ImportRow,
  type PartnerCounts,
  partnersLosing,
  readImport,
  withoutNestedLoops,
} from './queries.ts'
import { countStaged } from './stage.ts'
import { beginWork, Cancelled, move, reportProgress } from './state.ts'
import {
  ChangedMeanwhile,
  type ContractRange,
  endMissingLines,
  rangesOfContracts,
  writeChangedLines,
  writeNewContracts,
  writeNewLines,
} from './write-records.ts'

/** So many lines are recorded together, and more where one contract has them. The stage is read anew for each part. */
const BATCH = 50_000

/**
 * Applies a checked import in one transaction: all of it or nothing, whether it is cancelled, a process dies or the records
 * turn out to have changed since the check. One import at a time; the last statement decides between done and cancelled.
 */
export async function applyImport(context: JobContext, importId: string): Promise<void> {
  const { db } = context
  try {
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      await beginWork(tx, 'imports.apply')
      const row = await readImport(tx, importId)
      if (row?.state !== 'applying' || !row.counts) return
      await requireStaged(tx, importId, row.counts)
      const losing = await holdersAt(tx, await partnersLosing(tx, importId, endsContracts(row.options, row.counts)))
      await withoutNestedLoops(tx, () => write(context, tx, row, row.counts as ImportCounts))
      await contractsChanged(tx, touchedContracts(importId))
      let sessionsEnded = 0
      for (const [partnerId, accountIds] of losing)
        sessionsEnded += await endSessionsOfTheAccessless(tx, partnerId, accountIds)
      await tellAndAudit(tx, context, row, sessionsEnded)
      const done = await sql`update import set state = 'applied', ended_at = now()
        where import_id = ${importId} and state = 'applying' and cancel_requested_at is null returning 1`.execute(tx)
      if (done.rows.length === 0) throw new Cancelled('applying was cancelled')
      await forgetWork(tx, importId)
    })
  } catch (error) {
    await fail(context, importId, error)
  }
}

/** Contracts of the file that are not, or whose lines are not, what was recorded before. */
const touchedContracts = (importId: string) => sql`select i.owner_id, i.contract_id from import_contract i
  where i.import_id = ${importId} and (i.status <> 'unchanged' or exists (select from staged_lines r
    where r.contract_no = i.contract_no and r.new + r.changed + r.missing > 0))`

async function fail(context: JobContext, importId: string, error: unknown): Promise<void> {
  const { db, config } = context
  if (error instanceof ChangedMeanwhile || error instanceof StageLost)
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      const code = error instanceof ChangedMeanwhile ? 'changed_meanwhile' : 'stage_lost'
      const fault = JSON.stringify({ code, params: {} })
      if (!(await move(tx, importId, ['applying'], 'failed', { ended_at: new Date(), fault }))) return
      const row = await readImport(tx, importId)
      if (row?.starter?.email)
        await sendMail(tx, config, { ...letterTo(row, config.origin), template: 'import_failed' })
    })
  else await endBadly(context, importId, 'applying', error)
}

/** The staged rows are not the ones that were counted: a crash of the database emptied them. */
class StageLost extends Error {}

async function requireStaged(tx: Tx, importId: string, counts: ImportCounts): Promise<void> {
  const staged = await countStaged(tx, importId)
  const alike = (what: 'contracts' | 'lines') =>
    (['new', 'changed', 'unchanged', 'missing'] as const).every(
      (status) => staged[what][status] === counts[what][status],
    )
  if (!alike('contracts') || !alike('lines')) throw new StageLost('the rows that were checked are gone')
}

async function write({ db, signal }: JobContext, tx: Tx, row: ImportRow, counts: ImportCounts): Promise<void> {
  const { importId, options } = row
  const total = counts.lines.new + counts.lines.changed
  const report = (done: number) => reportProgress(db, importId, 'applying', done, total)
  await report(0)
  await writeLosses(tx, importId, options, counts)
  await writeNewContracts(tx, importId, counts.contracts.new)
  let done = 0
  for (const range of await rangesOfContracts(tx, importId, BATCH)) {
    if (signal.aborted) throw new Error('stopped before everything was applied')
    const reported = report(done)
    reported.catch(() => {}) // thrown below: the transaction is not left while its statements are on their way
    done += await writeLines(tx, importId, counts, range)
    await reported
  }
  await report(done)
  if (done !== total) throw new ChangedMeanwhile('lines changed after the check')
  if (options.endMissing !== 'none' && counts.errorRows === 0) await endMissingLines(tx, importId, counts.lines.missing)
}

async function writeLines(tx: Tx, importId: string, { lines }: ImportCounts, range: ContractRange): Promise<number> {
  const fresh = lines.new > 0 ? await writeNewLines(tx, importId, range) : 0
  return fresh + (lines.changed > 0 ? await writeChangedLines(tx, importId, range) : 0)
}

/** Who holds something at partners where access can stop now. */
async function holdersAt(tx: Tx, partnerIds: string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ partner_id: string; ids: string[] }>`
    select a.partner_id, array_agg(distinct a.account_id) as ids from effective_access a
    where a.partner_id = any(${partnerIds}::uuid[]) and a.holds group by 1`.execute(tx)
  return new Map(rows.map((row) => [row.partner_id, row.ids]))
}

/**
 * One entry in the chain of each partner it touched, in one order, then one for each contract, then the vendor's; and a mail to
 * who applied it.
 */
async function tellAndAudit(tx: Tx, { config }: JobContext, row: ImportRow, sessionsEnded: number): Promise<void> {
  const ending = row.counts?.errorRows === 0 ? row.options.endMissing : 'none'
  const touched = await countByPartner(tx, row.importId, ending)
  const actor: AuditActor = { person: row.starter }
  const facts = {
    action: 'import.applied',
    objectType: 'import',
    objectId: row.importId,
    objectLabel: row.fileName,
    why: 'vendor staff',
  }
  const common = { sha256: row.sha256, mode: row.mode, ...(row.reason && { reason: row.reason }) }
  // An API key has no mailbox: its script asks for the state.
  if (row.starter?.email) await sendMail(tx, config, { ...letterTo(row, config.origin), template: 'import_applied' })
  await auditAll(
    tx,
    config.secret,
    actor,
    touched.map(({ partnerId, ...counts }) => ({ ...facts, partnerId, detail: { ...common, ...counts } })),
  )
  await auditContracts(tx, config.secret, actor, row, ending)
  await audit(tx, config.secret, actor, {
    ...facts,
    partnerId: null,
    detail: {
      ...common,
      ...sumOf(touched),
      partners: touched.length,
      customers: row.counts?.customers ?? 0,
      sessionsEnded,
    },
  })
}

function sumOf(touched: PartnerCounts[]) {
  const sum = (of: 'contracts' | 'lines', what: 'new' | 'changed' | 'ended') =>
    touched.reduce((total, counts) => total + counts[of][what], 0)
  const all = (of: 'contracts' | 'lines') => ({
    new: sum(of, 'new'),
    changed: sum(of, 'changed'),
    ended: sum(of, 'ended'),
  })
  return { contracts: all('contracts'), lines: all('lines') }
}

function letterTo(row: ImportRow, origin: string) {
  const { contracts, lines } = row.counts ?? { contracts: null, lines: null }
  const { email = '', language = 'en', firstName = '' } = row.starter ?? {}
  return {
    to: email,
    language,
    params: {
      firstName,
      file: row.fileName,
      newContracts: contracts?.new ?? 0,
      changedContracts: contracts?.changed ?? 0,
      newLines: lines?.new ?? 0,
      changedLines: lines?.changed ?? 0,
      link: `${origin}/vendor/contracts/import/${row.importId}`,
    },
  }
}

/** An applied file has done its work: what was staged of it goes, counts and findings stay. */
async function forgetWork(tx: Tx, importId: string): Promise<void> {
  await tx.deleteFrom('import_chunk').where('import_id', '=', importId).execute()
}
