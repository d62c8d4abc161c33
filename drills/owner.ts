import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { jobs } from '../server/jobs.ts'
import type { Config } from '../server/platform/config.ts'
import { asOwner, columnTypes, type Database, openDatabase } from '../server/platform/db/connect.ts'
import { migrate } from '../server/platform/db/migrate.ts'
import { createLog } from '../server/platform/log.ts'
import type { DB } from '../server/schema.ts'

/** The owner's typed access, with which the tests' fixtures write. End it with `destroy`. */
export function ownerKysely(ownerUrl: string): Kysely<DB> {
  const pool = new pg.Pool({ connectionString: ownerUrl, types: columnTypes, max: 2 })
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

/** Opens the data folder's own database while the server is down. */
export async function withOwner<T>(
  config: Config,
  act: (owner: pg.Client, secret: string, database: Database) => Promise<T>,
): Promise<T> {
  const log = createLog('error')
  const database = await openDatabase(config, log)
  try {
    await migrate(database.ownerUrl, { appRole: `${config.databaseRolePrefix}_app`, log, jobs })
    return await asOwner(database.ownerUrl, (owner) => act(owner, config.secret, database))
  } finally {
    await database.close()
  }
}
