import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ApiProblem, createPartnergate, everyItem, take } from './index.ts'

// Against a server that speaks real HTTP and answers as it is told: what a portal does only when it is in trouble.

type Seen = { method: string | undefined; url: string; key: string | undefined; authorization: string | undefined }
let server: Server
let origin: string
let seen: Seen[] = []
let answers: ((request: IncomingMessage, response: ServerResponse) => void)[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    const { authorization, 'idempotency-key': key } = request.headers
    seen.push({ method: request.method, url: request.url ?? '', key: key as string | undefined, authorization })
    request.resume().on('end', () => (answers.shift() ?? json(200, {}))(request, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  seen = []
  answers = []
})

const json =
  (status: number, body: object, headers: Record<string, string> = {}) =>
  (_: unknown, to: ServerResponse) =>
    to
      .writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers })
      .end(JSON.stringify(body))
const cut = (request: IncomingMessage) => request.socket.destroy()
const path = { partnerId: '0199a000-0000-7000-8000-000000000000' }

test('shows its key and sends an unanswered change again under the same idempotency key', async () => {
  const api = createPartnergate({ origin: `${origin}/`, key: 'pgk_x' })
  answers = [cut, json(503, {}, { 'retry-after': '0' }), json(201, { customerId: 'c1' })]
  const body = { name: 'Acme' }
  expect(await take(api.POST('/api/v1/partners/{partnerId}/customers', { params: { path }, body }))).toEqual({
    customerId: 'c1',
  })
  expect(seen.map(({ authorization }) => authorization)).toEqual(['Bearer pgk_x', 'Bearer pgk_x', 'Bearer pgk_x'])
  expect(new Set(seen.map(({ key }) => key)).size).toBe(1)
  expect(seen[0]?.key).toMatch(/^[0-9a-f]{32}$/)
})

test('gives up at last, or at once where there is nothing to wait for', async () => {
  const api = createPartnergate({ origin, key: 'pgk_x', retries: 1 })
  answers = [cut, cut]
  await expect(api.GET('/api/v1/key')).rejects.toMatchObject({ status: 0, code: 'unreachable' })
  const { port } = new URL(origin)
  const closed = createPartnergate({ origin: origin.replace(port, '1'), key: 'pgk_x', retries: 0 })
  await expect(closed.GET('/api/v1/key')).rejects.toThrow('http://127.0.0.1:1 cannot be reached: ')
  answers = [json(429, { code: 'too_many_requests' }, { 'retry-after': '900' })]
  await expect(api.GET('/api/v1/key')).rejects.toMatchObject({ status: 429, retryAfter: 900 })
  answers = [json(400, { code: 'invalid_request', fields: [{ path: 'name', code: 'required', message: 'Missing' }] })]
  const refused = await api.GET('/api/v1/key').catch((error) => error)
  expect(refused).toBeInstanceOf(ApiProblem)
  expect(refused.fields).toMatchObject([{ path: 'name' }])
  expect(seen.length).toBe(4)
})

test('without a key it sends nothing twice', async () => {
  answers = [json(503, { code: 'unavailable' })]
  await expect(createPartnergate({ origin }).GET('/api/v1/me')).rejects.toMatchObject({ status: 503 })
  expect(seen.length).toBe(1)
})

test('reads a list to its end', async () => {
  const api = createPartnergate({ origin, key: 'pgk_x' })
  answers = [
    json(200, { items: [{ name: 'a' }, { name: 'b' }], nextCursor: 'more' }),
    json(200, { items: [{ name: 'c' }], nextCursor: null }),
  ]
  const names = []
  for await (const { name } of everyItem((query) =>
    api.GET('/api/v1/partners/{partnerId}/customers', { params: { path, query } }),
  ))
    names.push(name)
  expect(names).toEqual(['a', 'b', 'c'])
  expect(seen.map(({ url }) => url.split('?')[1])).toEqual(['limit=100', 'limit=100&cursor=more'])
})
