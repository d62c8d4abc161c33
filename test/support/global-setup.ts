import { randomBytes } from 'node:crypto'
import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { jobs } from '../../server/jobs.ts'
import { asOwner } from '../../server/platform/db/connect.ts'
import { startEmbeddedPostgres } from '../../server/platform/db/embedded.ts'
import { migrate } from '../../server/platform/db/migrate.ts'
import { appRolePassword, ensureRoles, roleNames } from '../../server/platform/db/roles.ts'
import { isAlive } from '../../server/platform/db/running.ts'
import { changeDatabaseUrl } from '../../server/platform/db/url.ts'
import { createLog } from '../../server/platform/log.ts'
import { TEST_ROLE_PREFIX, TEST_SECRET } from './constants.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's URL of the database server, and the migrated database that tests clone. */
    database: { ownerUrl: string; template: string }
  }
}

/**
 * One PostgreSQL for the whole run: the embedded one in a temporary folder, or TEST_DATABASE_URL (a superuser's; it gets
 * databases named partnergate_test_… and loses them again). Migrated once; every test file clones that.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  process.env.DATABASE_ROLE_PREFIX = TEST_ROLE_PREFIX
  const log = createLog('warn')
  const server = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startTemporary()
  const template = `partnergate_test_${randomBytes(4).toString('hex')}`
  const names = roleNames(TEST_ROLE_PREFIX)
  try {
    await asOwner(server.url, (owner) => owner.query(`create database ${pg.escapeIdentifier(template)}`))
    const templateUrl = changeDatabaseUrl(server.url, { database: template })
    await asOwner(templateUrl, (owner) => ensureRoles(owner, names, appRolePassword(TEST_SECRET)))
    await migrate(templateUrl, { appRole: names.app, log, jobs })
  } catch (error) {
    await server.stop()
    throw error
  }
  project.provide('database', { ownerUrl: server.url, template })
  return async () => {
    await asOwner(server.url, (owner) => owner.query(`drop database ${pg.escapeIdentifier(template)} with (force)`))
    await server.stop()
  }
}

async function startTemporary(): Promise<{ url: string; stop: () => Promise<void> }> {
  const place = placeOfCluster()
  forgetKilled(place)
  const dataDir = mkdtempSync(join(place, `pgtest-${process.pid}-`))
  chmodSync(dataDir, 0o711) // for root, whose database runs as another user
  const settings = { fsync: 'off', full_page_writes: 'off', autovacuum: 'off', max_connections: '300' } // nobody needs it after a crash, nor for long
  const embedded = await startEmbeddedPostgres({ dataDir, secret: TEST_SECRET, log: createLog('warn'), settings })
  return {
    url: embedded.ownerUrl,
    stop: async () => {
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/**
 * In memory where there is room for it: two hundred databases are made and dropped in a run, and on a disk's file system that
 * costs more than most files' tests do. A container often has only 64 MB there.
 */
function placeOfCluster(): string {
  const memory = '/dev/shm'
  const needed = 4 * 2 ** 30
  try {
    accessSync(memory, constants.W_OK)
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize >= needed ? memory : tmpdir()
  } catch {
    return tmpdir()
  }
}

/** What runs that were killed left behind: in memory it would stay there until the machine is started anew. */
function forgetKilled(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = Number(/^pgtest-(\d+)-/.exec(name)?.[1])
    if (pid && !isAlive(pid)) rmSync(join(place, name), { recursive: true, force: true })
  }
}
