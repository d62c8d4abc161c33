import type { Tx } from '../db/transaction.ts'
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
  /** Rows there are, where that is cheap to say. */
  count?: ((tx: Tx) => Promise<number | undefined>) | undefined
}

/** A table as a file that is written while it is read: of any size, with one page of it in memory. */
export function tableFile<R>({ format, name, title, header, pages, cells, count }: TableFile<R>): FileAnswer {
  let written = 0
  async function* rowsOf(): AsyncGenerator<Cell[][]> {
    for await (const page of pages) {
      yield page.map(cells)
      written += page.length
    }
  }
  const table = { rows: () => written, count }
  return format === 'csv'
    ? { file: csvStream(header, rowsOf()), type: 'text/csv; charset=utf-8', name, table }
    : { file: xlsxStream(title, header, rowsOf()), type: XLSX_TYPE, name, table }
}
