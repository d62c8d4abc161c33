import type { DateOrder } from './fields.ts'

const DAY = 86_400_000
const EARLIEST = Date.UTC(1990, 0, 1)
const LATEST = Date.UTC(2200, 0, 1)

/** An instant in milliseconds; `day`: the whole day was meant, in UTC, as contracts are written. */
export type ReadDate = { at: number; day: boolean }

/**
 * A date as files have it: ISO 8601, with a time too; `31.12.2026`; with slashes or dashes in the told order; a spreadsheet's
 * day number. `ambiguous` when day and month could be either; `invalid` for anything else, and for years nobody means.
 */
export function readDate(
  cell: string | number,
  order: DateOrder,
  date1904: boolean,
): ReadDate | 'invalid' | 'ambiguous' {
  if (typeof cell === 'number') return sensible(Math.floor(cell + (date1904 ? 1462 : 0) - 25_569) * DAY)
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(cell)
  if (iso) return ofParts(iso[1], iso[2], iso[3])
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(cell)
  if (dotted) return ofParts(dotted[3], dotted[2], dotted[1])
  const other = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(cell)
  if (other) {
    if (order === 'iso') return 'ambiguous'
    return order === 'dmy' ? ofParts(other[3], other[2], other[1]) : ofParts(other[3], other[1], other[2])
  }
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(cell)) {
    const at = Date.parse(cell.replace(' ', 'T'))
    const found = sensible(at)
    return found === 'invalid' ? found : { at, day: false }
  }
  // A workbook's day and its time of midnight, as our own exports write them.
  const midnight = /^(\d{4})-(\d\d)-(\d\d)[T ]00:00(:00(\.0+)?)?$/.exec(cell)
  return midnight ? ofParts(midnight[1], midnight[2], midnight[3]) : 'invalid'
}

/** The exclusive end that a last day means. */
export function endOf({ at, day }: ReadDate): number {
  return day ? at + DAY : at
}

function ofParts(year = '', month = '', day = ''): ReadDate | 'invalid' {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
    ? sensible(date.getTime())
    : 'invalid'
}

function sensible(at: number): ReadDate | 'invalid' {
  return at >= EARLIEST && at < LATEST ? { at, day: true } : 'invalid'
}
