import pg from 'pg'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { createKysely, RequestClient } from './dialect.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { IMAGE_FOLDER } from './image.ts'
import { appRolePassword, assertRestricted, ensureRoles, roleNames } from './roles.ts'
import type { Db } from './transaction.ts'
import { changeDatabaseUrl } from './url.ts'

export type AppDatabase = {
  db: Db
  pool: pg.Pool
  /** How the restricted role signs in; for clients with a pool of their own. */
  appUrl: string
  close(): Promise<void>
}

export type Database = AppDatabase & {
  /** How the migrating owner signs in. */
  ownerUrl: string
  embedded: EmbeddedPostgres | undefined
}

const MIN_MAJOR_VERSION = 15

// One key space with migrate.ts: whoever prepares the database has it to himself.
export const PREPARE_LOCK = 7_021_907_210_004

/**
 * The database of this configuration: our own PostgreSQL, started, or the one of DATABASE_URL; roles in place; a pool
 * that signs in as the restricted role (nothing is connected yet). `close` ends the pool, then our own PostgreSQL.
 * @throws Error saying what is wrong and what to do about it.
 */
export async function openDatabase(config: Config, log: Log): Promise<Database> {
  const { secret, dataDir } = config
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dataDir, secret, log, image: IMAGE_FOLDER })
  try {
    const ownerUrl = config.databaseUrl ?? embedded?.ownerUrl ?? ''
    const names = roleNames(config.databaseRolePrefix)
    const password = config.databaseAppUrl ? undefined : appRolePassword(secret)
    await asOwner(ownerUrl, async (owner) => {
      await checkVersion(owner)
      await owner.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
      await ensureRoles(owner, names, password)
    })
    const appUrl =
      config.databaseAppUrl ?? changeDatabaseUrl(ownerUrl, { user: names.app, password: appRolePassword(secret) })
    const app = openAppDatabase(appUrl, { size: config.databasePoolSize, name: `partnergate ${config.role}`, log })
    return {
      ...app,
      ownerUrl,
      embedded,
      close: async () => {
        await app.close()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

async function checkVersion(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ server_version: string }>('show server_version')
  const version = rows[0]?.server_version ?? ''
  if (Number.parseInt(version, 10) >= MIN_MAJOR_VERSION) return
  throw new Error(
    `The database of DATABASE_URL is PostgreSQL ${version}; Partnergate needs ${MIN_MAJOR_VERSION} or newer.`,
  )
}

/** A pool as the restricted role, and Kysely over it. No round trip. */
export function openAppDatabase(appUrl: string, options: { size: number; name: string; log: Log }): AppDatabase {
  const pool = new pg.Pool({
    connectionString: appUrl,
    Client: RequestClient,
    types: columnTypes,
    max: options.size,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: options.name,
  })
  // An idle connection that breaks (the database restarts) is replaced by the pool; without a listener it would end us.
  pool.on('error', (error) => options.log.warn({ error }, 'a database connection broke'))
  const db = createKysely(pool)
  const close = async () => {
    await db.destroy() // leaves a pool alone that was never used
    if (!pool.ended) await pool.end()
  }
  return { db, pool, appUrl, close }
}

/** Refuses to go on when row-level security would not bind the application (design §5). After migration. */
export async function checkAppRole(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await assertRestricted(client)
  } finally {
    client.release()
  }
}

/** Runs `act` on one connection of the owner, without time limits of its role, and closes it. */
export async function asOwner<T>(ownerUrl: string, act: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: ownerUrl, types: columnTypes, application_name: 'partnergate owner' })
  try {
    await owner.connect()
    await owner.query(`select set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)`)
    return await act(owner)
  } catch (error) {
    throw explain(error, ownerUrl)
  } finally {
    await owner.end().catch(() => {})
  }
}

function explain(error: unknown, ownerUrl: string): unknown {
  const { code } = error as { code?: string }
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'there is no such host',
    ETIMEDOUT: 'no answer',
    ENOENT: 'there is no socket',
    '28P01': 'the password is not right',
    '28000': 'the login is refused',
    '3D000': 'there is no such database; create it first',
  }
  const reason = code && reasons[code]
  if (!reason) return error
  return new Error(`The database of DATABASE_URL (${withoutPassword(ownerUrl)}) cannot be used: ${reason}.`, {
    cause: error,
  })
}

const withoutPassword = (url: string) => url.replace(/:[^:/@]*@/, '@')

const INT8 = 20
const DATE = 1082

/**
 * int8 (counts) as numbers: beyond 2^53 as text rather than wrong. Dates stay the text YYYY-MM-DD, which has no time
 * zone to be off by; timestamptz is Date, numeric text.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8 && format !== 'binary') return parseInt8
    if (oid === DATE && format !== 'binary') return String
    return pg.types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

function parseInt8(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}
