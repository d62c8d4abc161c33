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
  // Asked without a server there is no connection to ask.
  return c.env?.incoming ? (getConnInfo(c).remote.address ?? 'unknown') : 'in-process'
}

/** What limits count by: an IPv4 address, or the /64 of an IPv6 one, of which a single customer has 2^64. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const groups = head.split(':').filter(Boolean)
  const behind = tail?.split(':').filter(Boolean) ?? []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length)
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...behind]
  return `${all
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
