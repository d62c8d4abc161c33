/*
 * Days in files, as people write them and as an import of contracts reads them: an end, here an exclusive instant, is the last
 * day there, so that the same file can be imported again.
 */
export function firstDay(at: Date | null): string | null {
  return at && dayOf(at.getTime())
}

export function lastDay(end: Date | null): string | null {
  return end && dayOf(end.getTime() - 1)
}

const dayOf = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10)
