/** How an activity went so far. Moments are milliseconds since 1970. */
export type Past = {
  succeededAt?: number | undefined
  failedAt?: number | undefined
  /** In a row. */
  failures: number
  /** As the portal asked, the last time. */
  retryAfterMs?: number | undefined
}

const FIRST_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 3_600_000

/**
 * When an activity is due that is done every so many milliseconds: after a failure again in one to two minutes, then in twice
 * that, up to an hour or its interval, whichever is shorter. `spread` (0 to 1) keeps many collectors from asking a portal that
 * was down all at once.
 */
export function dueAt(
  { succeededAt, failedAt, failures, retryAfterMs }: Past,
  everyMs: number,
  spread: number,
): number {
  if (everyMs === Number.POSITIVE_INFINITY) return everyMs
  const regular = succeededAt === undefined ? 0 : succeededAt + everyMs
  if (failures === 0 || failedAt === undefined) return regular
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 20), LONGEST_WAIT_MS, everyMs)
  return failedAt + Math.max(wait * (1 + spread), retryAfterMs ?? 0)
}
