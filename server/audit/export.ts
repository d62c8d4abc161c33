import { type Db, type Entry, inTransaction, type Principal, type Tx } from '../platform/db/transaction.ts'
import { type Cell, csvStream } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import { toEntry } from './entry.ts'
import { errors } from './errors.ts'
import { type After, type AuditFilters, countEntries, type EntryRow, listEntries } from './queries.ts'

const BATCH = 1000

const header = [
  'Time (UTC)',
  'Partner',
  'Number',
  'Actor',
  'Action',
  'Object type',
  'Object',
  'Object id',
  'Why allowed',
  'Address',
  'Request',
  'Detail',
  'Hash',
]

/** Runs one batch's query in a transaction that may read these entries. */
type Run = <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>

/** `to` is set, so that the export does not chase what is appended meanwhile. */
type Source = { run: Run; chain: string | null; filters: AuditFilters & { to: Date } }

/** How the batches of a stream are read, after the request's own transaction: as the reader, whose right is asked anew. */
export function readAs(db: Db, entry: Entry, stillAllowed: (principal: Principal | null) => boolean): Run {
  return (fn) =>
    inTransaction(
      db,
      entry,
      (tx, principal) => {
        if (!stillAllowed(principal)) throw new Error('the reader of an export lost the right to it')
        return fn(tx)
      },
      { readOnly: true },
    )
}

/** The filtered entries as CSV, read and sent batch by batch. */
export function exportCsv(source: Source, name: string): FileAnswer {
  return { file: csvStream(header, batches(source)), type: 'text/csv; charset=utf-8', name: `${name}.csv` }
}

/** The same as a workbook, which is made in memory and hence limited. */
export async function exportXlsx(source: Source, name: string): Promise<FileAnswer> {
  const count = await source.run((tx) => countEntries(tx, source.chain, source.filters, XLSX_MAX_ROWS + 1))
  if (count > XLSX_MAX_ROWS) throw errors.too_many_rows({ params: { max: XLSX_MAX_ROWS } })
  const rows: Cell[][] = []
  for await (const batch of batches(source)) rows.push(...batch)
  const widths = [18, 22, 8, 24, 30, 18, 28, 38, 28, 18, 38, 60, 66]
  return { file: await xlsxFile('Audit', header, rows, widths), type: XLSX_TYPE, name: `${name}.xlsx` }
}

async function* batches({ run, chain, filters }: Source): AsyncGenerator<Cell[][]> {
  let after: After | undefined
  for (;;) {
    const rows = await run((tx) => listEntries(tx, chain, filters, after, BATCH))
    if (rows.length > 0) yield rows.map(toCells)
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return
    after = { at: last.at, partnerId: last.partner_id, seq: last.seq }
  }
}

function toCells(row: EntryRow): Cell[] {
  const entry = toEntry(row)
  return [
    row.at,
    entry.partnerName,
    entry.seq,
    entry.actor,
    entry.action,
    entry.objectType,
    entry.objectLabel,
    entry.objectId,
    entry.why,
    entry.address,
    entry.requestId,
    JSON.stringify(entry.detail),
    entry.hash,
  ]
}
