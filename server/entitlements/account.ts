import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

/** A person's sign-in, as far as access depends on it. `since`: when it was made, or disabled. */
export type Account = {
  accountId: string
  email: string
  firstName: string
  lastName: string
  state: 'active' | 'unconfirmed' | 'disabled'
  active: boolean
  since: Date
}

type Row = {
  email: string
  first_name: string
  last_name: string
  email_verified: boolean
  disabled_at: Date | null
  created_at: Date
}

/** The account; null when it does not exist, or is none of the transaction's business. */
export async function accountOf(tx: Tx, accountId: string): Promise<Account | null> {
  const { rows } = await sql<Row>`select * from app.account_of(${accountId}::uuid)`.execute(tx)
  const row = rows[0]
  if (!row) return null
  const state = row.disabled_at ? 'disabled' : row.email_verified ? 'active' : 'unconfirmed'
  return {
    accountId,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    state,
    active: state === 'active',
    since: row.disabled_at ?? row.created_at,
  }
}
