import { SnmpFailure } from './failure.ts'
import type { DeviceSession } from './session.ts'
import { isAbsent, textOf, type Varbind } from './text.ts'

/** What a column holds, in its order: an index and what is there, each at the same place. */
export type Column<T = string | undefined> = { indices: string[]; cells: T[] }
/** By the column's OID. */
export type Columns<T = string | undefined> = Map<string, Column<T>>

/** A cell by its index. */
export function cellAt({ indices, cells }: Column, index: string): string | undefined {
  return cells[indices.indexOf(index)]
}

/** Ends a table that has no end. */
const MAX_CELLS = 100_000
const TOO_BIG = 1

/**
 * Reads whole columns, together, as texts. Every column goes on from its own last cell: many agents cut a GETBULK answer in the
 * midst of a row. A device that cannot take many rows at a time is asked for fewer, at last for one by GETNEXT.
 * @throws {SnmpFailure}
 */
export function readColumns(session: DeviceSession, oids: string[]): Promise<Columns> {
  // At once: as texts they are small, while their packets would be kept.
  return readCells(session, oids, textOf)
}

/** The same, with what `read` makes of each cell. @throws {SnmpFailure} */
export async function readCells<T>(
  session: DeviceSession,
  oids: string[],
  read: (varbind: Varbind) => T,
): Promise<Columns<T>> {
  const columns: Columns<T> = new Map(oids.map((oid) => [oid, { indices: [], cells: [] }]))
  let open = [...columns].map(([oid, column]) => ({ column, prefix: `${oid}.`, last: oid, index: '' }))
  let repetitions = session.manners.maxRepetitions
  let count = 0
  while (open.length > 0 && count < MAX_CELLS) {
    let answered: Varbind[][]
    try {
      answered = await session.behind(
        open.map(({ last }) => last),
        repetitions,
      )
    } catch (error) {
      if (!(error instanceof SnmpFailure)) throw error
      if (error.reason === 'refused' && error.status !== TOO_BIG && repetitions <= 1) break // As version 1 says: no more.
      if (repetitions <= 1 || !asksForLess(error)) throw error
      repetitions = error.status === TOO_BIG || error.reason === 'silent' ? repetitions >> 1 : 1
      continue
    }
    let progress = false
    const goesOn = open.map((place, at) => {
      for (const varbind of answered[at] ?? []) {
        progress = true
        if (isAbsent(varbind) || !varbind.oid.startsWith(place.prefix)) return false
        const index = varbind.oid.slice(place.prefix.length)
        if (!follows(index, place.index)) return false
        place.column.indices.push(index)
        place.column.cells.push(read(varbind))
        place.index = index
        place.last = varbind.oid
        count++
      }
      return true
    })
    // What a short answer left out comes first in the next one.
    const isAnswered = (at: number) => (answered[at]?.length ?? 0) > 0
    open = [
      ...open.filter((_, at) => goesOn[at] && !isAnswered(at)),
      ...open.filter((_, at) => goesOn[at] && isAnswered(at)),
    ]
    if (!progress) break
  }
  return columns
}

function asksForLess({ reason }: SnmpFailure): boolean {
  return reason === 'refused' || reason === 'silent' || reason === 'malformed'
}

/** An agent that goes round in circles would be walked for ever. */
function follows(index: string, last: string): boolean {
  if (last === '') return true
  if (!index.includes('.') && !last.includes('.')) return Number(index) > Number(last)
  const [left, right] = [index.split('.').map(Number), last.split('.').map(Number)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at] as number) - (right[at] as number)
    if (difference) return difference > 0
  }
  return left.length > right.length
}

/** Single values, by OID. A device that cannot take all at once is asked for half of them at a time. @throws {SnmpFailure} */
export async function readScalars(session: DeviceSession, oids: string[]): Promise<Map<string, Varbind>> {
  if (oids.length === 0) return new Map()
  try {
    const answered = await session.get(oids)
    return new Map(
      answered.flatMap((varbind, at) => (isAbsent(varbind) ? [] : [[oids[at] as string, varbind] as const])),
    )
  } catch (error) {
    // Silence is waited for at length already; asked by halves, it would be so many times over.
    if (!(error instanceof SnmpFailure) || !asksForLess(error) || error.reason === 'silent') throw error
    if (oids.length === 1) return new Map()
    const middle = oids.length >> 1
    const first = await readScalars(session, oids.slice(0, middle))
    return new Map([...first, ...(await readScalars(session, oids.slice(middle)))])
  }
}
