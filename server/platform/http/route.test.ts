import { z } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { type AppVariables, onError, requestIds, sameOriginWrites, securityHeaders } from './guard.ts'
import { Problem } from './problem.ts'
import { defineRoute, mountRoutes, type Route } from './route.ts'

let database: TestDatabase
let app: Hono<{ Variables: AppVariables }>
let effects = 0

const insertCountry = async (tx: Parameters<Parameters<typeof defineRoute>[0]['handle']>[0]['tx'], text: string) =>
  sql`insert into mail_message (mail_id, to_address, template, language, subject, message_id, state)
    values (gen_random_uuid(), ${text}, 't', 'en', 's', gen_random_uuid()::text, 'kept')`.execute(tx)

const routes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/effects',
    realm: 'public',
    tag: 'Test',
    summary: 'Has an effect',
    query: z.object({ page: z.coerce.number().int().optional() }),
    body: z.strictObject({
      name: z.string().min(2),
      size: z.number(),
      outcome: z.enum(['ok', 'return', 'throw']).default('ok'),
    }),
    status: 201,
    answer: z.object({ name: z.string(), effect: z.number() }),
    handle: async ({ tx, body }) => {
      effects += 1
      await insertCountry(tx, body.name)
      if (body.outcome === 'return') return new Problem(403, 'refused', 'Refused')
      if (body.outcome === 'throw') throw new Problem(409, 'thrown', 'Thrown')
      // More than the answer's schema names: stripped, so that nothing slips out by accident.
      return { name: body.name, effect: effects, secret: 'not for anybody' }
    },
  }),
  defineRoute({
    method: 'get',
    path: '/limited',
    realm: 'public',
    tag: 'Test',
    summary: 'Is limited',
    answer: z.object({}),
    limits: () => [{ bucket: 'test', limit: 3, windowSeconds: 60 }],
    handle: async () => ({}),
  }),
  defineRoute({
    method: 'get',
    path: '/mine',
    realm: 'person',
    tag: 'Test',
    summary: 'Needs a session',
    answer: z.object({}),
    handle: async () => ({}),
  }),
]

beforeAll(async () => {
  database = await createTestDatabase()
  const { config, db, log } = database
  app = new Hono<{ Variables: AppVariables }>()
  app.onError(onError(log))
  app.use(requestIds())
  app.use(securityHeaders(config))
  app.use(sameOriginWrites(config))
  mountRoutes(app as never, '', routes, { config, db, log })
})
afterAll(() => database.close())

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: database.config.origin, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const stored = async (name: string) =>
  (await database.ownerDb.selectFrom('mail_message').select('mail_id').where('to_address', '=', name).execute()).length

describe('input', () => {
  it('names every wrong field at once, unknown ones too', async () => {
    const response = await post('/effects?page=x', { name: 'a', size: 'big', role: 'administrator' })
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const body = (await response.json()) as { code: string; fields: { path: string; code: string }[] }
    expect(body.code).toBe('invalid_request')
    expect(body.fields.map((field) => field.path).sort()).toEqual(['name', 'query.page', 'role', 'size'])
    expect(body.fields.find((field) => field.path === 'role')?.code).toBe('unknown_field')
  })
  it('refuses a parameter that there is none of, and says which there are', async () => {
    const unknown = async (response: Response) => (await response.json()) as { fields: object[] }
    const some = await unknown(await post('/effects?pgae=2', { name: 'ab', size: 1 }))
    expect(some.fields).toEqual([
      { path: 'query.pgae', code: 'unknown_field', message: 'There is no such parameter here; there is page' },
    ])
    const none = await unknown(await app.request('/limited?x=1'))
    expect(none.fields).toMatchObject([{ message: 'There is no such parameter here; this takes none' }])
  })
  it('tells malformed JSON and another content type apart', async () => {
    expect(((await (await post('/effects', '{"name":')).json()) as { fields: unknown[] }).fields).toHaveLength(1)
    expect((await post('/effects', 'name=ab', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
      415,
    )
  })
  it('strips what the answer does not name', async () => {
    const response = await post('/effects', { name: 'stripped', size: 1 })
    expect(response.status).toBe(201)
    expect(Object.keys((await response.json()) as object).sort()).toEqual(['effect', 'name'])
  })
})

describe('transactions', () => {
  it('keeps what was written when a refusal is returned, undoes it when thrown', async () => {
    expect((await post('/effects', { name: 'returned', size: 1, outcome: 'return' })).status).toBe(403)
    expect(await stored('returned')).toBe(1)
    expect((await post('/effects', { name: 'thrown', size: 1, outcome: 'throw' })).status).toBe(409)
    expect(await stored('thrown')).toBe(0)
  })
  it('has one effect and one answer for one idempotency key, a hundred times at once (drill 3)', async () => {
    const headers = { 'idempotency-key': 'key-of-a-hundred' }
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => post('/effects', { name: 'hundred', size: 1 }, headers)),
    )
    const bodies = new Set(await Promise.all(answers.map((answer) => answer.text())))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]))
    expect(bodies.size).toBe(1)
    expect(await stored('hundred')).toBe(1)
    expect((await post('/effects', { name: 'changed', size: 1 }, headers)).status).toBe(422)
    expect(await stored('changed')).toBe(0)
  })
  it('lets a retry run afresh after a rollback under the same key', async () => {
    const headers = { 'idempotency-key': 'key-of-a-retry' }
    expect((await post('/effects', { name: 'retry', size: 1, outcome: 'throw' }, headers)).status).toBe(409)
    expect((await post('/effects', { name: 'retry', size: 1, outcome: 'throw' }, headers)).status).toBe(409)
    expect(await stored('retry')).toBe(0)
  })
})

describe('guards', () => {
  it('counts exactly under a burst and says when to come back (attack 8)', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => app.request('/limited')))
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3)
    const refused = answers.find((answer) => answer.status === 429)
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused?.headers.get('ratelimit-remaining')).toBe('0')
  })
  it('refuses writes from a foreign page, and cookie writes that say no origin', async () => {
    expect((await post('/effects', { name: 'csrf', size: 1 }, { origin: 'https://evil.example' })).status).toBe(403)
    const silent = await app.request('/effects', {
      method: 'POST',
      headers: { cookie: 'a=b', 'content-type': 'application/json' },
      body: '{}',
    })
    expect(silent.status).toBe(403)
  })
  it('answers 401 without a session and with a forged cookie', async () => {
    expect((await app.request('/mine')).status).toBe(401)
    const forged = await app.request('/mine', { headers: { cookie: '__Host-partnergate.session_token=abc.def' } })
    expect(forged.status).toBe(401)
  })
  it('sends the security headers, with a fresh nonce each time', async () => {
    const [one, two] = [await app.request('/limited'), await app.request('/limited')]
    const policy = one.headers.get('content-security-policy') ?? ''
    expect(policy).not.toContain('unsafe-inline')
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toBe(two.headers.get('content-security-policy'))
    expect(one.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})
