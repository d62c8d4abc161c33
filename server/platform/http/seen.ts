import { sql } from 'kysely'
import type { Tx } from '../db/transaction.ts'
import { problems } from './problem.ts'

/** Tables whose rows have lists and files of their own below them. */
export type Whole = 'partner' | 'contract' | 'collection' | 'team_import'

/**
 * What is below a thing that this transaction does not see is not there: a list of nothing would say that it is. `ids` are those
 * of the path, named as there; all of them are columns of the table.
 * @throws not_found, whether there is none or it is another's
 */
export async function requireSeen(tx: Tx, table: Whole, ids: Record<string, string>): Promise<void> {
  const named = Object.entries(ids).map(
    ([name, id]) => sql`${sql.ref(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))} = ${id}`,
  )
  const { rows } = await sql`select from ${sql.table(table)} where ${sql.join(named, sql` and `)}`.execute(tx)
  if (rows.length === 0) throw problems.not_found()
}
