import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest'
import { TEST_SECRET } from '../../../test/support/constants.ts'
import { createLog } from '../log.ts'
import { asOwner } from './connect.ts'
import { migrate } from './migrate.ts'
import { migrationNames } from './migration-files.ts'
import { roleNames } from './roles.ts'
import { changeDatabaseUrl } from './url.ts'

const log = createLog('silent')
const command = join(import.meta.dirname, '..', '..', 'migrate.ts')

// A database with nothing in it, and roles nobody has made yet.
let serverUrl: string
let url: string
let prefix: string
let folder: string

beforeEach(async () => {
  serverUrl = inject('database').ownerUrl
  prefix = `pgtest_${randomBytes(4).toString('hex')}`
  url = changeDatabaseUrl(serverUrl, { database: prefix })
  folder = mkdtempSync(join(tmpdir(), 'pg-migrations-'))
  await asOwner(serverUrl, (owner) => owner.query(`create database ${prefix}`))
})
afterEach(async () => {
  rmSync(folder, { recursive: true })
  const { app, definer, auth } = roleNames(prefix)
  await asOwner(serverUrl, async (owner) => {
    await owner.query(`drop database ${prefix} with (force)`)
    await owner.query(`drop role if exists ${app}, ${definer}, ${auth}`)
  })
})

function migrateInAnotherProcess(): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, DATABASE_URL: url, DATABASE_ROLE_PREFIX: prefix, SECRET: TEST_SECRET }
  const child = spawn(process.execPath, [command], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}

function write(name: string, up: string): void {
  const text = `import { sql } from '${import.meta.resolve('kysely')}'\nexport const up = (db) => sql.raw(${JSON.stringify(up)}).execute(db)\n`
  writeFileSync(join(folder, `${name}.ts`), text)
}

/** Jobs are installed as well; they need a role to be granted to. */
async function migrateFolder(): Promise<string[]> {
  const { app } = roleNames('partnergate_test')
  return migrate(url, { appRole: app, log, jobs: [], folder })
}

const rows = (text: string) => asOwner(url, async (owner) => (await owner.query(text)).rows)

test('four processes at once on an empty database: one migrates, all are right', async () => {
  const results = await Promise.all(Array.from({ length: 4 }, migrateInAnotherProcess))
  for (const { code, output } of results) expect(code, output).toBe(0)
  expect(results.filter(({ output }) => output.includes('database migrated'))).toHaveLength(1)
  const done = await rows('select name from migration.kysely_migration order by name')
  expect(done.map(({ name }) => name)).toEqual(migrationNames())
  const { app } = roleNames(prefix)
  expect(await rows(`select rolsuper or rolbypassrls as elevated from pg_roles where rolname = '${app}'`)).toEqual([
    { elevated: false },
  ])
})

test('only what is pending runs', async () => {
  write('20260101T0000_one', 'create table one (n int)')
  expect(await migrateFolder()).toEqual(['20260101T0000_one'])
  write('20260102T0000_two', 'create table two (n int)')
  expect(await migrateFolder()).toEqual(['20260102T0000_two'])
  expect(await migrateFolder()).toEqual([])
})

test('when one of several fails, nothing was changed', async () => {
  write('20260101T0000_one', 'create table one (n int)')
  write('20260102T0000_two', 'create table two (n no_such_type)')
  await expect(migrateFolder()).rejects.toThrow(/20260102T0000_two failed; nothing was changed: .*no_such_type/)
  expect(await rows(`select to_regclass('one') is null as gone`)).toEqual([{ gone: true }])
})

test('a database of a newer version is left alone', async () => {
  write('20260101T0000_one', 'create table one (n int)')
  write('20260102T0000_two', 'create table two (n int)')
  await migrateFolder()
  rmSync(join(folder, '20260102T0000_two.ts'))
  await expect(migrateFolder()).rejects.toThrow(/newer version of Partnergate \(it has 20260102T0000_two/)
})

test('a migration that cannot get its lock lets others pass and tries again', async () => {
  write('20260101T0000_one', 'create table busy (n int)')
  await migrateFolder()
  const reader = new pg.Client({ connectionString: url })
  await reader.connect()
  try {
    await reader.query('begin; lock table busy in access share mode')
    write('20260102T0000_two', 'alter table busy add column m int')
    const warned = vi.fn()
    const migrating = migrate(url, {
      appRole: roleNames('partnergate_test').app,
      log: Object.assign(Object.create(log), { warn: warned }),
      jobs: [],
      folder,
    })
    await vi.waitFor(() => expect(warned).toHaveBeenCalled(), { timeout: 30_000 })
    await reader.query('rollback')
    expect(await migrating).toEqual(['20260102T0000_two'])
  } finally {
    await reader.end()
  }
})

test('a name without its time is refused', async () => {
  write('partners', 'select 1')
  await expect(migrateFolder()).rejects.toThrow('partners.ts is no name for a migration')
})
