import { createHmac } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../../server/app.ts'
import type { Route } from '../../server/platform/http/route.ts'
import { sessionCookieName, sessionSecret } from '../../server/platform/http/session-cookie.ts'
import { routes } from '../../server/routes.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type ActorPlan, actorKinds } from './actors.ts'
import { type Batch, fill, tokenOf } from './batch.ts'
import { changedRows, changesNothing, snapshot } from './changes.ts'
import { shownBy } from './collectors.ts'
import { inexact, isExact } from './exact.ts'
import { factsOf } from './facts.ts'
import { knowledgeOf, secretsOf, tokensIn } from './knowledge.ts'
import type { Plan, Row } from './plan.ts'
import { type Random, seeded } from './random.ts'
import { actorsOf, contextOf, nobodysId, paramsOf, pathOf, relatedTo, rowOf, sourceOf } from './requests.ts'
import { sampleBody } from './sample.ts'
import { seedsOf, worldsTogether } from './seeds.ts'

// Every route is asked by every kind of actor (attacks 1, 2): about their own partner, about another's things, about another's
// things under their own partner's path, and about things nobody has. ISOLATION_ALL=1 asks in every batch of worlds.

let database: TestDatabase
let owner: pg.Client
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  database = await createTestDatabase({ TRUSTED_PROXIES: '1' })
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  app = createApp({ config: database.config, db: database.db, log: pino({ level: 'silent' }) })
})
afterAll(async () => {
  await owner?.end()
  await database?.close()
})

const seeds = seedsOf()
// These end the caller's own session and would turn the rest of a run into 401s; or renew a machine's own licence.
const endsOwnSession = /\/account\/(sign-out|password|sessions)|\/collector\/renew/
/** Vendor staff and keys who may change things, and do so for every partner: nothing of that is across tenants. */
function changesEverything(plan: Plan, { account, key }: ActorPlan): boolean {
  const staff = plan.rows.vendor_staff?.some(
    (row) => row.account_id === account?.id && row.state === 'active' && row.role !== 'auditor',
  )
  return (
    staff ||
    !!plan.rows.api_key?.some(
      (row) =>
        row.key_id === key?.keyId && row.role !== 'auditor' && !plan.partnerIds.includes(row.partner_id as string),
    )
  )
}

type Found = string[]
type Case = {
  batch: Batch
  secrets: Set<string>
  plan: Plan
  actor: ActorPlan
  route: Route
  random: Random
  found: Found
}

it(`betrays nothing and changes nothing across tenants on any route, in ${seeds.length} worlds from ${seeds[0]}`, {
  timeout: 900_000,
}, async () => {
  const asked = new Set<string>()
  const missed = new Set<string>()
  const parts = Math.ceil(seeds.length / worldsTogether)
  for (let part = 0; part < parts; part++) {
    const batch = await fill(owner, seeds.slice(part * worldsTogether, (part + 1) * worldsTogether))
    const secrets = secretsOf(batch)
    const actors = actorsOf(batch)
    const found: Found = []
    const before = await snapshot(owner, batch)
    const writes: string[] = []
    for (const [place, kind] of actorKinds.entries())
      for (const [number, route] of routes.entries()) {
        // Each pair of a route and a kind falls to one batch; whose kind is missing there waits for the next. What the model
        // knows in full is compared in every eighth batch besides, about other people each time.
        const pair = `${route.method} ${route.path} as ${kind}`
        const owed = (number + place) % parts === part || missed.has(pair) || process.env.ISOLATION_ALL
        const again = route.method === 'get' && isExact(route.path) && (number + place + part) % 8 === 0
        if (!owed && !again) continue
        const those = actors.get(kind)
        if (!those) {
          if (owed) missed.add(pair)
          continue
        }
        const random = seeded((seeds[0] ?? 0) + number * 101 + place + (owed ? 0 : part))
        const { plan, actor } = random.pick(those)
        const one: Case = { batch, secrets, plan, actor, route, random, found }
        if (!owed) {
          if (relatedTo(plan, actor).length > 0 || route.realm === 'vendor') await compare(one)
          continue
        }
        if (route.method === 'get') await read(one)
        else writes.push(...(await write(one)))
        missed.delete(pair)
        asked.add(pair)
      }
    found.push(...changedRows(before, await snapshot(owner, batch)))
    expect(found.slice(0, 25), `${found.length} findings; after ${writes.length} writes`).toEqual([])
  }
  if (parts > 1) {
    const pairs = routes.flatMap((route) => actorKinds.map((kind) => `${route.method} ${route.path} as ${kind}`))
    expect(pairs.filter((pair) => !asked.has(pair) && !endsOwnSession.test(pair))).toEqual([])
  }
})

/** The route about what is the actor's own partner's, and that partner. */
function atHome({ plan, actor, route, random }: Case): [path: string, partnerId: string] {
  const home = relatedTo(plan, actor)[0] ?? random.pick(plan.partnerIds)
  return [pathOf(route, (_, table) => rowOf(plan, home, table, random)), home]
}

async function read(one: Case): Promise<void> {
  const { actor, route, random } = one
  const [ours, home] = atHome(one)
  const other = random.pick(one.batch.plans.flatMap((world) => world.partnerIds).filter((id) => id !== home))
  const world = one.batch.plans.find(({ partnerIds }) => partnerIds.includes(other)) as Plan
  await get(one, ours, home)
  if (!route.path.includes('{')) return
  const theirs = pathOf(route, (_, table) => rowOf(world, other, table, random))
  await get(one, theirs, other)
  if (route.realm !== 'partner' || paramsOf(route).length < 2) return
  // Attack 2: my own partner in the path, the object another's. It must look like one that nobody has.
  const mixed = pathOf(route, (name, table) =>
    name === 'partnerId' ? { partner_id: home } : rowOf(world, other, table, random),
  )
  const absent = pathOf(route, (name) => (name === 'partnerId' ? { partner_id: home } : undefined))
  const [reply, nothing] = [await get(one, mixed, home), await send(actor, 'GET', absent + queryOf(route, home))]
  const bare = (text: string) => text.replace(/"requestId":"[^"]*"/, '')
  // A person of theirs may be one of ours, too.
  const isOurs = world.rows.membership?.some((row) => row.partner_id === home && mixed.endsWith(`/${row.account_id}`))
  if (mixed !== absent && !isOurs && (reply.status !== nothing.status || bare(reply.text) !== bare(nothing.text)))
    one.found.push(
      `${where(one)} GET ${mixed} answers ${reply.status} ${reply.text}, not ${nothing.status} ${nothing.text} as for nothing`,
    )
}

/** One's own partner's answer, where the model knows it in full. */
async function compare(one: Case): Promise<void> {
  const { actor, route } = one
  const [path, partnerId] = atHome(one)
  const context = contextOf(route, actor, paramsOf(route).includes('partnerId') ? partnerId : undefined)
  const ask = (more: string) => send(actor, 'GET', more)
  const reply = await ask(path + queryOf(route, partnerId))
  const differing = await inexact({ ...one, route: route.path, path, reply, context, ask })
  one.found.push(...differing.map((text) => `${where(one)} ${text}`))
}

/** Asks, plainly and by searching for something invisible, and looks for what the reader may not know. */
async function get(one: Case, path: string, partnerId: string): Promise<Reply> {
  const { route, actor, plan } = one
  const context = contextOf(route, actor, paramsOf(route).includes('partnerId') ? partnerId : undefined)
  const known = knowledgeOf(one.batch, plan, actor, context)
  const asked = path + queryOf(route, partnerId)
  const reply = await send(actor, 'GET', asked)
  judge(one, `GET ${asked}`, reply, known, asked)
  if (known && reply.status < 400 && route.realm === 'partner' && !factsOf(plan, context).tenant)
    one.found.push(`${where(one)} GET ${asked} answers ${reply.status} to somebody from outside`)
  const ask = (more: string) => send(actor, 'GET', more)
  const differing = await inexact({ ...one, route: route.path, path, reply, context, ask })
  one.found.push(...differing.map((text) => `${where(one)} ${text}`))
  if (reply.status !== 200) return reply
  if (known && route.query && 'q' in route.query.shape) {
    const q = hiddenFrom(one, known)
    const searched = await send(actor, 'GET', `${asked}${asked.includes('?') ? '&' : '?'}q=${q}`)
    judge(one, `GET ${asked} q=${q}`, searched, known, q)
    if (searched.status === 200 && (searched.body?.total || searched.body?.items?.length))
      one.found.push(`${where(one)} GET ${asked} finds ${searched.body.total} by q=${q}`)
  }
  return reply
}

const marksOf = new WeakMap<Set<string>, string[]>()

/** A mark that the reader does not know. */
function hiddenFrom({ secrets, random }: Case, known: Set<string>): string {
  const marks = marksOf.get(secrets) ?? [...secrets].filter((token) => token.startsWith('zq'))
  marksOf.set(secrets, marks)
  for (;;) {
    const mark = random.pick(marks)
    if (!known.has(mark)) return mark
  }
}

async function write(one: Case): Promise<string[]> {
  const { plan, actor, route, random, batch } = one
  if (endsOwnSession.test(route.path) || (route.realm === 'vendor' && changesEverything(plan, actor))) return []
  const related = relatedTo(plan, actor)
  const foreign = batch.plans.flatMap((world) => world.partnerIds).filter((id) => !related.includes(id))
  const targets = [random.pick(foreign), ...(changesNothing(actor.kind, route.path) ? related.slice(0, 1) : [])]
  const done: string[] = []
  for (const target of targets) {
    const world = batch.plans.find(({ partnerIds }) => partnerIds.includes(target)) as Plan
    const pick = (_: string, table: string) => rowOf(world, target, table, random)
    const body = route.body && sampleBody(route.body, (field) => idFor(route, field, pick))
    const paths = [pathOf(route, pick)]
    if (related[0] && target !== related[0] && paramsOf(route).length > 1)
      paths.push(
        pathOf(route, (name, table) => (name === 'partnerId' ? { partner_id: related[0] } : pick(name, table))),
      )
    for (const path of paths) {
      const partnerId = /\/partners\/([^/]+)/.exec(path)?.[1]
      const known = knowledgeOf(batch, plan, actor, contextOf(route, actor, partnerId))
      const reply = await send(actor, route.method.toUpperCase(), path, body)
      judge(one, `${route.method} ${path}`, reply, known, `${path} ${JSON.stringify(body)}`)
      done.push(path)
    }
  }
  return done
}

/** What a field of a body is called tells which id it wants; others are sampled. */
function idFor(
  route: Route,
  field: string,
  pick: (name: string, table: string) => Row | undefined,
): string | undefined {
  const name = field.replace(/Ids?$/, 'Id')
  if (!/Id$/.test(name)) return undefined
  try {
    const source = sourceOf(route, name)
    return 'any' in source ? source.any : String(pick(name, source.table)?.[source.column] ?? nobodysId)
  } catch {
    return undefined
  }
}

const typedIn = new WeakMap<Batch, Set<string>>()

function judge(one: Case, what: string, reply: Reply, known: Set<string> | null, asked: string): void {
  if (reply.status >= 500) one.found.push(`${where(one)} ${what}: ${reply.status} ${reply.text.slice(0, 300)}`)
  if (!known) return
  const own = tokensIn(asked)
  // What anybody searched for stands in the audit of their exports: they wrote it there themselves.
  const typed = typedIn.get(one.batch) ?? new Set<string>()
  typedIn.set(one.batch, typed)
  for (const token of own) typed.add(token)
  const wrote = (token: string) => own.has(token) || (/\/audit/.test(what) && typed.has(token))
  for (const token of tokensIn(reply.text))
    if (one.secrets.has(token) && !known.has(token) && !wrote(token))
      one.found.push(`${where(one)} ${what}: ${reply.status} betrays ${token} ${around(reply.text, token)}`)
}

const where = ({ plan, actor }: Case) =>
  `world ${plan.seed}, ${actor.kind} ${actor.account?.id ?? actor.key?.keyId ?? actor.machine?.collectorId ?? ''}`

/** Required parts of a query, with ids of the partner where it asks for some. */
function queryOf(route: Route, partnerId: string): string {
  if (!route.query) return ''
  const given = sampleBody(route.query, (field) => (field === 'partnerId' ? partnerId : undefined)) as Record<
    string,
    string
  >
  const text = new URLSearchParams(given).toString()
  return text && `?${text}`
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
type Reply = { status: number; body: any; text: string }
let requests = 0

async function send(actor: ActorPlan, method: string, path: string, body?: unknown): Promise<Reply> {
  requests += 1
  const signature = (token: string) =>
    createHmac('sha256', sessionSecret(database.config.secret)).update(token).digest('base64')
  const token = actor.account && tokenOf(actor.account)
  const { origin } = database.config
  const response = await app.request(path, {
    method,
    headers: {
      origin,
      // Limits by address are tested elsewhere.
      'x-forwarded-for': `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`,
      ...(token && { cookie: `${sessionCookieName}=${encodeURIComponent(`${token}.${signature(token)}`)}` }),
      ...(actor.key && { authorization: `Bearer ${actor.key.text}` }),
      ...(actor.machine && !actor.machine.addressHash && shownBy(actor.machine, { origin, method, path, body })),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, body: json && text ? JSON.parse(text) : {}, text }
}

/** An answer where it says what it should not. */
function around(text: string, token: string): string {
  const at = text.toLowerCase().indexOf(token)
  return text.slice(Math.max(0, at - 200), at + 200)
}
