import { sql } from 'kysely'
import { qualificationOf } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { StaffRole } from './staff-actions.ts'

/** Somebody of the staff, also a former one, and whether the account may sign in. */
export type StaffRow = {
  account_id: string
  name: string
  role: StaffRole
  active: boolean
  since: Date
  account_email: string
  account_state: 'active' | 'unconfirmed' | 'disabled'
  account_since: Date
  vendor_name: string
}

export async function readStaff(tx: Tx, accountId: string): Promise<StaffRow | null> {
  const { rows } = await sql<StaffRow>`
    select s.account_id, s.first_name || ' ' || s.last_name as name, s.role, s.state = 'active' as active,
      case when s.state = 'active' then s.created_at else s.updated_at end as since,
      u.email as account_email, coalesce(u.disabled_at, u.created_at) as account_since,
      case when u.disabled_at is not null then 'disabled' when u.email_verified then 'active' else 'unconfirmed' end as account_state,
      v.name as vendor_name
    from vendor_staff s cross join lateral app.account_of(s.account_id) u cross join vendor_settings v
    where s.account_id = ${accountId}`.execute(tx)
  return rows[0] ?? null
}

/** The staff whose role grants something, by name: who can give a role, record a contract, start a look. */
export async function staffToAsk(tx: Tx): Promise<{ name: string; role: StaffRole }[]> {
  const { rows } = await sql<{ name: string; role: StaffRole }>`
    select first_name || ' ' || last_name as name, role from vendor_staff
    where state = 'active' and role in ('administrator', 'support_agent')
    order by role, name limit 40`.execute(tx)
  return rows
}

/** What a partner gives to go on. */
export type PartnerFacts = {
  name: string
  state: 'active' | 'suspended'
  service: 'in_force' | 'grace' | 'closed' | 'none'
  superAdmins: string[]
  qualification: Awaited<ReturnType<typeof qualificationOf>>
  /** Of the person who is asked about. */
  look: { reason: string; startedAt: Date; endsAt: Date } | null
  role: string | null
}

export async function readPartnerFacts(tx: Tx, partnerId: string, accountId: string): Promise<PartnerFacts | null> {
  const { rows } = await sql<Omit<PartnerFacts, 'qualification'>>`
    select p.name, p.state, app.service_of(p.partner_id) as service,
      array(select m.first_name || ' ' || m.last_name from membership m cross join lateral app.account_of(m.account_id) u
        where m.partner_id = p.partner_id and m.role = 'super_admin' and m.state = 'active' and u.disabled_at is null
        order by m.name_norm) as "superAdmins",
      (select json_build_object('reason', a.reason, 'startedAt', a.started_at, 'endsAt', a.ends_at) from acting a
        where a.partner_id = p.partner_id and a.account_id = ${accountId} and a.ended_at is null and a.ends_at > now()
        order by a.acting_id desc limit 1) as look,
      (select m.role from membership m where m.partner_id = p.partner_id and m.account_id = ${accountId} and m.state = 'active') as role
    from partner p where p.partner_id = ${partnerId}`.execute(tx)
  const [row] = rows
  if (!row) return null
  const look = row.look && {
    ...row.look,
    startedAt: new Date(row.look.startedAt),
    endsAt: new Date(row.look.endsAt),
  }
  return { ...row, look, qualification: await qualificationOf(tx, partnerId) }
}

/** An access review by the name it has in every part, and whose it is. */
export async function readReview(tx: Tx, reviewId: string) {
  const { rows } = await sql<{
    title: string
    run_by: 'partner' | 'vendor'
    started_by_name: string
    started_at: Date
  }>`
    select title, run_by, started_by_name, started_at from access_review where review_id = ${reviewId} limit 1`.execute(
    tx,
  )
  return rows[0] ?? null
}
