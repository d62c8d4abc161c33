import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'

/** What every operation may know of the request that caused it; nothing of it is trusted for authorisation. */
export type RequestFacts = { requestId: string; address: string; userAgent: string }

/**
 * The caller's network address. X-Forwarded-For is believed only for as many hops as the operator says stand in front
 * (`TRUSTED_PROXIES`), counted from the right: what a client wrote itself is never reached.
 */
export function callerAddress(c: Context, trustedProxies: number): string {
  const direct = directAddress(c)
  if (trustedProxies <= 0) return direct
  const hops = (c.req.header('x-forwarded-for') ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter(Boolean)
  return hops.at(-trustedProxies) ?? direct
}

function directAddress(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown'
  } catch {
    return 'in-process'
  }
}
