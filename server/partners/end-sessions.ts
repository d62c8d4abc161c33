import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

/**
 * Makes `change`, and signs out at once who held something under this partner before it and holds nothing after (attack 21);
 * whoever keeps some access keeps the session. Returns how many people were signed out.
 */
export async function endingSessions(tx: Tx, partnerId: string, change: () => Promise<unknown>): Promise<number> {
  const { rows } = await sql<{ account_id: string }>`select distinct a.account_id from effective_access a
    where a.partner_id = ${partnerId} and a.holds`.execute(tx)
  await change()
  return endSessionsOfTheAccessless(
    tx,
    partnerId,
    rows.map((row) => row.account_id),
  )
}

/** Ends the sessions of those of `accountIds` who hold nothing under this partner any more. Returns how many people. */
export async function endSessionsOfTheAccessless(tx: Tx, partnerId: string, accountIds: string[]): Promise<number> {
  if (accountIds.length === 0) return 0
  const { rows } = await sql<{ n: number }>`
    select count(app.end_sessions(x.id))::int as n from unnest(${accountIds}::uuid[]) as x (id)
    where not exists (select from effective_access a
                      where a.partner_id = ${partnerId} and a.account_id = x.id and a.holds)`.execute(tx)
  return rows[0]?.n ?? 0
}
