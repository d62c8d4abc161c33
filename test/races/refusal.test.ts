import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { changesOf, kinds, provoke } from '../support/refusals.ts'
import { freePort, ServerProcess } from '../support/server-process.ts'

let database: TestDatabase
let servers: ServerProcess[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  const ports = await Promise.all([freePort(), freePort()])
  const env = { ...database.env, ROLE: 'web', LOG_LEVEL: 'error' }
  servers = ports.map((port) => new ServerProcess(port, { ...env, PORT: String(port) }))
  await Promise.all(servers.map((server) => server.start()))
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGTERM')))
  await database?.close()
})

test.each(kinds)('once a change of %s has committed, no process allows another request', async (kind) => {
  const change = await changesOf(database)(kind)
  const origins = servers.map(({ port }) => `http://127.0.0.1:${port}`)
  const outcome = await provoke(origins, database.config.origin, change, 4)
  expect(outcome.allowedBefore).toBeGreaterThan(0)
  expect(outcome.refusedAfter).toBeGreaterThanOrEqual(8)
  expect(outcome.allowedAfter).toBe(0)
})
