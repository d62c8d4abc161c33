import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Kysely, Kysely as KyselyInstance, PostgresDialect } from 'kysely'
import type { Migration } from 'kysely/migration'
import pg from 'pg'
import type { AnyJob } from '../jobs/job.ts'
import type { Log } from '../log.ts'
import { asOwner, PREPARE_LOCK } from './connect.ts'
import { MIGRATIONS_FOLDER, migrationNames } from './migration-files.ts'

// Beside the domain's schemas, so that their catalogue has nothing but the domain in it.
const SCHEMA = 'migration'
// A migration that waits for a lock makes everybody else wait behind it: it gives up soon and tries again.
const LOCK_TIMEOUT_MILLISECONDS = 2000
const ATTEMPTS = 30

/**
 * Brings the schema up to date and installs the job queues. Any number of processes may call this at once: the first
 * does it, the others wait and find it done. All migrations are one transaction: they succeed together or not at all.
 * @returns the names of the migrations that were run.
 * @throws Error when one fails, or when the database was migrated by a newer version.
 */
export async function migrate(
  ownerUrl: string,
  options: { appRole: string; log: Log; jobs: readonly AnyJob[]; folder?: string },
): Promise<string[]> {
  const { log, folder = MIGRATIONS_FOLDER } = options
  return asOwner(ownerUrl, async (owner) => {
    await lock(owner, log)
    const names = migrationNames(folder)
    const pending = await pendingOf(owner, names)
    if (pending.length > 0) await runPending(ownerUrl, folder, names, log)
    const { installJobs } = await import('../jobs/install.ts')
    await installJobs(owner, options.appRole, options.jobs)
    return pending
  })
}

/** Held by this connection until it closes. */
async function lock(owner: pg.Client, log: Log): Promise<void> {
  const { rows } = await owner.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [PREPARE_LOCK])
  if (rows[0]?.free) return
  log.info('waiting for another process that prepares the database')
  await owner.query('select pg_advisory_lock($1)', [PREPARE_LOCK])
}

async function pendingOf(owner: pg.Client, names: string[]): Promise<string[]> {
  const table = `${SCHEMA}.kysely_migration`
  const { rows } = await owner.query<{ known: boolean }>('select to_regclass($1) is not null as known', [table])
  const done = rows[0]?.known
    ? (await owner.query<{ name: string }>(`select name from ${table} order by name`)).rows
    : []
  const unknown = done.find(({ name }) => !names.includes(name))
  if (unknown) {
    throw new Error(
      `The database was migrated by a newer version of Partnergate (it has ${unknown.name}, which this version does ` +
        'not know). Start that version, or restore a backup made before.',
    )
  }
  const last = done.at(-1)?.name ?? ''
  return names.filter((name) => name > last)
}

async function runPending(ownerUrl: string, folder: string, names: string[], log: Log): Promise<void> {
  const { Migrator } = await import('kysely/migration')
  const migrations: Record<string, Migration> = {}
  for (const name of names) {
    migrations[name] = await load(folder, name)
  }
  const db = openOwnerKysely(ownerUrl)
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
      migrationTableSchema: SCHEMA,
    })
    for (let attempt = 1; ; attempt++) {
      const { error, results = [] } = await migrator.migrateToLatest()
      if (error === undefined) {
        log.info({ migrations: results.map(({ migrationName }) => migrationName) }, 'database migrated')
        return
      }
      const failed = results.find(({ status }) => status === 'Error')?.migrationName
      if ((error as { code?: string }).code !== '55P03' || attempt === ATTEMPTS) {
        throw new Error(`Migration ${failed ?? ''} failed; nothing was changed: ${(error as Error).message}`, {
          cause: error,
        })
      }
      log.warn({ migration: failed, attempt }, 'a migration could not get its lock in time; trying again')
      await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 800))
    }
  } finally {
    await db.destroy()
  }
}

/** Ours are named in a way that the bundle can take them in. */
function load(folder: string, name: string): Promise<Migration> {
  if (folder === MIGRATIONS_FOLDER) return import(`../../../migrations/${name}.ts`)
  return import(pathToFileURL(join(folder, `${name}.ts`)).href)
}

function openOwnerKysely(ownerUrl: string): Kysely<unknown> {
  const pool = new pg.Pool({
    connectionString: ownerUrl,
    max: 1,
    application_name: 'partnergate migration',
    lock_timeout: LOCK_TIMEOUT_MILLISECONDS,
  })
  return new KyselyInstance<unknown>({ dialect: new PostgresDialect({ pool }) })
}
