import { z } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import { Problem } from '../platform/http/problem.ts'
import { mountRoutes, type Route } from '../platform/http/route.ts'
import { routes } from '../routes.ts'

// Attack 22: nobody who acts for a partner reaches an act, whatever the route, and gets no further anywhere else.

let world: World
let agent: Actor
let partnerId: string
let customerId: string
beforeAll(async () => {
  world = await createWorld()
  agent = await world.staff('support_agent')
  partnerId = (await world.partner()).partnerId
  customerId = await world.customer(partnerId)
  await world.line(partnerId, await world.service(partnerId, customerId))
  await world.sponsorship(partnerId, customerId)
})
afterAll(() => world.close())

const act = { reason: 'A call', minutes: 15 }
const begin = () => world.call(agent, 'POST', `/api/v1/vendor/partners/${partnerId}/acting`, act)
const address = (route: Route, id = '018f0000-0000-7000-8000-000000000001') =>
  `/api/v1${route.path.replace('{partnerId}', partnerId).replaceAll(/\{\w+\}/g, id)}`

/** The routes as they are, but for their own input and work: whoever gets as far as the work is answered 299. */
function gates(): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    if (!(error instanceof Problem))
      return c.json({ code: (error as Error).message }, error.message === 'reached' ? (299 as 200) : 500)
    return c.json({ code: error.code }, error.status as 403)
  })
  const gated = routes.map((route) => {
    const { body: _, query: __, limits: ___, prepare: ____, proof: _____, ...rest } = route
    return {
      ...rest,
      params: z.record(z.string(), z.string()),
      handle: () => {
        throw new Error('reached')
      },
    } as unknown as Route
  })
  mountRoutes(app, '/api/v1', gated, world.deps)
  return app
}

async function outcomes(app: Hono, tried: Route[]): Promise<string[]> {
  const found: string[] = []
  for (const route of tried) {
    const headers = { cookie: agent.cookie, origin: world.config.origin }
    const reply = await app.request(address(route), { method: route.method.toUpperCase(), headers })
    const { code } = (await reply.json()) as { code: string }
    found.push(`${route.method} ${route.path}: ${reply.status} ${code}`)
  }
  return found
}

test('every write of a partner is refused before any operation runs; elsewhere nothing becomes possible', async () => {
  const app = gates()
  const writes = routes.filter((route) => route.realm === 'partner' && route.method !== 'get')
  const others = routes.filter((route) => route.realm !== 'partner')
  expect(writes.length).toBeGreaterThan(20)
  const before = await outcomes(app, others)
  expect((await outcomes(app, writes)).filter((one) => !one.endsWith(': 404 not_found'))).toEqual([])
  expect((await begin()).status).toBe(201)
  expect((await outcomes(app, writes)).filter((one) => !one.endsWith(': 403 acting_reads_only'))).toEqual([])
  expect(await outcomes(app, others)).toEqual(before)
})

/** A mark of every table's rows, but for what records the look itself. */
async function marks(): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname not in ('audit_chain', 'audit_entry', 'acting_look')`.execute(world.ownerDb)
  const found: Record<string, string> = {}
  for (const { name } of rows) {
    const mark = await sql<{ mark: string }>`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as mark
      from ${sql.table(name)} t`.execute(world.ownerDb)
    found[name] = mark.rows[0]?.mark ?? ''
  }
  return found
}

test('reading, files too, leaves nothing behind but the audit', async () => {
  const reads = routes.filter((route) => route.realm === 'partner' && route.method === 'get')
  expect(reads.filter((route) => route.writes).length).toBeGreaterThan(2)
  const before = await marks()
  for (const route of reads)
    for (const query of ['', '?format=csv', '?format=xlsx', '?format=pdf']) {
      const reply = await world.call(agent, 'GET', `${address(route, customerId)}${query}`)
      expect([200, 400, 404], `${route.path}${query}: ${reply.text}`).toContain(reply.status)
    }
  expect(await marks()).toEqual(before)
})
