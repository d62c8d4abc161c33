import { FALLBACK_LANGUAGE } from '../platform/catalogue.ts'
import type { Cell } from '../platform/files/csv.ts'
import { catalogue } from './index.ts'

/** A text of the catalogue in the reader's language: a word of a fixed set, such as `inventory_file.coverage.expired`. */
export type Say = (key: string, values?: Record<string, unknown>) => string
/** Columns of a file by the names of their headings, in order. */
export type WordedColumns<R> = Record<string, (row: R, say: Say) => Cell>

/** Header and cells of a list's file in its reader's language; `headings` names the texts of its columns. */
export function wordedTable<R>(
  reader: { language: string } | null,
  headings: string,
  columns: WordedColumns<R>,
): { header: string[]; cells: (row: R) => Cell[] } {
  const say: Say = (key, values) => catalogue.text(reader?.language ?? FALLBACK_LANGUAGE, key, values)
  return {
    header: Object.keys(columns).map((column) => say(`${headings}.${column}`)),
    cells: (row) => Object.values(columns).map((cell) => cell(row, say)),
  }
}
