import type { FileAnswer } from '../http/answer.ts'
import { type Cell, csvStream } from './csv.ts'
import { XLSX_TYPE } from './xlsx.ts'
import { xlsxStream } from './xlsx-stream.ts'

type TableFile<R> = {
  format: 'csv' | 'xlsx'
  /** Of the file, with its ending. */
  name: string
  /** Of the workbook's sheet. */
  title: string
  header: readonly string[]
  /** as `pagesOf` reads them. */
  pages: AsyncIterable<R[]>
  cells(row: R): Cell[]
}

/** A table as a file that is written while it is read: of any size, with one page of it in memory. */
export function tableFile<R>({ format, name, title, header, pages, cells }: TableFile<R>): FileAnswer {
  const batches = rowsOf(pages, cells)
  return format === 'csv'
    ? { file: csvStream(header, batches), type: 'text/csv; charset=utf-8', name }
    : { file: xlsxStream(title, header, batches), type: XLSX_TYPE, name }
}

async function* rowsOf<R>(pages: AsyncIterable<R[]>, cells: (row: R) => Cell[]): AsyncGenerator<Cell[][]> {
  for await (const page of pages) yield page.map(cells)
}
