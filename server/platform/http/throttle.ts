import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Db } from '../db/transaction.ts'
import { problems } from './problem.ts'

/**
 * At most `limit` uses of `bucket` in a window of `windowSeconds`, which starts with the first use. `guessedBy`: it counts
 * wrong guesses, which get a refusal of these codes; a use with any other answer is given back.
 */
export type Limit = { bucket: string; limit: number; windowSeconds: number; guessedBy?: readonly string[] }

/**
 * Takes one use of each bucket, in its own statement so that no later rollback gives it back (attacks 7 and 8: exact under
 * any concurrency). Throws 429 with Retry-After when one is exhausted; announces the tightest in RateLimit-* headers.
 * The caller's own bucket comes first and what others share last: who is refused by one takes nothing from those behind it,
 * so that nobody can use up from one address what everybody needs.
 */
export async function takeLimits(db: Db, limits: Limit[], c?: Context): Promise<void> {
  const refusals: { bucket: string; seconds: number }[] = []
  let tightest: { limit: number; remaining: number; reset: number } | undefined
  for (const { used, window_ends_at, limit, bucket } of await count(db, limits, 1)) {
    const reset = secondsUntil(window_ends_at)
    const remaining = Math.max(0, limit - used)
    if (!tightest || remaining / limit < tightest.remaining / tightest.limit) tightest = { limit, remaining, reset }
    if (used > limit) refusals.push({ bucket, seconds: reset })
  }
  if (c && tightest) writeHeaders(c, tightest)
  if (refusals.length === 0) return
  const first = limits.findIndex((limit) => refusals.some(({ bucket }) => bucket === limit.bucket))
  // The refusal waits for no further connection: in a flood there is none to be had.
  giveBackLimits(db, limits.slice(first + 1)).catch(() => {})
  const seconds = Math.max(...refusals.map((refusal) => refusal.seconds))
  throw problems.too_many_requests({ retryAfterSeconds: seconds, params: { seconds } })
}

/** Announces one bucket that was counted elsewhere, in RateLimit-* headers. Returns the seconds until its window ends. */
export function announceLimit(c: Context, limit: number, counted: { used: number; window_ends_at: Date }): number {
  const reset = secondsUntil(counted.window_ends_at)
  writeHeaders(c, { limit, remaining: Math.max(0, limit - counted.used), reset })
  return reset
}

function writeHeaders(c: Context, { limit, remaining, reset }: { limit: number; remaining: number; reset: number }) {
  c.header('RateLimit-Limit', String(limit))
  c.header('RateLimit-Remaining', String(remaining))
  c.header('RateLimit-Reset', String(reset))
}

function secondsUntil(moment: Date): number {
  return Math.max(1, Math.ceil((moment.getTime() - Date.now()) / 1000))
}

/**
 * Gives back what an answer shows to be no wrong guess; `code` of its refusal. Taken first and given back afterwards, so that
 * no number of guesses at once is let through.
 */
export async function giveBackUnguessed(db: Db, limits: Limit[], code: string | undefined): Promise<void> {
  await giveBackLimits(
    db,
    limits.filter(({ guessedBy }) => guessedBy && !guessedBy.includes(code ?? '')),
  )
}

/** Gives back the use that a success took, of each bucket. */
export async function giveBackLimits(db: Db, limits: Limit[]): Promise<void> {
  if (limits.length > 0) await count(db, limits, -1)
}

type Counted = { bucket: string; used: number; window_ends_at: Date; limit: number }

/** One statement for all buckets, always in the same order, so that two requests never wait for each other in a circle. */
async function count(db: Db, limits: Limit[], cost: number): Promise<Counted[]> {
  const ordered = [...limits].sort((a, b) => (a.bucket < b.bucket ? -1 : 1))
  const buckets = ordered.map((limit) => limit.bucket)
  const windows = ordered.map((limit) => limit.windowSeconds)
  const { rows } = await sql<Omit<Counted, 'limit'>>`
    select bucket, used, window_ends_at from app.throttle_all(${buckets}, ${windows}, ${cost})`.execute(db)
  return rows.map((row, place) => ({ ...row, limit: ordered[place]?.limit ?? 0 }))
}

/** Empties a bucket after a success, so that an owner's earlier typing errors are forgotten. */
export async function forgetLimit(db: Db, bucket: string): Promise<void> {
  await sql`select app.throttle_forget(${bucket})`.execute(db)
}
