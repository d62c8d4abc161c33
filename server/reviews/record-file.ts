import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { catalogue, readLetterhead } from '../messages/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type Cell, csvFile } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { KEYS_PATH } from '../platform/signing/publish.ts'
import { errors } from './errors.ts'
import { allRows, type Row } from './list-queries.ts'
import type { ReviewRow } from './queries.ts'
import type { RecordContent } from './record.ts'
import { recordPdf } from './record-pdf.ts'
import { ruleReasonOf } from './rule-reason.ts'

export const recordFormats = ['json', 'pdf', 'csv', 'xlsx'] as const
export type RecordFormat = (typeof recordFormats)[number]

/** Some 400 pages; the other formats take more. */
const PDF_MAX_ROWS = 5000

const columns = [
  'partner',
  'person',
  'email',
  'kind',
  'role',
  'sponsors',
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

type Signed = { record: string; record_signature: string }

/**
 * The signed records of a review's closed parts in one file: each with a detached signature over its canonical form, and where
 * the keys are to check it by. 409 while none is closed.
 */
export async function signedFile(tx: Tx, parts: ReviewRow[], origin: string) {
  const signed = await signedRecords(tx, parts)
  return { file: textOf(signed, origin), type: 'application/json', name: nameOf(parts, 'json'), rows: signed.length }
}

/** The same to read on paper, with that very file inside. 400 when there are more rows than anybody would print. */
export async function printedFile(tx: Tx, parts: ReviewRow[], origin: string, language: string) {
  const signed = await signedRecords(tx, parts)
  const records = signed.map((row) => ({
    content: JSON.parse(row.record) as RecordContent,
    signature: row.record_signature,
    fingerprint: createHash('sha256').update(row.record).digest('hex'),
  }))
  const rows = records.reduce((sum, { content }) => sum + content.rows.length, 0)
  if (rows > PDF_MAX_ROWS) throw errors.too_many_rows({ params: { max: PDF_MAX_ROWS } })
  const file = await recordPdf(records, {
    language,
    letterhead: await readLetterhead(tx),
    keys: origin + KEYS_PATH,
    attached: textOf(signed, origin),
  })
  return { file, type: 'application/pdf', name: nameOf(parts, 'pdf'), rows: records.length }
}

async function signedRecords(tx: Tx, parts: ReviewRow[]): Promise<Signed[]> {
  const { rows } = await sql<Signed>`
    select record, record_signature from access_review
    where review_id = ${parts[0]?.review_id} and partner_id = any(${parts.map((part) => part.partner_id)}::uuid[])
      and state = 'closed' order by partner_id`.execute(tx)
  if (rows.length === 0) throw errors.review_not_closed()
  return rows
}

function textOf(signed: Signed[], origin: string): string {
  const records = signed.map((row) => `{"record":${row.record},"signature":${JSON.stringify(row.record_signature)}}`)
  return `{"keys":${JSON.stringify(origin + KEYS_PATH)},"records":[${records.join(',')}]}\n`
}

/** The rows as they are now, for a spreadsheet; while a review runs, too. 400 when there are more than a workbook may hold. */
export async function tableFile(tx: Tx, parts: ReviewRow[], format: 'csv' | 'xlsx', language: string) {
  const say = (key: string) => catalogue.text(language, `access_review_file.${key}`)
  const cells: Cell[][] = []
  for (const part of parts) {
    const ruleSaid = ruleReasonOf(part, language)
    for (const row of await allRows(tx, part.partner_id, part.review_id)) cells.push(cellsOf(row, say, ruleSaid))
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

function cellsOf(row: Row, say: (key: string) => string, ruleSaid: string): Cell[] {
  return [
    row.partnerName,
    row.name,
    row.email,
    say(`kinds.${row.kind}`),
    row.role && say(`roles.${row.role}`),
    row.sponsors ? say('sponsors') : '',
    row.customerName || (row.kind === 'association' ? say('everyCustomer') : ''),
    row.since,
    row.givenByName,
    row.lastSignInAt,
    row.activeDays,
    say(`results.${row.decision ?? row.shownState}`),
    row.decidedByRule ? say('rule') : row.decidedByName,
    row.decidedAt,
    row.decidedByRule ? ruleSaid : row.reason,
    row.refused && say(`refusals.${row.refused}`),
  ]
}

function nameOf([part]: ReviewRow[], ending: string): string {
  return `${part?.title} ${new Date().toISOString().slice(0, 10)}.${ending}`
}
