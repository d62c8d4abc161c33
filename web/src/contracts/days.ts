/** The API's ends are exclusive instants; people think of the last day. Days are UTC's, as contracts are written. */
export function lastDay(endsAt: string): string {
  return new Date(Date.parse(endsAt) - 1).toISOString().slice(0, 10)
}

/** The exclusive end of a contract whose last day is `day` (`2027-03-31`). */
export function endOfDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString()
}

export function startOfDay(day: string): string {
  return `${day}T00:00:00.000Z`
}

/** An instant as the day it falls on. */
export function dayOf(instant: string): string {
  return new Date(instant).toISOString().slice(0, 10)
}
