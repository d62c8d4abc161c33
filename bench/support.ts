import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { jobs } from '../server/jobs.ts'
import { type Config, loadConfig } from '../server/platform/config.ts'
import { type AppDatabase, columnTypes, openAppDatabase } from '../server/platform/db/connect.ts'
import { startEmbeddedPostgres } from '../server/platform/db/embedded.ts'
import { migrate } from '../server/platform/db/migrate.ts'
import { appRolePassword, ensureRoles, roleNames } from '../server/platform/db/roles.ts'
import { changeDatabaseUrl } from '../server/platform/db/url.ts'
import { createLog, type Log } from '../server/platform/log.ts'

export const benchSecret = 'b'.repeat(64)

export type BenchDatabase = {
  owner: pg.Pool
  ownerUrl: string
  app: AppDatabase
  /** Of the application's role. */
  appUrl: string
  config: Config
  log: Log
  /** Environment of a server process that serves this database. */
  env: Record<string, string>
  close(): Promise<void>
}

/** A migrated PostgreSQL of our own in a temporary folder, durable as in production (fsync on). */
export async function openBenchDatabase(poolSize = 10): Promise<BenchDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pgbench-'))
  chmodSync(dataDir, 0o711)
  const log = createLog('fatal') // The report is the last line; a failure throws.
  const embedded = await startEmbeddedPostgres({
    dataDir,
    secret: benchSecret,
    log,
    settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
  })
  const { ownerUrl } = embedded
  const names = roleNames()
  const password = appRolePassword(benchSecret)
  const owner = new pg.Pool({ connectionString: ownerUrl, types: columnTypes, max: 4 })
  owner.on('error', () => {}) // The database goes down under it at the end.
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  await ensureRoles(client, names, password)
  await client.end()
  await migrate(ownerUrl, { appRole: names.app, log, jobs })
  const appUrl = changeDatabaseUrl(ownerUrl, { user: names.app, password })
  const app = openAppDatabase(appUrl, { size: poolSize, name: 'partnergate bench', log })
  const env = {
    DATABASE_URL: ownerUrl,
    SECRET: benchSecret,
    PORT: '0',
    LOG_LEVEL: 'error',
    ORIGIN: 'http://localhost:3000',
    DATA_DIR: dataDir,
  }
  return {
    owner,
    ownerUrl,
    app,
    appUrl,
    config: loadConfig(env),
    log,
    env,
    close: async () => {
      await app.close()
      await owner.end()
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type Measurement = { perSecond: number; p50Ms: number; p99Ms: number; count: number }

/** Calls `act` from `concurrency` loops for `seconds`, after a fifth of that as warm-up. */
export async function measure(
  seconds: number,
  concurrency: number,
  act: (index: number) => Promise<unknown>,
): Promise<Measurement> {
  await spin(seconds / 5, concurrency, act)
  const started = performance.now()
  const times = await spin(seconds, concurrency, act)
  const elapsed = (performance.now() - started) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number) => round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0, 3)
  return { perSecond: Math.round(times.length / elapsed), p50Ms: at(0.5), p99Ms: at(0.99), count: times.length }
}

async function spin(seconds: number, concurrency: number, act: (index: number) => Promise<unknown>): Promise<number[]> {
  const until = performance.now() + seconds * 1000
  const times: number[] = []
  let index = 0
  const loop = async () => {
    while (performance.now() < until) {
      const from = performance.now()
      index += 1
      await act(index)
      times.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, loop))
  return times
}

export type Report = {
  name: string
  figure: number
  unit: string
  baseline: number
  ratio: number
  detail: Record<string, unknown>
}

/** The last line of every benchmark (design §6). */
export function report(result: Report): void {
  console.log(JSON.stringify(result))
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

/** Per second, over measurements of the same length. */
export function mean(measured: Measurement[]): number {
  return measured.reduce((sum, { perSecond }) => sum + perSecond, 0) / measured.length
}
