import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { columnTypes } from '../server/platform/db/connect.ts'
import type { DB } from '../server/schema.ts'

/** The owner's typed access, with which the tests' fixtures write. End it with `destroy`. */
export function ownerKysely(ownerUrl: string): Kysely<DB> {
  const pool = new pg.Pool({ connectionString: ownerUrl, types: columnTypes, max: 2 })
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}
