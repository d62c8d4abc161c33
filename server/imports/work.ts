import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { stopsAnything } from '../entitlements/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { reasonMissing } from '../vendor/index.ts'
import { errors } from './errors.ts'
import { headerKey, type ImportOptions, type Mapping } from './fields.ts'
import { forgetFile, readFileIn } from './file.ts'
import { applyJob, checkJob } from './jobs.ts'
import { type ImportRow, readImport, rememberMapping, type Starter } from './queries.ts'
import { type ImportState, move } from './state.ts'
import { columnsOf, inspect } from './upload.ts'

/** The import, for an act that needs its file. 404 when there is none, 410 when the file is gone. */
async function withFile(tx: Tx, importId: string): Promise<ImportRow> {
  const row = await readImport(tx, importId)
  if (!row) throw problems.not_found()
  if (row.forgotten) throw errors.import_forgotten()
  return row
}

function starterOf({ principal }: OperationCall): { starter: string } {
  if (!principal) throw new Error('work has a starter')
  const { accountId, firstName, lastName, email, language } = principal
  return { starter: JSON.stringify({ accountId, firstName, lastName, email, language } satisfies Starter) }
}

/** Where a file may be looked at anew. */
const again: ImportState[] = ['uploaded', 'checked', 'failed', 'cancelled']
/** Of an import that nobody has checked, or not as it is to be read now. */
const nothingFound = {
  counts: null,
  impact: null,
  fault: null,
  progress: 0,
  progress_total: null,
  cancel_requested_at: null,
  ended_at: null,
}

/**
 * Reads another sheet of the workbook: with the columns that it has, and to be checked anew.
 * @throws import_unreadable when that sheet is no table; the import stays as it was
 */
export async function chooseSheet(call: OperationCall, importId: string, sheet: string): Promise<void> {
  const { tx } = call
  const row = await withFile(tx, importId)
  if (!row.sheets.includes(sheet))
    throw problems.invalid_request({
      fields: [{ path: 'sheet', code: 'no_such_sheet', message: 'The file has no sheet of this name' }],
    })
  const inspected = await inspect({ read: () => readFileIn(tx, importId) }, { sheet, name: row.fileName })
  const columns = { sheet, ...(await columnsOf(tx, inspected)), ...nothingFound }
  if (!(await move(tx, importId, again, 'uploaded', columns))) throw errors.import_wrong_state()
  await audit(call, 'import.sheet_changed', row, { sheet })
}

/** Starts the dry run with this mapping and these options, and remembers both for the next file with this header. */
export async function startCheck(
  call: OperationCall,
  importId: string,
  { mapping, options }: { mapping: Mapping; options: ImportOptions },
): Promise<void> {
  const { tx } = call
  const row = await withFile(tx, importId)
  const places = Object.values(mapping)
  if (mapping.contractNumber === undefined) throw errors.import_mapping_incomplete()
  if (places.some((place) => place >= row.header.length) || new Set(places).size < places.length)
    throw problems.invalid_request({
      fields: [
        {
          path: 'mapping',
          code: 'invalid_column',
          message: 'A column that the file does not have, or one chosen twice',
        },
      ],
    })
  const columns = {
    mapping: JSON.stringify(mapping),
    options: JSON.stringify(options),
    ...nothingFound,
    ...starterOf(call),
  }
  if (!(await move(tx, importId, again, 'checking', columns))) throw errors.import_wrong_state()
  await rememberMapping(tx, headerKey(row.header), mapping, options)
  await enqueue(tx, checkJob, { importId })
  await audit(call, 'import.check_started', row, { mapping, options })
}

/**
 * Starts applying what was checked: all of it, which no row may stand against, or the good rows only.
 * What it will stop was shown with the check, and needs a reason.
 */
export async function startApply(
  call: OperationCall,
  importId: string,
  { mode, reason }: { mode: 'all' | 'good'; reason?: string | undefined },
): Promise<void> {
  const { tx } = call
  const { counts, state, options, impact } = await withFile(tx, importId)
  if (state !== 'checked' || !counts) throw errors.import_wrong_state()
  if (mode === 'all' && counts.errorRows > 0) throw errors.import_has_errors({ params: { count: counts.errorRows } })
  if (options.endMissing !== 'none' && counts.errorRows > 0) throw errors.import_end_needs_good_file()
  const { contracts, lines } = counts
  const ending =
    (options.endMissing === 'contracts' ? contracts.missing : 0) + (options.endMissing === 'none' ? 0 : lines.missing)
  if (contracts.new + contracts.changed + lines.new + lines.changed + ending === 0)
    throw errors.import_changes_nothing()
  if (!reason && (ending > 0 || (impact && stopsAnything(impact)))) throw reasonMissing()
  const columns = {
    mode,
    reason: reason ?? null,
    progress: 0,
    progress_total: lines.new + lines.changed,
    cancel_requested_at: null,
    ...starterOf(call),
  }
  if (!(await move(tx, importId, ['checked'], 'applying', columns))) throw errors.import_wrong_state()
  await enqueue(tx, applyJob, { importId })
}

/** Ends an import at once where nobody works on it, else asks the worker to stop; what it did by then is undone. */
export async function cancelImport(call: OperationCall, importId: string): Promise<void> {
  const { tx } = call
  const row = await readImport(tx, importId)
  if (!row) throw problems.not_found()
  const ended = await move(tx, importId, ['uploaded', 'checked', 'failed'], 'cancelled', { ended_at: new Date() })
  if (ended) await forgetFile(tx, importId)
  else {
    const asked = await sql`update import set cancel_requested_at = coalesce(cancel_requested_at, now())
      where import_id = ${importId} and state in ('checking', 'applying') returning 1`.execute(tx)
    if (asked.rows.length === 0) throw errors.import_wrong_state()
  }
  await audit(call, 'import.withdrawn', row, { state: row.state })
}

function audit(call: OperationCall, action: string, row: ImportRow, detail: Record<string, unknown>): Promise<void> {
  return auditCall(call, {
    partnerId: null,
    action,
    objectType: 'import',
    objectId: row.importId,
    objectLabel: row.fileName,
    why: 'vendor staff',
    detail,
  })
}
