import type { Context } from 'hono'
import { sql } from 'kysely'
import type { Config } from '../config.ts'
import { hashApiKey, isApiKey } from '../crypto/api-key.ts'
import type { Db, Principal } from '../db/transaction.ts'
import { problems } from './problem.ts'
import { announceLimit } from './throttle.ts'

/** What a key may do a minute; and how many wrong ones may come from one network in ten, whoever they belong to. */
export const keyLimit = { limit: 600, windowSeconds: 60 }
const wrongKeys = { limit: 30, windowSeconds: 600 }

/** What stands behind `Authorization: Bearer`; null without one. Where it is there, a cookie beside it does not count. */
export function bearerOf(c: Context): string | null {
  return /^bearer +(\S.*)$/i.exec(c.req.header('authorization') ?? '')?.[1]?.trim() ?? null
}

/**
 * The shown key's hash, after it was counted: for itself where it is good (429 beyond `keyLimit`; announced in RateLimit-*),
 * for its network where it is not. Unknown, expired, replaced and revoked get one answer; only its portal says which.
 * @throws key_mistyped, key_refused, too_many_requests
 */
export async function knock(db: Db, config: Config, shown: string, network: string, c: Context): Promise<string> {
  c.header('WWW-Authenticate', 'Bearer realm="partnergate"')
  if (!isApiKey(shown)) throw problems.key_mistyped()
  const hash = hashApiKey(config.secret, shown)
  const { rows } = await sql<{ known: boolean; used: number; window_ends_at: Date }>`
    select known, used, window_ends_at from app.knock(${hash}, ${network}, ${keyLimit.limit}::int,
      ${keyLimit.windowSeconds}::int, ${wrongKeys.limit}::int, ${wrongKeys.windowSeconds}::int)`.execute(db)
  const answer = rows[0]
  if (!answer) throw problems.key_refused()
  const { limit } = answer.known ? keyLimit : wrongKeys
  const seconds = announceLimit(c, limit, answer)
  if (answer.used > limit) throw problems.too_many_requests({ retryAfterSeconds: seconds, params: { seconds } })
  if (!answer.known) throw problems.key_refused()
  c.header('WWW-Authenticate', undefined)
  return hash
}

/** `area:write` holds `area:read`. Which scope an operation needs follows from its tag (see `defineRoute`). */
export function checkScope({ key, staffRole }: Principal, scope: string | null): void {
  if (!key) return
  if (!scope) throw problems.not_for_keys()
  const enough = [scope, scope.replace(/:read$/, ':write')]
  if (key.scopes.some((one) => enough.includes(one))) return
  throw problems.scope_missing({
    detail: `The scope ${scope} is missing`,
    missing: `scope ${scope}`,
    grantedBy: staffRole ? 'a vendor administrator' : 'an administrator of the partner',
    params: { scope },
  })
}
