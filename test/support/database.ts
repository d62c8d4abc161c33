import { randomBytes } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { type Config, loadConfig } from '../../server/platform/config.ts'
import { asOwner, columnTypes, openAppDatabase } from '../../server/platform/db/connect.ts'
import { appRolePassword, roleNames } from '../../server/platform/db/roles.ts'
import type { Db } from '../../server/platform/db/transaction.ts'
import { changeDatabaseUrl } from '../../server/platform/db/url.ts'
import { createLog, type Log } from '../../server/platform/log.ts'
import type { DB } from '../../server/schema.ts'
import { TEST_ROLE_PREFIX, TEST_SECRET } from './constants.ts'

export type TestDatabase = {
  /** As the restricted role, like the server. */
  db: Db
  pool: pg.Pool
  /** As the owner, past row-level security: to arrange rows and to look at the truth. */
  ownerDb: Kysely<DB>
  ownerUrl: string
  appUrl: string
  /** What a server on this database would have; `PORT=0`. */
  config: Config
  log: Log
  /** Environment with which a server process serves this database. */
  env: Record<string, string>
  close(): Promise<void>
}

/**
 * A migrated database of its own, cloned from the run's template; make one in a test file's beforeAll and close it in
 * afterAll. `env` adds to or overrides the configuration.
 */
export async function createTestDatabase(env: Record<string, string> = {}): Promise<TestDatabase> {
  const server = inject('database')
  const name = `${server.template}_${randomBytes(4).toString('hex')}`
  const quoted = pg.escapeIdentifier(name)
  await asOwner(server.ownerUrl, (owner) =>
    owner.query(`create database ${quoted} template ${pg.escapeIdentifier(server.template)}`),
  )
  const ownerUrl = changeDatabaseUrl(server.ownerUrl, { database: name })
  const appUrl = changeDatabaseUrl(ownerUrl, {
    user: roleNames(TEST_ROLE_PREFIX).app,
    password: appRolePassword(TEST_SECRET),
  })
  const serverEnv = {
    DATABASE_URL: ownerUrl,
    DATABASE_ROLE_PREFIX: TEST_ROLE_PREFIX,
    SECRET: TEST_SECRET,
    PORT: '0',
    ORIGIN: 'http://localhost:3000',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'fatal',
    ...env,
  }
  const config = loadConfig(serverEnv)
  const log = createLog(config.logLevel)
  const app = openAppDatabase(appUrl, { size: config.databasePoolSize, name: 'partnergate test', log })
  const ownerPool = new pg.Pool({ connectionString: ownerUrl, types: columnTypes, max: 4 })
  const ownerDb = new Kysely<DB>({ dialect: new PostgresDialect({ pool: ownerPool }) })
  return {
    db: app.db,
    pool: app.pool,
    ownerDb,
    ownerUrl,
    appUrl,
    config,
    log,
    env: serverEnv,
    close: async () => {
      await app.close()
      // The pool ends before its connections are gone: what dropping the database tells them concerns nobody any more.
      ownerPool.on('error', () => {})
      await ownerDb.destroy()
      if (!ownerPool.ended) await ownerPool.end()
      await asOwner(server.ownerUrl, (owner) => owner.query(`drop database ${quoted} with (force)`))
    },
  }
}
