import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { TEST_SECRET } from '../../../test/support/constants.ts'
import { createLog } from '../log.ts'
import { prepareCluster } from './cluster.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { startPostmaster } from './postmaster.ts'

const log = createLog('silent')
const runsAsRoot = process.getuid?.() === 0
const script = join(import.meta.dirname, '..', '..', '..', 'test', 'support', 'embedded-process.ts')

// One cluster is made; each test works on a copy, in the same folder because the database's user has to own it.
let folder: string
let dataDir: string
const started: EmbeddedPostgres[] = []
const processes: ChildProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pg-embedded-'))
  chmodSync(folder, 0o711)
  dataDir = join(folder, 'data')
  const embedded = await startEmbeddedPostgres({ dataDir, secret: TEST_SECRET, log })
  await query(embedded.ownerUrl, 'create table kept (n int)')
  await embedded.stop()
})
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL')
  for (const embedded of started.splice(0)) await embedded.stop()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function up(options: { dataDir?: string; secret?: string } = {}): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres({ dataDir, secret: TEST_SECRET, log, ...options })
  started.push(embedded)
  return embedded
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // the database goes away on purpose
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function upInAnotherProcess(): Promise<{ child: ChildProcess; ownerUrl: string; postmaster: number }> {
  const child = spawn(process.execPath, [script], { env: { ...process.env, DATA_DIR: dataDir } })
  processes.push(child)
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint += chunk
  })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', () => reject(new Error(complaint)))
  })
  return { child, ...JSON.parse(line) }
}

test('it listens on a socket only, syncs to disk, and does not get our environment', async () => {
  vi.stubEnv('SECRET', 'must-not-leak')
  const embedded = await up()
  vi.unstubAllEnvs()
  const settings = `select current_setting('listen_addresses') as tcp, current_setting('fsync') as fsync,
    current_setting('unix_socket_permissions') as socket, current_setting('password_encryption') as passwords`
  expect(await query(embedded.ownerUrl, settings)).toEqual([
    { tcp: '', fsync: 'on', socket: '0700', passwords: 'scram-sha-256' },
  ])
  if (process.platform === 'linux') {
    expect(readFileSync(`/proc/${embedded.pid()}/environ`, 'utf8')).not.toContain('must-not-leak')
  }
  const guest = embedded.ownerUrl.replace(/:[^:@/]+@/, ':wrong@')
  await expect(query(guest, 'select 1')).rejects.toThrow('password authentication failed')
})

test('after kill -9 of the application, the next start finds everything committed', async () => {
  const first = await upInAnotherProcess()
  await query(first.ownerUrl, 'insert into kept values (1)')
  first.child.kill('SIGKILL')
  const second = await up()
  expect(await query(second.ownerUrl, 'select n from kept')).toEqual([{ n: 1 }])
  expect(second.pid()).not.toBe(first.postmaster)
})

test('a postmaster that outlived its application is stopped and replaced', async () => {
  const cluster = await prepareCluster(dataDir, TEST_SECRET, log)
  const orphan = await startPostmaster(cluster, {}, log)
  const embedded = await up()
  expect(await orphan.exited).toBeTruthy()
  expect(embedded.pid()).not.toBe(orphan.pid)
  await query(embedded.ownerUrl, 'select 1')
})

test('a second application on the same folder is refused, and told which has it', async () => {
  const first = await upInAnotherProcess()
  await expect(up()).rejects.toThrow(new RegExp(`process ${first.child.pid}\\) is using the data folder ${dataDir}`))
  await query(first.ownerUrl, 'select 1')
})

test('of several that start at once one gets the folder, the others are refused', async () => {
  const results = await Promise.allSettled([upInAnotherProcess(), upInAnotherProcess(), upInAnotherProcess()])
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(String(result.reason)).toContain('is using the data folder')
  }
})

test('when the database is killed, it comes back by itself', async () => {
  const embedded = await up()
  await query(embedded.ownerUrl, 'insert into kept values (2)')
  const before = embedded.pid()
  process.kill(before, 'SIGKILL')
  await vi.waitFor(
    async () => {
      expect(embedded.pid()).not.toBe(before)
      expect(await query(embedded.ownerUrl, 'select n from kept where n = 2')).toEqual([{ n: 2 }])
    },
    { timeout: 30_000, interval: 50 },
  )
})

test('a pid file that names another program, as after a restart of the machine, is no obstacle', async () => {
  const pidFile = join(dataDir, 'postgresql', 'postmaster.pid')
  writeFileSync(pidFile, `${process.ppid}\n${join(dataDir, 'postgresql')}\n1600000000\n5432\n\n\n`, { mode: 0o644 })
  const embedded = await up()
  await query(embedded.ownerUrl, 'select 1')
})

test('data of another major version is refused with what to do', async () => {
  const version = join(dataDir, 'postgresql', 'PG_VERSION')
  const own = readFileSync(version, 'utf8')
  writeFileSync(version, '9\n')
  try {
    await expect(up()).rejects.toThrow(/made by PostgreSQL 9; .* which cannot read it/)
  } finally {
    writeFileSync(version, own)
  }
  await up() // and the folder is free again
})

test('a secret that is not the one of this database is told apart from a broken one', async () => {
  await expect(up({ secret: 'f'.repeat(64) })).rejects.toThrow('not of the same installation')
  await up()
})

test('a folder that holds something else is left alone', async () => {
  const other = join(folder, 'other')
  mkdirSync(join(other, 'postgresql'), { recursive: true, mode: 0o711 })
  writeFileSync(join(other, 'postgresql', 'notes.txt'), 'mine')
  await expect(up({ dataDir: other })).rejects.toThrow('holds something that is not a database')
  expect(readFileSync(join(other, 'postgresql', 'notes.txt'), 'utf8')).toBe('mine')
})

test('a half made cluster of a start that was killed is thrown away', async () => {
  const fresh = join(folder, 'fresh')
  mkdirSync(join(fresh, 'postgresql.new-killed'), { recursive: true, mode: 0o711 })
  chmodSync(fresh, 0o711)
  const embedded = await up({ dataDir: fresh })
  await query(embedded.ownerUrl, 'select 1')
  expect(existsSync(join(fresh, 'postgresql.new-killed'))).toBe(false)
})

test('a path too long for a socket has its socket elsewhere', async () => {
  const deep = join(folder, 'd'.repeat(60), 'e'.repeat(40))
  mkdirSync(deep, { recursive: true, mode: 0o711 })
  cpSync(join(dataDir, 'server.lock'), join(deep, 'server.lock'))
  const embedded = await up({ dataDir: deep })
  await query(embedded.ownerUrl, 'select 1')
  await embedded.stop()
  expect(existsSync(embedded.connection.host)).toBe(false)
})

test.runIf(runsAsRoot)(
  'where the database’s user cannot reach the folder, the database is kept where it can',
  async () => {
    const closed = join(folder, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const data = join(closed, 'data')
    const first = await up({ dataDir: data })
    const { home } = JSON.parse(readFileSync(join(data, 'cluster.json'), 'utf8')) as { home: string }
    try {
      await query(first.ownerUrl, 'create table elsewhere (n int)')
      await first.stop()
      const second = await up({ dataDir: data })
      await query(second.ownerUrl, 'table elsewhere')
      await second.stop()
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
    await expect(up({ dataDir: data })).rejects.toThrow(`the database of ${data} is at ${home}`.replace(/^t/, 'T'))
  },
)
