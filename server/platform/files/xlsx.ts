import writeExcelFile, { type Cell as SheetCell } from 'write-excel-file/node'
import type { Cell } from './csv.ts'

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Such a sheet is put together in memory; what may be longer than this is written as a stream (xlsx-stream.ts). */
export const XLSX_MAX_ROWS = 50_000

const LONGEST_CELL = 32_767

/** XML 1.0 §2.2 has no place for these, not even escaped: one in somebody's job title and nobody could open the file. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/**
 * One sheet with a frozen header as an Excel workbook. Text is stored as text, never as a formula (attack 17); dates are
 * dates, in UTC. `widths` in characters.
 */
export async function xlsxFile(
  name: string,
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  widths: readonly number[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  const head: SheetCell[] = header.map((value) => ({ value, type: String, fontWeight: 'bold' }))
  const file = writeExcelFile([head, ...rows.map((row) => row.map(sheetCell))], {
    sheet: sheetName(name),
    columns: header.map((_, index) => ({ width: widths[index] ?? 18 })),
    stickyRowsCount: 1,
  })
  return new Uint8Array(await file.toBuffer())
}

function sheetCell(value: Cell): SheetCell {
  if (value === null || value === undefined || value === '') return null
  if (value instanceof Date) return { value, type: Date, format: 'yyyy-mm-dd hh:mm' }
  if (typeof value === 'number') return { value, type: Number }
  if (typeof value === 'boolean') return { value, type: Boolean }
  return { value: sheetText(value), type: String }
}

/** Text as a cell can hold it. */
export function sheetText(text: string): string {
  return text.toWellFormed().replace(NOT_IN_XML, '').slice(0, LONGEST_CELL)
}

/** Excel refuses names that are longer or hold these. */
export function sheetName(name: string): string {
  return name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31)
}
