import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Collector, Entry, Principal } from '../db/transaction.ts'
import { bearerOf, checkScope, knock } from './bearer.ts'
import { knockCollector, type Refusal } from './collector.ts'
import { problems } from './problem.ts'
import { networkOf, type RequestFacts } from './request.ts'
import type { Hooks, Route, RouteDeps } from './route.ts'
import { readSessionToken, sessionCookieName, sessionSecret } from './session-cookie.ts'

/** @throws whatever keeps this caller out of the route: by realm, by scope, by the route's own policy */
export function requireAllowed(
  route: Route,
  principal: Principal | null,
  collector: Collector | null,
  caller: Caller,
): void {
  // Revoked between knocking and entering.
  if (route.realm === 'collector' && !collector) throw problems.licence_refused()
  if (route.realm !== 'collector') checkRealm(route, principal, caller)
  const refusal = principal || route.realm === 'public' ? route.allow?.(principal) : null
  if (refusal) throw refusal
}

export type Caller = {
  token: string | null
  keyHash: string | null
  collector?: Extract<Entry, { kind: 'collector' }>
}

/** By what the caller is known. A key counts before a cookie; where strangers are let in it says nothing. */
export async function callerOf(
  route: Route,
  c: Context,
  request: RequestFacts,
  deps: RouteDeps,
  noteRefusal: Hooks['noteRefusal'] | undefined,
): Promise<Caller> {
  const network = networkOf(request.address)
  if (route.realm === 'collector') {
    const body = route.body || route.bytes ? new Uint8Array(await c.req.arrayBuffer()) : new Uint8Array()
    const note = noteRefusal && ((refusal: Refusal) => noteRefusal({ ...refusal, deps, request }))
    return { token: null, keyHash: null, collector: await knockCollector(deps, { c, network, body }, note) }
  }
  const shown = bearerOf(c)
  if (shown !== null && route.realm === 'public') return { token: null, keyHash: null }
  if (shown !== null) {
    const keyHash = await knock(deps.db, deps.config, shown, network, c)
    if (route.realm === 'person' || route.keys === false) throw problems.not_for_keys()
    return { token: null, keyHash }
  }
  if (route.realm === 'key') throw problems.key_required()
  const token = readSessionToken(getCookie(c, sessionCookieName), sessionSecret(deps.config.secret))
  if (route.realm !== 'public' && !token) throw problems.not_signed_in()
  return { token, keyHash: null }
}

/** How the request's transaction begins. */
export function entryFor(
  { realm, proof }: Route,
  { token, keyHash, collector }: Caller,
  input: { params: { partnerId?: string }; body: unknown; query: unknown },
): Entry {
  if (collector) return collector
  const partnerId = input.params?.partnerId
  if (realm === 'public') {
    const proofHash = proof?.(input as never)
    return token && !proofHash ? { kind: 'session', token, realm: 'person' } : { kind: 'public', proofHash }
  }
  // No key comes as far as a person's own affairs, and nothing but a key to its own.
  if (keyHash) return { kind: 'key', hash: keyHash, realm: realm === 'person' ? 'key' : realm, partnerId }
  const within = realm === 'key' || realm === 'collector' ? 'person' : realm
  return { kind: 'session', token: token as string, realm: within, partnerId }
}

function checkRealm(route: Route, principal: Principal | null, { keyHash }: Caller): void {
  if (route.realm === 'public') return
  // Revoked between knocking and entering.
  if (!principal) throw keyHash ? problems.key_refused() : problems.not_signed_in()
  if (route.realm === 'key') return
  if (route.realm === 'partner' && !principal.partner) throw problems.not_found()
  // Whoever looks at a partner's pages for the vendor changes nothing there (attack 22).
  if (route.realm === 'partner' && principal.partner?.acting && route.method !== 'get')
    throw problems.acting_reads_only({
      missing: 'a membership of this partner',
      grantedBy: 'an administrator of the partner',
    })
  if (route.realm === 'vendor' && !principal.staffRole) throw problems.not_found()
  checkScope(principal, route.scope ?? null)
}
