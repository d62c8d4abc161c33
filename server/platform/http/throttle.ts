import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Db } from '../db/transaction.ts'
import { problems } from './problem.ts'

/** At most `limit` uses of `bucket` in a window of `windowSeconds`, which starts with the first use. */
export type Limit = { bucket: string; limit: number; windowSeconds: number }

/**
 * Takes one use of each bucket, in its own statement so that no later rollback gives it back (attacks 7 and 8: exact under
 * any concurrency). Throws 429 with Retry-After when one is exhausted; announces the tightest in RateLimit-* headers.
 */
export async function takeLimits(db: Db, limits: Limit[], c?: Context): Promise<void> {
  let refusedForSeconds = 0
  let tightest: { limit: number; remaining: number; reset: number } | undefined
  for (const { bucket, limit, windowSeconds } of limits) {
    const { rows } = await sql<{ used: number; window_ends_at: Date }>`
      select used, window_ends_at from app.throttle(${bucket}, 1, make_interval(secs => ${windowSeconds}))`.execute(db)
    const row = rows[0]
    if (!row) continue
    const reset = Math.max(1, Math.ceil((row.window_ends_at.getTime() - Date.now()) / 1000))
    const remaining = Math.max(0, limit - row.used)
    if (!tightest || remaining / limit < tightest.remaining / tightest.limit) tightest = { limit, remaining, reset }
    if (row.used > limit) refusedForSeconds = Math.max(refusedForSeconds, reset)
  }
  if (c && tightest) {
    c.header('RateLimit-Limit', String(tightest.limit))
    c.header('RateLimit-Remaining', String(tightest.remaining))
    c.header('RateLimit-Reset', String(tightest.reset))
  }
  if (refusedForSeconds > 0)
    throw problems.too_many_requests({ retryAfterSeconds: refusedForSeconds, params: { seconds: refusedForSeconds } })
}

/** Empties a bucket after a success, so that an owner's earlier typing errors are forgotten. */
export async function forgetLimit(db: Db, bucket: string): Promise<void> {
  await sql`select app.throttle_forget(${bucket})`.execute(db)
}
