import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie } from 'hono/cookie'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Config } from '../config.ts'
import { type Db, type Entry, inTransaction, type Principal, type Tx } from '../db/transaction.ts'
import { type Answer, type FileAnswer, respond } from './answer.ts'
import { bearerOf, checkScope, knock } from './bearer.ts'
import { once } from './idempotency.ts'
import { readBody, readRequest } from './input.ts'
import { Problem, problems } from './problem.ts'
import { callerAddress, networkOf, type RequestFacts } from './request.ts'
import { readSessionToken, sessionCookieName, sessionSecret } from './session-cookie.ts'
import { type Limit, takeLimits } from './throttle.ts'
import { receiveUpload, type Upload, type UploadRule } from './upload.ts'

type Schema = z.ZodType
type Out<S> = S extends Schema ? z.output<S> : undefined

// An async handler without a return statement is Promise<void>.
// biome-ignore lint/suspicious/noConfusingVoidType: as said
type Returned<A> = A extends Schema ? z.input<A> : undefined | null | void

/** What operations may use of the running server. */
export type RouteDeps = { config: Config; db: Db; log: Logger }

/**
 * Where a route stands. `public`: strangers too. `person`: anyone signed in, about themselves. `partner`: a member of the
 * partner in the path's {partnerId}. `vendor`: the vendor's staff. Who is outside sees 404, who is inside may be refused
 * with 403 and told why (R36). API keys work in `partner` and `vendor`; in `key` nothing but a key does.
 */
export type Realm = 'public' | 'person' | 'partner' | 'vendor' | 'key'

export type Call<R extends Realm, P, Q, B> = {
  /** What the route's `prepare` returned. */
  prepared: unknown
  tx: Tx
  principal: R extends 'public'
    ? Principal | null
    : R extends 'partner'
      ? Principal & { partner: NonNullable<Principal['partner']> }
      : Principal
  params: P
  query: Q
  body: B
  /** The file that was sent, where the route takes one. */
  upload: Upload | undefined
  request: RequestFacts
  /** How this request's transaction began: for what is read after it, as the same caller (a file sent in batches). */
  entry: Entry
  deps: RouteDeps
  c: Context
}

export type { FileAnswer } from './answer.ts'

export type RouteDefinition<
  R extends Realm,
  P extends Schema | undefined,
  Q extends Schema | undefined,
  B extends Schema | undefined,
  A extends Schema | undefined,
> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With {param} placeholders, as in OpenAPI. */
  path: string
  realm: R
  tag: string
  summary: string
  params?: P
  query?: Q
  /** A strict object: unknown fields are refused (attack 6). */
  body?: B
  /** Instead of `body`: a file, kept on disk until the answer is made. Received only from somebody who may send it. */
  upload?: UploadRule
  /** The answer's schema; what it does not name is stripped. Absent: 204. */
  answer?: A
  status?: 200 | 201 | 202
  /** Content type of a file answer, for the document. */
  produces?: string
  /** Public routes: the hash of a one-time secret in the body, which opens exactly its rows (app.proof). */
  proof?: (input: { body: Out<B>; query: Out<Q> }) => string | undefined
  /** Counted before the transaction, never given back. */
  limits?: (input: {
    body: Out<B>
    query: Out<Q>
    params: Out<P>
    address: string
    /** What the caller is known by: the session's token, or an API key's hash. */
    sessionToken: string | null
    secret: string
    c: Context
  }) => Limit[]
  /** Slow work that needs no transaction (hashing a password), done before one is opened; handed over as `prepared`. */
  prepare?: (input: { body: Out<B>; query: Out<Q>; upload: Upload | undefined; deps: RouteDeps }) => Promise<unknown>
  /** Refuses by returning a problem; a small pure function of policy.ts. */
  allow?: (principal: Call<R, unknown, unknown, unknown>['principal']) => Problem | null
  /** A GET that audits or otherwise writes. */
  writes?: boolean
  /** false: an act of a person, whatever an API key may. */
  keys?: false
  /** The scope that an API key needs, `area:read` or `area:write`, made of the tag; null where no key is let in. */
  scope?: string | null
  handle: (call: Call<R, Out<P>, Out<Q>, Out<B>>) => Promise<Returned<A> | FileAnswer | Problem>
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds routes of every shape; each was typed where it was defined
export type Route = RouteDefinition<any, any, any, any, any>

/** Types one route, and derives which scope an API key needs for it; `mountRoutes` serves it. */
export function defineRoute<
  R extends Realm,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  A extends Schema | undefined = undefined,
>(definition: RouteDefinition<R, P, Q, B, A>): Route {
  return { ...definition, scope: scopeOf(definition as unknown as Route) } as unknown as Route
}

function scopeOf({ realm, keys, tag, method }: Route): string | null {
  if (keys === false || (realm !== 'partner' && realm !== 'vendor')) return null
  return `${tag.toLowerCase().replace(/[^a-z]+/g, '-')}:${method === 'get' ? 'read' : 'write'}`
}

const jsonLimit = bodyLimit({
  maxSize: 1024 * 1024,
  onError: () => {
    throw problems.too_large()
  },
})

/** Serves `routes` below `prefix`. The order of a request: read and validate all → limits → transaction → policy → operation. */
// biome-ignore lint/suspicious/noExplicitAny: the variables of the app's context are of no concern here
export function mountRoutes(app: Hono<any>, prefix: string, routes: Route[], deps: RouteDeps): void {
  for (const route of routes) {
    const path = `${prefix}${route.path}`
    const handlers = [...(route.body ? [jsonLimit] : []), (c: Context) => serve(route, c, deps)]
    app.on([route.method.toUpperCase()], [path.replace(/\{(\w+)\}/g, ':$1')], ...handlers)
  }
}

async function serve(route: Route, c: Context, deps: RouteDeps): Promise<Response> {
  const address = callerAddress(c, deps.config.trustedProxies)
  const caller = await callerOf(route, c, address, deps)
  const rawBody = route.body ? await readBody(c) : undefined
  const input = readRequest(route, c, rawBody)
  const request: RequestFacts = { requestId: c.get('requestId'), address, userAgent: c.req.header('user-agent') ?? '' }
  if (route.limits)
    await takeLimits(
      deps.db,
      route.limits({
        ...input,
        address: networkOf(address),
        sessionToken: caller.token ?? caller.keyHash,
        secret: deps.config.secret,
        c,
      }),
      c,
    )
  const entry = entryFor(route, caller, input)
  if (!route.upload) return respond(c, await answerTo(route, { c, deps, caller, entry, input, request, rawBody }))
  // Nobody sends fifty megabytes to be told that they may not.
  await inTransaction(deps.db, entry, async (_, principal) => requireAllowed(route, principal, caller), {
    readOnly: true,
  })
  const upload = await receiveUpload(c, route.upload)
  try {
    return respond(c, await answerTo(route, { c, deps, caller, entry, input, request, rawBody: upload.sha256, upload }))
  } finally {
    await upload.forget()
  }
}

type Received = {
  c: Context
  deps: RouteDeps
  caller: Caller
  entry: Entry
  input: ReturnType<typeof readRequest>
  request: RequestFacts
  rawBody: unknown
  upload?: Upload | undefined
}

async function answerTo(route: Route, received: Received): Promise<Answer> {
  const { c, deps, caller, entry, input, request, rawBody, upload } = received
  const prepared = await route.prepare?.({ ...input, upload, deps })
  const readOnly = route.method === 'get' && !route.writes
  return inTransaction(
    deps.db,
    entry,
    async (tx, principal) => {
      requireAllowed(route, principal, caller)
      const run = async () =>
        toAnswer(
          route,
          await route.handle({ tx, principal, prepared, ...input, upload, request, entry, deps, c }),
          request.requestId,
        )
      // A file is made anew: it is no effect, and not what an answer is kept as.
      const key = route.method === 'get' || route.produces ? undefined : c.req.header('idempotency-key')
      if (!key) return run()
      const scope = principal ? principal.accountId : 'public'
      return once(
        tx,
        deps.config.secret,
        { scope, key, request: `${route.method} ${c.req.path} ${JSON.stringify(rawBody ?? null)}` },
        run,
      )
    },
    { readOnly },
  )
}

function requireAllowed(route: Route, principal: Principal | null, caller: Caller): void {
  checkRealm(route, principal, caller)
  const refusal = principal || route.realm === 'public' ? route.allow?.(principal) : null
  if (refusal) throw refusal
}

type Caller = { token: string | null; keyHash: string | null }

/** By what the caller is known. A key counts before a cookie; where strangers are let in it says nothing. */
async function callerOf(route: Route, c: Context, address: string, deps: RouteDeps): Promise<Caller> {
  const shown = bearerOf(c)
  if (shown !== null && route.realm === 'public') return { token: null, keyHash: null }
  if (shown !== null) {
    const keyHash = await knock(deps.db, deps.config, shown, networkOf(address), c)
    if (route.realm === 'person' || route.keys === false) throw problems.not_for_keys()
    return { token: null, keyHash }
  }
  if (route.realm === 'key') throw problems.key_required()
  const token = readSessionToken(getCookie(c, sessionCookieName), sessionSecret(deps.config.secret))
  if (route.realm !== 'public' && !token) throw problems.not_signed_in()
  return { token, keyHash: null }
}

function entryFor(
  { realm, proof }: Route,
  { token, keyHash }: Caller,
  input: { params: { partnerId?: string }; body: unknown; query: unknown },
): Entry {
  const partnerId = input.params?.partnerId
  if (realm === 'public') {
    const proofHash = proof?.(input as never)
    return token && !proofHash ? { kind: 'session', token, realm: 'person' } : { kind: 'public', proofHash }
  }
  // No key comes as far as a person's own affairs, and nothing but a key to its own.
  if (keyHash) return { kind: 'key', hash: keyHash, realm: realm === 'person' ? 'key' : realm, partnerId }
  return { kind: 'session', token: token as string, realm: realm === 'key' ? 'person' : realm, partnerId }
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

function toAnswer(route: Route, result: unknown, requestId: string): Answer {
  if (result instanceof Problem)
    return { status: result.status, body: result.body(requestId), retryAfterSeconds: result.options.retryAfterSeconds }
  if (result && typeof result === 'object' && 'file' in result)
    return { status: 200, body: null, file: result as FileAnswer }
  if (!route.answer) return { status: 204, body: null }
  return { status: route.status ?? 200, body: route.answer.parse(result) }
}
