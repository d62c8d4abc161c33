import { sql } from 'kysely'
import { catalogue } from '../messages/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type Cell, csvFile } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { KEYS_PATH } from '../platform/signing/publish.ts'
import { errors } from './errors.ts'
import { allRows, type Row } from './list-queries.ts'
import type { ReviewRow } from './queries.ts'

export const recordFormats = ['json', 'csv', 'xlsx'] as const
export type RecordFormat = (typeof recordFormats)[number]

const columns = [
  'partner',
  'person',
  'email',
  'kind',
  'role',
  'customer',
  'since',
  'givenBy',
  'lastSignInAt',
  'activeDays',
  'result',
  'answeredBy',
  'decidedAt',
  'reason',
  'notCarriedOut',
] as const

/**
 * The signed records of a review's closed parts in one file: each with a detached signature over its canonical form, and where
 * the keys are to check it by. 409 while none is closed.
 */
export async function signedFile(tx: Tx, parts: ReviewRow[], origin: string) {
  const { rows } = await sql<{ record: string; record_signature: string }>`
    select record, record_signature from access_review
    where review_id = ${parts[0]?.review_id} and partner_id = any(${parts.map((part) => part.partner_id)}::uuid[])
      and state = 'closed' order by partner_id`.execute(tx)
  if (rows.length === 0) throw errors.review_not_closed()
  const records = rows.map((row) => `{"record":${row.record},"signature":${JSON.stringify(row.record_signature)}}`)
  const file = `{"keys":${JSON.stringify(origin + KEYS_PATH)},"records":[${records.join(',')}]}\n`
  return { file, type: 'application/json', name: nameOf(parts, 'json'), rows: rows.length }
}

/** The rows as they are now, for a spreadsheet; while a review runs, too. 400 when there are more than a workbook may hold. */
export async function tableFile(tx: Tx, parts: ReviewRow[], format: 'csv' | 'xlsx', language: string) {
  const say = (key: string) => catalogue.text(language, `access_review_file.${key}`)
  const cells: Cell[][] = []
  for (const part of parts) {
    for (const row of await allRows(tx, part.partner_id, part.review_id)) cells.push(cellsOf(row, say))
    if (format === 'xlsx' && cells.length > XLSX_MAX_ROWS)
      throw errors.too_many_rows({ params: { max: XLSX_MAX_ROWS } })
  }
  const header = columns.map((column) => say(`columns.${column}`))
  if (format === 'csv')
    return {
      file: csvFile(header, cells),
      type: 'text/csv; charset=utf-8',
      name: nameOf(parts, 'csv'),
      rows: cells.length,
    }
  const file = await xlsxFile(say('title'), header, cells)
  return { file, type: XLSX_TYPE, name: nameOf(parts, 'xlsx'), rows: cells.length }
}

function cellsOf(row: Row, say: (key: string) => string): Cell[] {
  return [
    row.partnerName,
    row.name,
    row.email,
    say(`kinds.${row.kind}`),
    row.role && say(`roles.${row.role}`),
    row.customerName || (row.kind === 'association' ? say('everyCustomer') : ''),
    row.since,
    row.givenByName,
    row.lastSignInAt,
    row.activeDays,
    say(`results.${row.decision ?? row.shownState}`),
    row.decidedByRule ? say('rule') : row.decidedByName,
    row.decidedAt,
    row.reason,
    row.refused && say(`refusals.${row.refused}`),
  ]
}

function nameOf([part]: ReviewRow[], ending: string): string {
  return `${part?.title} ${new Date().toISOString().slice(0, 10)}.${ending}`
}
