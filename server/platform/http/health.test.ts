import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { openAppDatabase } from '../db/connect.ts'
import { changeDatabaseUrl } from '../db/url.ts'
import type { AppVariables } from './guard.ts'
import { mountHealth, type Readiness } from './health.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

function application(readiness: Readiness, db = database.db) {
  const app = new Hono<{ Variables: AppVariables }>()
  mountHealth(app, { db, log: database.log, readiness })
  app.get('/things/:id', (c) => c.text('thing'))
  app.get('/broken', () => {
    throw new Error('broken on purpose')
  })
  app.onError((_, c) => c.text('oops', 500))
  return app
}

test('ready only once migrated, and no more while stopping; alive all along', async () => {
  const readiness = { migrated: false, draining: false }
  const app = application(readiness)
  const state = async () => [(await app.request('/healthz')).status, (await app.request('/readyz')).status]
  expect(await state()).toEqual([200, 503])
  readiness.migrated = true
  expect(await state()).toEqual([200, 200])
  readiness.draining = true
  expect(await state()).toEqual([200, 503])
})

test('not ready when the database cannot be reached', async () => {
  const gone = changeDatabaseUrl(database.appUrl, { database: 'not_there' })
  const other = openAppDatabase(gone, { size: 1, name: 'test', log: database.log })
  const app = application({ migrated: true, draining: false }, other.db)
  const answer = await app.request('/readyz')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ status: 'not ready', reason: 'the database cannot be reached' })
  await other.close()
})

test('metrics count requests by route pattern and status, never by path', async () => {
  const app = application({ migrated: true, draining: false })
  await app.request('/things/one-time-token')
  await app.request('/things/another')
  await app.request('/broken')
  await app.request('/nowhere', { method: 'BREW' })
  const text = await (await app.request('/metrics')).text()
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/things/:id",status="200"} 2')
  expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/broken",status="500"} 1')
  expect(text).toMatch(/_count\{method="other",route="\/\*",status="404"\} 1/)
  expect(text).toContain('process_resident_memory_bytes')
  expect(text).not.toContain('one-time-token')
})
