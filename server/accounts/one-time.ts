import { sql } from 'kysely'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { type Tx, withAuthRole } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'

type Purpose = 'password_reset' | 'email_change'

/** A one-time token for `purpose`, kept as its hash with `value` beside it. An earlier one of the same account dies. */
export async function issueOneTime(
  tx: Tx,
  purpose: Purpose,
  accountId: string,
  value: Record<string, string>,
  minutes: number,
): Promise<string> {
  const token = newToken()
  await withAuthRole(tx, async () => {
    await sql`delete from auth.verification where identifier like ${`${purpose}:%`} and value::jsonb->>'accountId' = ${accountId}`.execute(
      tx,
    )
    await sql`insert into auth.verification (id, identifier, value, "expiresAt")
      values (${newId()}, ${`${purpose}:${hashToken(token)}`}, ${JSON.stringify({ ...value, accountId })}, now() + make_interval(mins => ${minutes}))`.execute(
      tx,
    )
  })
  return token
}

/** Takes back every link of an account that is still open: what was asked for before the change must not undo it. */
export async function withdrawOneTimes(tx: Tx, accountId: string): Promise<void> {
  await withAuthRole(tx, () =>
    sql`delete from auth.verification where (identifier like 'password_reset:%' or identifier like 'email_change:%')
        and value::jsonb->>'accountId' = ${accountId}`.execute(tx),
  )
}

/** Consumes a token in one statement: of two callers one gets the value, the other null (attack 12). */
export async function consumeOneTime(tx: Tx, purpose: Purpose, token: string): Promise<Record<string, string> | null> {
  const { rows } = await withAuthRole(tx, () =>
    sql<{
      value: string
      expired: boolean
    }>`delete from auth.verification where identifier = ${`${purpose}:${hashToken(token)}`}
      returning value, "expiresAt" <= now() as expired`.execute(tx),
  )
  const row = rows[0]
  return row && !row.expired ? (JSON.parse(row.value) as Record<string, string>) : null
}
