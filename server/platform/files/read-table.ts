import { readCsv } from './read-csv.ts'
import { readJson } from './read-json.ts'
import { openWorkbook } from './read-xlsx.ts'
import { type OpenedTable, type ReadCell, type ReadRow, TableFault, type TableFormat, tableLimits } from './table.ts'

/** A file's bytes from the beginning, as often as they are asked for. */
export type FileSource = () => AsyncIterable<Uint8Array>

/**
 * Opens an uploaded table, whatever it is: CSV, a workbook (`sheet`, or the first one with a row below its header), a
 * JSON array or one JSON object a line. What it is, its bytes say, not its name. `rows` must be read to the end or returned early.
 * @throws TableFault now or while rows are read
 */
export async function openTable(
  source: FileSource,
  sheet?: string | undefined,
  maxCsvRows?: number,
): Promise<OpenedTable> {
  const format = sniffFormat(await firstBytes(source))
  if (format !== 'xlsx') {
    const rows = format === 'csv' ? readCsv(source(), maxCsvRows) : readJson(source(), format)
    return { format, sheets: [], sheet: null, date1904: false, ...(await withHeader(rows)) }
  }
  const workbook = await openWorkbook(await wholeFile(source))
  const { sheets, date1904 } = workbook
  for (const name of sheet === undefined ? sheets : [sheet])
    try {
      return { format, sheets, sheet: name, date1904, ...(await withHeader(workbook.rows(name))) }
    } catch (error) {
      // An empty sheet in front hides no other one.
      if (!(error instanceof TableFault && error.code === 'no_rows')) throw error
    }
  throw new TableFault(sheets.length === 0 ? 'no_such_sheet' : 'no_rows')
}

/** What a file is by its bytes; null: it has none. */
export async function formatOf(source: FileSource): Promise<TableFormat | null> {
  for await (const chunk of source()) if (chunk.length > 0) return sniffFormat(chunk.subarray(0, 256))
  return null
}

/** By the first bytes: archives, old Office files and JSON have theirs. */
export function sniffFormat(bytes: Uint8Array): TableFormat {
  const [a, b, c, d] = bytes
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) return 'xlsx'
  if (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) throw new TableFault('old_workbook')
  // PDF, PNG, JPEG, GIF: what people attach instead of the table that they show.
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  if (['25504446', '89504e47', 'ffd8ff', '47494638'].some((mark) => start.startsWith(mark)))
    throw new TableFault('not_a_table')
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  // A CSV header may begin with a bracket; what follows it in JSON does not.
  if (/^\[\s*[{\]]/.test(text)) return 'json'
  return /^\{\s*["}]/.test(text) ? 'ndjson' : 'csv'
}

async function withHeader(batches: AsyncGenerator<ReadRow[]>): Promise<Pick<OpenedTable, 'header' | 'rows'>> {
  const first = await batches.next()
  const [head, ...same] = first.done ? [] : first.value
  const next = same.length > 0 ? undefined : await batches.next()
  const below = next?.done === false ? next.value : same
  if (!head || below.length === 0) throw new TableFault('no_rows')
  async function* rows() {
    try {
      yield below
      yield* batches
    } finally {
      await batches.return(undefined) // also when nobody read on: the file behind it is closed then
    }
  }
  return { header: head.cells.map(headerText), rows: rows() }
}

function headerText(cell: ReadCell): string {
  return typeof cell === 'object' ? '' : String(cell).trim().slice(0, 200)
}

async function firstBytes(source: FileSource): Promise<Uint8Array> {
  for await (const chunk of source()) if (chunk.length > 0) return chunk.subarray(0, 256)
  throw new TableFault('no_rows')
}

async function wholeFile(source: FileSource): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of source()) {
    bytes += chunk.length
    if (bytes > tableLimits.bytes) throw new TableFault('too_large', { max: tableLimits.bytes })
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}
