import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

export type AdministratorRow = {
  accountId: string
  firstName: string
  lastName: string
  email: string
  language: string
  role: 'super_admin' | 'admin' | 'user' | null
  since: Date
}

const columns = sql`account_id as "accountId", first_name as "firstName", last_name as "lastName", email, language, role,
  created_at as since`

/** Who may sponsor for the partner, by name. */
export async function listAdministrators(tx: Tx, partnerId: string): Promise<AdministratorRow[]> {
  const { rows } = await sql<AdministratorRow>`
    select ${columns} from membership
    where partner_id = ${partnerId} and sponsors and state = 'active'
    order by last_name, first_name, account_id limit 200`.execute(tx)
  return rows
}

/** The same, locked in one order until commit, so that two removals count each other. */
export async function lockAdministrators(tx: Tx, partnerId: string): Promise<AdministratorRow[]> {
  const { rows } = await sql<AdministratorRow>`
    select ${columns} from membership
    where partner_id = ${partnerId} and sponsors and state = 'active'
    order by account_id for update`.execute(tx)
  return rows
}

/** Somebody in a partner. */
export type MemberKey = { partnerId: string; accountId: string }

/** Members as a set that a row's `(partner_id, account_id)` is looked for in. */
export function membersIn(members: MemberKey[]): RawBuilder<unknown> {
  return sql`(select * from unnest(${members.map((one) => one.partnerId)}::uuid[], ${members.map((one) => one.accountId)}::uuid[]))`
}

/** Somebody who administers something in the partner: an SA, a PA, a sponsorship administrator, or several at once. */
export type PersonInCharge = Omit<AdministratorRow, 'since'> & { administers: boolean; sponsors: boolean }

/** Who is in charge of the partner now and has an account that works, by name: whom its mails are for. `administers`: as SA or PA. */
export function peopleInCharge(tx: Tx, partnerId: string): Promise<PersonInCharge[]> {
  return peopleInChargeOf(tx, [partnerId])
}

/** The same of several partners. */
export async function peopleInChargeOf(
  tx: Tx,
  partnerIds: string[],
): Promise<(PersonInCharge & { partnerId: string })[]> {
  const only = partnerIds.length === 1 ? partnerIds[0] : null
  const { rows } = await sql<PersonInCharge & { partnerId: string }>`
    select partner_id as "partnerId", account_id as "accountId", first_name as "firstName", last_name as "lastName", email,
      language, role, sponsors, coalesce(role in ('super_admin', 'admin'), false) as administers
    from membership
    where partner_id = any(${partnerIds}::uuid[]) and state = 'active' and (sponsors or role in ('super_admin', 'admin'))
      and account_id not in (select d.account_id from app.disabled_members(${only}::uuid) d)
    order by name_norm, account_id`.execute(tx)
  return rows
}

/** Whether this account works for the partner now, in whatever role; the transaction acts in it. */
export async function isMember(tx: Tx, partnerId: string, accountId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('membership')
    .select('account_id')
    .where('partner_id', '=', partnerId)
    .where('account_id', '=', accountId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Takes the right to sponsor away; somebody without a role in the support service is no member any more. Their sessions
 * end at once (attack 21). Returns how many did.
 */
export async function endSponsoring(tx: Tx, partnerId: string, accountId: string): Promise<number> {
  await sql`update membership set sponsors = false, status_report = 'never', updated_at = now(),
      state = case when role is null then 'removed' else state end
    where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
  const { rows } = await sql<{ ended: number }>`select app.end_sessions(${accountId}) as ended`.execute(tx)
  return rows[0]?.ended ?? 0
}
