import { sql } from 'kysely'
import { type Tx, withAuthRole } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'

const UNIQUE_VIOLATION = '23505'

export type AccountRow = {
  id: string
  email: string
  firstName: string
  lastName: string
  language: string
  emailVerified: boolean
  password: string | null
}

/** An account by its normalised e-mail, with its password hash; null when there is none or it is disabled. */
export async function findAccountByEmail(tx: Tx, email: string): Promise<AccountRow | null> {
  return one(tx, sql`u.email = ${email}`)
}

/** The same by id. */
export async function findAccount(tx: Tx, accountId: string): Promise<AccountRow | null> {
  return one(tx, sql`u.id = ${accountId}::uuid`)
}

async function one(tx: Tx, condition: ReturnType<typeof sql>): Promise<AccountRow | null> {
  const { rows } = await withAuthRole(tx, () =>
    sql<AccountRow>`select u.id, u.email, u."firstName", u."lastName", u.language, u."emailVerified", a.password
      from auth."user" u left join auth.account a on a."userId" = u.id and a."providerId" = 'credential'
      where ${condition} and u."disabledAt" is null`.execute(tx),
  )
  return rows[0] ?? null
}

/** Sets the password hash and ends every session but the one named. */
export async function setPassword(
  tx: Tx,
  accountId: string,
  hash: string,
  keepSessionId: string | null,
): Promise<void> {
  await withAuthRole(tx, async () => {
    await sql`insert into auth.account (id, "accountId", "providerId", "userId", password)
      values (${newId()}, ${accountId}, 'credential', ${accountId}, ${hash})
      on conflict ("providerId", "accountId") do update set password = excluded.password, "updatedAt" = now()`.execute(
      tx,
    )
    await sql`delete from auth.session where "userId" = ${accountId} and id is distinct from ${keepSessionId}::uuid`.execute(
      tx,
    )
  })
}

/** Sets a new, confirmed address everywhere a tenant keeps a copy of it. False when another account has it by now. */
export async function setEmail(tx: Tx, accountId: string, email: string): Promise<boolean> {
  try {
    const { rows } = await sql<{ changed: boolean }>`
      select app.change_email(${accountId}::uuid, ${email}) as changed`.execute(tx)
    return rows[0]?.changed ?? false
  } catch (error) {
    // Somebody else took the address in the same moment.
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return false
    throw error
  }
}

export async function setLanguage(tx: Tx, accountId: string, language: string): Promise<void> {
  await sql`select app.change_language(${accountId}::uuid, ${language})`.execute(tx)
}

export type SessionRow = {
  sessionId: string
  createdAt: Date
  expiresAt: Date
  address: string | null
  userAgent: string | null
}

export async function listSessions(tx: Tx, accountId: string): Promise<SessionRow[]> {
  const { rows } = await withAuthRole(tx, () =>
    sql<SessionRow>`select id as "sessionId", "createdAt", "expiresAt", "ipAddress" as address, "userAgent"
      from auth.session where "userId" = ${accountId} and "expiresAt" > now() order by "createdAt" desc limit 100`.execute(
      tx,
    ),
  )
  return rows
}

/** Ends one session of this account, or with null all but `keepSessionId`. Returns how many. */
export async function endSessions(
  tx: Tx,
  accountId: string,
  sessionId: string | null,
  keepSessionId: string | null,
): Promise<number> {
  const result = await withAuthRole(tx, () =>
    sql`delete from auth.session where "userId" = ${accountId} and (${sessionId}::uuid is null or id = ${sessionId}::uuid)
        and id is distinct from ${keepSessionId}::uuid`.execute(tx),
  )
  return Number(result.numAffectedRows ?? 0)
}

/** Lets those who administrate a person's registrations see when they were last here. */
export async function noteSignIn(tx: Tx, accountId: string): Promise<void> {
  await sql`select app.note_sign_in(${accountId}::uuid)`.execute(tx)
}
