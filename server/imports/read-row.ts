import type { ReadRow } from '../platform/files/table.ts'
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

/** One row's cells by what they are mapped to; what is wrong with them collects in `findings`. */
export type RowReader = {
  row: number
  findings: Finding[]
  text(field: ImportField): string
  date(field: ImportField): ReadDate | null
  wrong(code: FindingCode, field: ImportField | null, params?: Finding['params']): void
}

/** Reads rows of one file; the few different dates of a file are understood once each. */
export function rowReaders(
  mapping: Mapping,
  options: ImportOptions,
  file: { date1904: boolean; columns: number },
): (row: ReadRow) => RowReader {
  const dates = new Map<string | number, ReturnType<typeof readDate>>()
  return ({ row, cells }) => {
    const findings: Finding[] = []
    const cellOf = (field: ImportField) => {
      const place = mapping[field]
      return place === undefined ? '' : (cells[place] ?? '')
    }
    const reader: RowReader = {
      row,
      findings,
      wrong(code, field, params = {}) {
        const cell = field ? cellOf(field) : ''
        const value = typeof cell === 'object' ? '' : String(cell).slice(0, 200)
        findings.push({ row, field, place: (field && mapping[field]) ?? null, code, value, params })
      },
      text(field) {
        const cell = cellOf(field)
        if (typeof cell === 'object') {
          reader.wrong(cell.fault, field)
          return ''
        }
        const text = (typeof cell === 'number' ? String(cell) : cell).trim()
        const max = longest[field] ?? 200
        if (text.length <= max) return text
        reader.wrong('text_too_long', field, { max })
        return text.slice(0, max)
      },
      date(field) {
        const cell = cellOf(field)
        if (typeof cell === 'object') {
          reader.wrong(cell.fault, field)
          return null
        }
        const given = typeof cell === 'string' ? cell.trim() : cell
        if (given === '') return null
        let date = dates.get(given)
        if (date === undefined) {
          date = readDate(given, options.dateOrder, file.date1904)
          if (dates.size < 50_000) dates.set(given, date)
        }
        if (typeof date === 'object') return date
        reader.wrong(date === 'ambiguous' ? 'ambiguous_date' : 'invalid_date', field)
        return null
      },
    }
    // Only JSON has cells beyond the header: names that no earlier object had.
    if (cells.length > file.columns && cells.slice(file.columns).some((cell) => cell !== ''))
      findings.push({
        row,
        field: null,
        place: null,
        code: 'unknown_column',
        value: String(cells[file.columns]).slice(0, 200),
        params: {},
      })
    return reader
  }
}
