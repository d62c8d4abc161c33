import { SnmpFailure } from './failure.ts'
import type { DeviceSession } from './session.ts'
import { isAbsent, type Varbind } from './text.ts'

/** A table's cells by column, then by index. */
export type Columns = Map<string, Map<string, Varbind>>

/** Ends a table that has no end. */
const MAX_CELLS = 100_000
const TOO_BIG = 1

/**
 * Reads whole columns, together. Every column goes on from its own last cell: many agents cut a GETBULK answer in the midst of
 * a row. A device that cannot take many rows at a time is asked for fewer, at last for one by GETNEXT.
 * @throws {SnmpFailure}
 */
export async function readColumns(session: DeviceSession, oids: string[]): Promise<Columns> {
  const columns: Columns = new Map(oids.map((oid) => [oid, new Map()]))
  let open = oids.map((column) => ({ column, last: column }))
  let repetitions = session.manners.maxRepetitions
  let cells = 0
  while (open.length > 0 && cells < MAX_CELLS) {
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
    open = open.filter((place, at) => {
      for (const varbind of answered[at] ?? []) {
        if (isAbsent(varbind) || !varbind.oid.startsWith(`${place.column}.`) || !follows(varbind.oid, place))
          return false
        columns.get(place.column)?.set(varbind.oid.slice(place.column.length + 1), varbind)
        place.last = varbind.oid
        cells++
        progress = true
      }
      return true
    })
    if (!progress) break
  }
  return columns
}

function asksForLess({ reason }: SnmpFailure): boolean {
  return reason === 'refused' || reason === 'silent' || reason === 'malformed'
}

/** An agent that goes round in circles would be walked for ever. */
function follows(oid: string, { column, last }: { column: string; last: string }): boolean {
  if (last === column) return true
  const [a, b] = [oid.slice(column.length + 1), last.slice(column.length + 1)]
  if (!a.includes('.') && !b.includes('.')) return Number(a) > Number(b)
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
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
