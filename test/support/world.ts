import type { Hono } from 'hono'
import { pino } from 'pino'
import { createApp } from '../../server/app.ts'
import { apiKeysOf } from './api-keys.ts'
import { collectorsOf } from './collectors.ts'
import { linesOf } from './contract-lines.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { peopleOf } from './people.ts'
import { recordsOf } from './records.ts'

export { type Actor, goodPassword, tokenOf } from './people.ts'
export { inDays, plain, type SponsorshipFixture } from './records.ts'
// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
export type Reply = { status: number; body: any; headers: Headers; text: string }
export type World = Awaited<ReturnType<typeof createWorld>>

/**
 * A portal on a database of its own, with the whole application in this process and a few words to make people and records.
 * Records are written as the owner; requests run as the restricted role, as they do in production.
 */
export async function createWorld(env: Record<string, string> = {}) {
  const database: TestDatabase = await createTestDatabase(env)
  const { db, ownerDb, config } = database
  const log = pino({ level: 'silent' })
  const deps = { config, db, log }
  const app = createApp(deps) as unknown as Hono

  const people = peopleOf(database)
  const records = {
    ...recordsOf(database, people),
    ...linesOf(database),
    ...apiKeysOf(database),
    ...collectorsOf(database),
  }

  async function call(
    actor: { cookie: string } | null,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await app.request(path, {
      method,
      headers: {
        origin: config.origin,
        ...(actor && { cookie: actor.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, body: json && text ? JSON.parse(text) : text, headers: response.headers, text }
  }

  return { database, db, ownerDb, config, deps, app, log, ...people, ...records, call, close: () => database.close() }
}
