import type { ApiProblem } from '@partnergate/client'
import { stringify } from 'csv-stringify/sync'

export type Row = Record<string, unknown>
export type Shape = 'table' | 'json' | 'csv'

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function countedRows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
const minute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
const atMidnight = /T00:00:00(\.0+)?Z$/

/** An end, ISO 8601, in words: at midnight it is the first moment without, and people say the last day. */
export function untilWhen(end: string): string {
  return atMidnight.test(end)
    ? `until the end of ${day.format(Date.parse(end) - 1)}`
    : `until ${minute.format(Date.parse(end))} UTC`
}

/** The last day before an end, ISO 8601: ends are exclusive, and people think of the last day. */
export const lastDay = (end: string) => new Date(Date.parse(end) - 1).toISOString().slice(0, 10)

/** A refusal as the portal worded it: every wrong field, what is missing and who can grant it. */
export function sayProblem({ message, code, fields, missing, grantedBy, retryAfter, requestId }: ApiProblem): void {
  const lines = [
    `${message} (${code})`,
    ...fields.map(({ path, message: wrong }) => `  ${path}: ${wrong}`),
    ...(missing ? [`  Missing: ${missing}`] : []),
    ...(grantedBy ? [`  Granted by: ${grantedBy}`] : []),
    ...(retryAfter ? [`  Try again in ${retryAfter} seconds`] : []),
    ...(requestId ? [`  Request ${requestId}`] : []),
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

/**
 * Prints rows as they come: as JSON, one object a line with all its fields, or as CSV; as a table once all are there. In CSV
 * a cell that begins like a formula is made harmless (attack 17).
 */
export async function printRows(rows: AsyncIterable<Row>, columns: string[], shape: Shape): Promise<number> {
  let count = 0
  const kept: string[][] = []
  if (shape === 'csv') process.stdout.write(stringify([columns]))
  for await (const row of rows) {
    count += 1
    if (shape === 'json') say(JSON.stringify(row))
    else if (shape === 'csv')
      process.stdout.write(stringify([columns.map((column) => cell(row, column))], { escape_formulas: true }))
    else kept.push(columns.map((column) => shown(row, column).replaceAll(/\s+/g, ' ')))
  }
  if (shape === 'table') printTable(columns, kept)
  return count
}

function printTable(columns: string[], rows: string[][]): void {
  const widths = columns.map((column, at) =>
    rows.reduce((most, row) => Math.max(most, width(row[at] ?? '')), column.length),
  )
  const line = (cells: string[]) =>
    cells
      .map((text, at) => text + ' '.repeat(Math.max(0, (widths[at] ?? 0) - width(text))))
      .join('  ')
      .trimEnd()
  say(line(columns.map((column) => column.toUpperCase())))
  for (const row of rows) say(line(row))
}

const width = (text: string) => [...text].length

/**
 * As a cell, and a day where people mean one: of an end at midnight, and of a review, the last day; a program has the instant
 * in CSV and JSON.
 */
function shown(row: Row, column: string): string {
  const text = String(row[column] ?? '')
  if (column === 'dueAt' && text) return dueDay(text, row.kind) ?? cell(row, column)
  if (!/^(ends|expires)At$/.test(column) || !atMidnight.test(text)) return cell(row, column)
  return lastDay(text)
}

/** Of a review, which has no kind, and of an alert about coverage the last day; a milestone's day; of other alerts the moment. */
function dueDay(dueAt: string, kind: unknown): string | null {
  if (kind === undefined || /^coverage_/.test(String(kind))) return lastDay(dueAt)
  return /_milestone$/.test(String(kind)) ? dueAt.slice(0, 10) : null
}

/** A value by its path (`owner.name`); lists are joined, and nothing is an empty text. */
function cell(row: Row, path: string): string {
  const value = path.split('.').reduce<unknown>((at, part) => (at as Row | null | undefined)?.[part], row)
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? one?.name : one)).join(' ')
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return value.slice(0, 16).replace('T', ' ')
  return String(value)
}

/** How far something is: rewritten in place on a terminal, one JSON object a line elsewhere; on the error stream. */
export function progress(facts: { doing: string; done: number; of: number | null }): void {
  const { doing, done, of } = facts
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${doing} ${done}${of === null ? '' : ` of ${of}`}`)
  else process.stderr.write(`${JSON.stringify(facts)}\n`)
}

/** The line that `progress` rewrote is done. */
export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}
