import { stringify } from 'csv-stringify/sync'
import { streamOf } from './stream.ts'

export type Cell = string | number | boolean | Date | null | undefined

const BYTE_ORDER_MARK = '\uFEFF'

/** After something that may separate cells: a formula's first character, unless it only signs a number. */
const FORMULA_INSIDE = /([;,|\t\r\n]["'\s]*)(?=[=@＝＠]|[+\-＋－](?!\d+(?:\.\d+)?(?:[^\w.+\-*/]|$)))/g

/**
 * Rows as CSV (RFC 4180, UTF-8 with a byte order mark, so that Excel reads it as such). Text that a spreadsheet would run
 * as a formula (it begins with = + - @ tab or return, in either width) gets an apostrophe in front (attack 17); so does
 * what would begin a cell where another separator is the custom, as the semicolon is for a Spanish Excel.
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return stringify(rows.map((row) => row.map(plainCell)) as string[][], {
    escape_formulas: true,
    record_delimiter: 'windows',
  })
}

/** The same as a stream with a header, batch by batch: however long, no more than one batch is in memory. */
export function csvStream(
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
): ReadableStream<Uint8Array> {
  return streamOf(encoded(header, batches))
}

async function* encoded(
  header: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(BYTE_ORDER_MARK + csv([header]))
  for await (const batch of batches) yield encoder.encode(csv(batch))
}

/** A whole small file. */
export function csvFile(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return BYTE_ORDER_MARK + csv([header, ...rows])
}

function plainCell(cell: Cell): string | number {
  if (cell instanceof Date) return cell.toISOString()
  return typeof cell === 'number' ? cell : String(cell ?? '').replace(FORMULA_INSIDE, "$1'")
}
