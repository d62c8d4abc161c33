import { sql } from 'kysely'
import { type Tx, withAuthRole } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import type { StaffRole } from './invitation-queries.ts'

type Names = { firstName: string; lastName: string; email: string; language: string }

/**
 * A confirmed account with this password, for somebody whom the server or a mailed link vouched for. Null when the
 * address has a confirmed account already: then its owner must sign in, nothing is linked silently (attack 15).
 */
export async function makeConfirmedAccount(tx: Tx, names: Names, passwordHash: string): Promise<string | null> {
  const { email, firstName, lastName, language } = names
  const ensured = await sql<{ account_id: string; confirmed: boolean }>`
    select account_id, confirmed from app.ensure_account(${newId()}, ${email}, ${firstName}, ${lastName}, ${language})`.execute(
    tx,
  )
  const account = ensured.rows[0]
  if (!account || account.confirmed) return null
  const confirmed = await sql<{ done: boolean }>`
    select app.confirm_account(${account.account_id}, ${newId()}, ${passwordHash}, ${firstName}, ${lastName}, ${language}) as done`.execute(
    tx,
  )
  return confirmed.rows[0]?.done ? account.account_id : null
}

/** Makes an account staff; a former member of the staff becomes one again. False when it is staff now. */
export async function addStaff(
  tx: Tx,
  given: { accountId: string; role: StaffRole; firstName: string; lastName: string; email: string },
): Promise<boolean> {
  const result = await sql`
    insert into vendor_staff as s (account_id, role, first_name, last_name, email)
    values (${given.accountId}, ${given.role}, ${given.firstName}, ${given.lastName}, ${given.email})
    on conflict (account_id) do update set role = excluded.role, state = 'active', first_name = excluded.first_name,
      last_name = excluded.last_name, email = excluded.email, updated_at = now()
    where s.state = 'removed'`.execute(tx)
  return result.numAffectedRows === 1n
}

export type StaffRow = {
  accountId: string
  firstName: string
  lastName: string
  email: string
  role: StaffRole
  createdAt: Date
}

export const staffSorts = ['name', 'email', 'since'] as const

/** Who works for the vendor now; a few dozen at most. `sort` is a name of `staffSorts`, with `-` for descending. */
export async function listStaff(
  tx: Tx,
  filter: { q?: string | undefined; role?: StaffRole[] | undefined; sort: string },
): Promise<StaffRow[]> {
  const { q = null, role = null, sort } = filter
  const by = {
    name: sql`lower(last_name || ' ' || first_name)`,
    email: sql`email`,
    since: sql`created_at`,
  }[sort.replace('-', '') as (typeof staffSorts)[number]]
  const { rows } = await sql<StaffRow>`
    select account_id as "accountId", first_name as "firstName", last_name as "lastName", email, role, created_at as "createdAt"
    from vendor_staff
    where state = 'active' and (${role}::text[] is null or role = any(${role}::text[]))
      and (${q}::text is null or position(lower(${q}::text) in lower(first_name || ' ' || last_name || ' ' || email)) > 0)
    order by ${by} ${sql.raw(sort.startsWith('-') ? 'desc' : 'asc')}, account_id limit 500`.execute(tx)
  return rows
}

/**
 * The active staff, locked until commit in one order, so that two administrators who take each other's role at once
 * cannot both succeed.
 */
export async function lockStaff(tx: Tx): Promise<StaffRow[]> {
  const { rows } = await sql<StaffRow>`
    select account_id as "accountId", first_name as "firstName", last_name as "lastName", email, role, created_at as "createdAt"
    from vendor_staff where state = 'active' order by account_id for update`.execute(tx)
  return rows
}

export async function setStaffRole(tx: Tx, accountId: string, role: StaffRole): Promise<void> {
  await sql`update vendor_staff set role = ${role}, updated_at = now() where account_id = ${accountId}`.execute(tx)
}

/** Takes somebody off the staff and ends their sessions at once (attack 21). Returns how many sessions ended. */
export async function removeStaff(tx: Tx, accountId: string): Promise<number> {
  await sql`update vendor_staff set state = 'removed', updated_at = now() where account_id = ${accountId}`.execute(tx)
  const { rows } = await sql<{ ended: number }>`select app.end_sessions(${accountId}) as ended`.execute(tx)
  return rows[0]?.ended ?? 0
}

export async function isActiveStaffEmail(tx: Tx, email: string): Promise<boolean> {
  const { rows } = await sql`select 1 from vendor_staff where email = ${email} and state = 'active'`.execute(tx)
  return rows.length > 0
}

/** Whether an address has a confirmed account. Asked only for somebody who proved to read that address's mail. */
export async function hasConfirmedAccount(tx: Tx, email: string): Promise<boolean> {
  const { rows } = await withAuthRole(tx, () =>
    sql`select 1 from auth."user" where email = ${email} and "emailVerified"`.execute(tx),
  )
  return rows.length > 0
}
