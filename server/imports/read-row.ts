import type { ReadCell, ReadRow } from '../platform/files/table.ts'
import { type ReadDate, readDate } from './dates.ts'
import type { ImportField, ImportOptions, Mapping } from './fields.ts'
import type { Finding, FindingCode } from './findings.ts'

const longest: Partial<Record<ImportField, number>> = {
  partner: 200,
  contractNumber: 60,
  contractType: 200,
  customer: 200,
  serial: 100,
  vendor: 100,
  productId: 100,
  serviceLevel: 100,
}

/** Most rows have none: no list is made for them. */
const none: readonly Finding[] = []

type File = {
  mapping: Mapping
  options: ImportOptions
  date1904: boolean
  /** The few different dates of a file are understood once each. */
  dates: Map<string | number, ReturnType<typeof readDate>>
}

/** One row's cells by what they are mapped to; what is wrong with them collects in `findings`. */
export class RowReader {
  readonly row: number
  #findings: Finding[] | undefined
  readonly #cells: ReadCell[]
  readonly #file: File

  constructor(file: File, { row, cells }: ReadRow) {
    this.row = row
    this.#cells = cells
    this.#file = file
  }

  get findings(): readonly Finding[] {
    return this.#findings ?? none
  }

  add(finding: Finding): void {
    this.#findings ??= []
    this.#findings.push(finding)
  }

  #cell(field: ImportField): ReadCell {
    const place = this.#file.mapping[field]
    return place === undefined ? '' : (this.#cells[place] ?? '')
  }

  wrong(code: FindingCode, field: ImportField | null, params: Finding['params'] = {}): void {
    const cell = field ? this.#cell(field) : ''
    const value = typeof cell === 'object' ? '' : String(cell).slice(0, 200)
    const place = (field && this.#file.mapping[field]) ?? null
    this.add({ row: this.row, field, place, code, value, params })
  }

  text(field: ImportField): string {
    const cell = this.#cell(field)
    if (typeof cell === 'object') {
      this.wrong(cell.fault, field)
      return ''
    }
    const written = (typeof cell === 'number' ? String(cell) : cell).trim()
    const text = written.startsWith('=') ? constantOf(written) : written
    if (text === null) {
      this.wrong('formula', field)
      return ''
    }
    const max = longest[field] ?? 200
    if (text.length <= max) return text
    this.wrong('text_too_long', field, { max })
    return text.slice(0, max)
  }

  date(field: ImportField): ReadDate | null {
    const cell = this.#cell(field)
    if (typeof cell === 'object') {
      this.wrong(cell.fault, field)
      return null
    }
    const given = typeof cell === 'string' ? cell.trim() : cell
    if (given === '') return null
    const { dates, options, date1904 } = this.#file
    let date = dates.get(given)
    if (date === undefined) {
      date = readDate(given, options.dateOrder, date1904)
      if (dates.size < 50_000) dates.set(given, date)
    }
    if (typeof date === 'object') return date
    this.wrong(date === 'ambiguous' ? 'ambiguous_date' : 'invalid_date', field)
    return null
  }
}

/** The text of `="0042"`, as programs write what a spreadsheet shall not take for a number; null: another formula. */
function constantOf(formula: string): string | null {
  return /^="([^"]*)"$/.exec(formula)?.[1]?.trim() ?? null
}

/** Reads rows of one file of so many `columns`. */
export function rowReaders(
  mapping: Mapping,
  options: ImportOptions,
  { date1904, columns }: { date1904: boolean; columns: number },
): (row: ReadRow) => RowReader {
  const file: File = { mapping, options, date1904, dates: new Map() }
  return (row) => {
    const reader = new RowReader(file, row)
    // Only JSON has cells beyond the header: names that no earlier object had.
    const beyond = row.cells.length > columns ? row.cells.slice(columns).find((cell) => cell !== '') : undefined
    if (beyond !== undefined)
      reader.add({
        row: row.row,
        field: null,
        place: null,
        code: 'unknown_column',
        value: String(beyond).slice(0, 200),
        params: {},
      })
    return reader
  }
}
