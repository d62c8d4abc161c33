import { type RawBuilder, sql } from 'kysely'
import type { Tx } from './transaction.ts'

/** How many rows `from` (a table with its conditions) has; no more of them than `most` are looked for. */
export async function countRows(tx: Tx, from: RawBuilder<unknown>, most?: number): Promise<number> {
  const counted = most === undefined ? sql`${from}` : sql`(select from ${from} limit ${most}) c`
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${counted}`.execute(tx)
  return rows[0]?.n ?? 0
}
