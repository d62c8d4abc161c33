import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { type Collector, type Db, type Entry, inTransaction, type Principal, type Tx } from '../db/transaction.ts'
import { type Answer, type FileAnswer, respond } from './answer.ts'
import { bytesLimit } from './bytes-limit.ts'
import { type Caller, callerOf, entryFor, requireAllowed } from './caller.ts'
import type { Refusal } from './collector.ts'
import { once } from './idempotency.ts'
import { readBody, readRequest } from './input.ts'
import { type FieldProblem, Problem, problems } from './problem.ts'
import { callerAddress, networkOf, type RequestFacts } from './request.ts'
import { requireSeen, type Whole } from './seen.ts'
import { giveBackUnguessed, type Limit, takeLimits } from './throttle.ts'
import { receiveUpload, requireType, type Upload, type UploadRule } from './upload.ts'

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
 * with 403 and told why (R36). API keys work in `partner` and `vendor`; in `key` nothing but a key does. `collector`: a machine
 * of a customer, by its licence and a proof for each request.
 */
export type Realm = 'public' | 'person' | 'partner' | 'vendor' | 'key' | 'collector'

export type Call<R extends Realm, P, Q, B> = {
  /** What the route's `prepare` returned. */
  prepared: unknown
  tx: Tx
  principal: R extends 'public'
    ? Principal | null
    : R extends 'partner'
      ? Principal & { partner: NonNullable<Principal['partner']> }
      : R extends 'collector'
        ? null
        : Principal
  collector: R extends 'collector' ? Collector : null
  params: P
  query: Q
  body: B
  /** The bytes that were sent, where the route takes them; empty otherwise. */
  content: Uint8Array
  /** The file that was sent, where the route takes one. */
  upload: Upload | undefined
  request: RequestFacts
  /** How this transaction began: a file that is read while it is sent begins others like it. */
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
  /** What the list takes; `defineRoute` makes it refuse all else, so that a mistyped filter does not answer with everything. */
  query?: Q
  /** A strict object: unknown fields are refused (attack 6). */
  body?: B
  /** Instead of `body`: a file, kept on disk until the answer is made. Received only from somebody who may send it. */
  upload?: UploadRule
  /** Instead of `body`: bytes as they are, in memory. For a collector, whose proof names their digest. */
  bytes?: UploadRule
  /** The answer's schema; what it does not name is stripped. Absent: 204. */
  answer?: A
  status?: 200 | 201 | 202
  /** Content type of a file answer, for the document. */
  produces?: string
  /** Public routes: the hash of a one-time secret in the body, which opens exactly its rows (app.proof). */
  proof?: (input: { body: Out<B>; query: Out<Q> }) => string | undefined
  /** Counted before the transaction, and given back only where a limit says so (`guessedBy`). */
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
  /** For a body whose shape is wrong: what `prepare` or the operation would have found besides. Strangers can ask for it. */
  judge?: (body: Record<string, unknown>, deps: RouteDeps) => Promise<FieldProblem[]>
  /** The thing that the ids in the path name, of which this is a part or a list: 404 where the caller does not see it. */
  within?: Whole
  /** Refuses by returning a problem; a small pure function of policy.ts. */
  allow?: (principal: Call<R, unknown, unknown, unknown>['principal']) => Problem | null
  /** A GET that audits or otherwise writes. */
  writes?: boolean
  /** false: an act of a person, whatever an API key may. */
  keys?: false
  /** The scope that an API key needs, `area:read` or `area:write`, made of the tag; null where no key is let in. */
  scope?: string | null
  /** Hears of a refusal by the operation, after all of it was undone. */
  refused?: (refusal: { error: Problem; entry: Entry; deps: RouteDeps; request: RequestFacts }) => Promise<void>
  handle: (call: Call<R, Out<P>, Out<Q>, Out<B>>) => Promise<Returned<A> | FileAnswer | Problem>
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds routes of every shape; each was typed where it was defined
export type Route = RouteDefinition<any, any, any, any, any>

/** Types one route, closes its query, and derives which scope an API key needs for it; `mountRoutes` serves it. */
export function defineRoute<
  R extends Realm,
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
  A extends Schema | undefined = undefined,
>(definition: RouteDefinition<R, P, Q, B, A>): Route {
  const query = (definition.query as z.ZodObject | undefined)?.strict() ?? noQuery
  return { ...definition, query, scope: scopeOf(definition as unknown as Route) } as unknown as Route
}

const noQuery = z.strictObject({})

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

/** A GET by somebody who acts for a partner: what was asked, as whom. */
export type Look = { deps: RouteDeps; entry: Entry; route: Route; request: RequestFacts }

/** What the platform cannot do by itself, because it knows no domain. */
export type Hooks = {
  /** Called before somebody who acts for a partner gets what they asked for; throws when they may not have it after all. */
  noteLook: (look: Look) => Promise<void>
  /** Called when a genuine licence is refused. */
  noteRefusal: (refusal: Refusal & { deps: RouteDeps; request: RequestFacts }) => Promise<void>
  /** Called when something was shown as a licence that is none of this installation's. */
  noteForgery: (seen: { deps: RouteDeps; request: RequestFacts; network: string }) => Promise<void>
}

/** Serves `routes` below `prefix`. The order of a request: read and validate all → limits → transaction → policy → operation. */
// biome-ignore lint/suspicious/noExplicitAny: the variables of the app's context are of no concern here
export function mountRoutes(app: Hono<any>, prefix: string, routes: Route[], deps: RouteDeps, hooks?: Hooks): void {
  for (const route of routes) {
    const path = `${prefix}${route.path}`
    const bounds = route.bytes ? [bytesLimit(route.bytes.maxBytes)] : route.body ? [jsonLimit] : []
    const handlers = [...bounds, (c: Context) => serve(route, c, deps, hooks)]
    app.on([route.method.toUpperCase()], [path.replace(/\{(\w+)\}/g, ':$1')], ...handlers)
  }
}

async function serve(route: Route, c: Context, deps: RouteDeps, hooks?: Hooks): Promise<Response> {
  const address = callerAddress(c, deps.config.trustedProxies)
  const request: RequestFacts = { requestId: c.get('requestId'), address, userAgent: c.req.header('user-agent') ?? '' }
  try {
    return await answerOf(route, c, request, deps, hooks)
  } catch (error) {
    if (error instanceof Problem && error.code === 'licence_refused')
      await hooks?.noteForgery({ deps, request, network: networkOf(address) })
    throw error
  }
}

async function answerOf(
  route: Route,
  c: Context,
  request: RequestFacts,
  deps: RouteDeps,
  hooks?: Hooks,
): Promise<Response> {
  const { address } = request
  const caller = await callerOf(route, c, request, deps, hooks?.noteRefusal)
  if (route.bytes) requireType(c, route.bytes.types)
  const rawBody = route.body ? await readBody(c) : undefined
  const input = await readRequest(route, c, rawBody, deps)
  const sessionToken = caller.token ?? caller.keyHash ?? caller.collector?.licenceId ?? null
  const counted = { ...input, address: networkOf(address), sessionToken, secret: deps.config.secret, c }
  const limits = route.limits?.(counted) ?? []
  if (limits.length > 0) await takeLimits(deps.db, limits, c)
  const entry = entryFor(route, caller, input)
  if (!route.upload)
    return respond(c, await answerTo(route, { c, deps, hooks, caller, entry, input, request, rawBody, limits }))
  // Nobody sends fifty megabytes to be told that they may not.
  await inTransaction(
    deps.db,
    entry,
    async (_, principal, collector) => requireAllowed(route, principal, collector, caller),
    { readOnly: true },
  )
  const upload = await receiveUpload(c, route.upload)
  try {
    return respond(
      c,
      await answerTo(route, { c, deps, hooks, caller, entry, input, request, rawBody: upload.sha256, upload, limits }),
    )
  } finally {
    await upload.forget()
  }
}

type Received = {
  c: Context
  deps: RouteDeps
  hooks?: Hooks | undefined
  caller: Caller
  entry: Entry
  input: Awaited<ReturnType<typeof readRequest>>
  request: RequestFacts
  rawBody: unknown
  limits: Limit[]
  upload?: Upload | undefined
}

async function answerTo(route: Route, received: Received): Promise<Answer> {
  const { c, deps, hooks, caller, entry, input, request, rawBody, upload, limits } = received
  const prepared = await route.prepare?.({ ...input, upload, deps })
  const readOnly = route.method === 'get' && !route.writes
  const seen = { acting: false }
  const content = route.bytes ? new Uint8Array(await c.req.arrayBuffer()) : new Uint8Array()
  const answer = await inTransaction(
    deps.db,
    entry,
    async (tx, principal, collector) => {
      seen.acting = Boolean(principal?.partner?.acting)
      requireAllowed(route, principal, collector, caller)
      if (route.within) await requireSeen(tx, route.within, input.params)
      const run = async () =>
        toAnswer(
          route,
          await route.handle({
            tx,
            principal,
            collector,
            prepared,
            ...input,
            content,
            upload,
            request,
            entry,
            deps,
            c,
          }),
          request.requestId,
        )
      // A file is made anew: it is no effect, and not what an answer is kept as.
      const key = route.method === 'get' || route.produces ? undefined : c.req.header('idempotency-key')
      if (!key) return run()
      const scope = principal?.accountId ?? collector?.collectorId ?? 'public'
      return once(
        tx,
        deps.config.secret,
        { scope, key, request: `${route.method} ${c.req.path} ${JSON.stringify(rawBody ?? null)}` },
        run,
      )
    },
    { readOnly },
  ).catch(async (error) => {
    if (error instanceof Problem) {
      await giveBackUnguessed(deps.db, limits, error.code)
      await route.refused?.({ error, entry, deps, request })
    }
    throw error
  })
  await giveBackUnguessed(deps.db, limits, (answer.body as { code?: string } | null)?.code)
  if (seen.acting && answer.status < 400) await hooks?.noteLook({ deps, entry, route, request })
  return answer
}

function toAnswer(route: Route, result: unknown, requestId: string): Answer {
  if (result instanceof Problem)
    return { status: result.status, body: result.body(requestId), retryAfterSeconds: result.options.retryAfterSeconds }
  if (result && typeof result === 'object' && 'file' in result)
    return { status: 200, body: null, file: result as FileAnswer }
  if (!route.answer) return { status: 204, body: null }
  return { status: route.status ?? 200, body: route.answer.parse(result) }
}
