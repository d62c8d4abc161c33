import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { type InvitationRow, presentCustomers } from './invitation-queries.ts'
import { mayGrant, type Role } from './policy.ts'
import { listSuperAdmins } from './queries.ts'

/** Why an invitation gives nothing now. */
export const giftRefusals = [
  'partner_suspended',
  'service_missing',
  'inviter_lost_right',
  'customers_gone',
  'has_super_admin',
  'own_customer',
] as const

export type Gift = {
  partnerName: string
  /** What is left of the customers named in it. */
  customers: { customerId: string; name: string }[]
  refusal: (typeof giftRefusals)[number] | null
}

/**
 * What an invitation gives at this moment (R35): the partner's service, the inviter's own right and the customers are those of
 * now, not of when it was sent. The transaction acts as the system. `lock`: the partner's row is kept until commit, so that
 * two super administrators are not onboarded at once.
 */
export async function giftOf(tx: Tx, invitation: InvitationRow, lock = false): Promise<Gift> {
  const { rows } = await sql<{ name: string; state: string; service: string }>`
    select p.name, p.state, app.service_of(p.partner_id) as service from partner p
    where p.partner_id = ${invitation.partnerId} ${lock ? sql`for update` : sql``}`.execute(tx)
  const partner = rows[0] ?? { name: '', state: 'suspended', service: 'none' }
  const customers = await presentCustomers(tx, invitation.partnerId, invitation.customerIds)
  const refuse = (refusal: Gift['refusal']): Gift => ({ partnerName: partner.name, customers, refusal })
  if (partner.state !== 'active') return refuse('partner_suspended')
  if (partner.service !== 'in_force') return refuse('service_missing')
  if (!(await stillMayGrant(tx, invitation))) return refuse('inviter_lost_right')
  if (invitation.byVendor && (await listSuperAdmins(tx, invitation.partnerId)).length > 0)
    return refuse('has_super_admin')
  if (await isOfOwnCustomer(tx, invitation)) return refuse('own_customer')
  if (invitation.customerIds.length > 0 && customers.length === 0) return refuse('customers_gone')
  return refuse(null)
}

/** Whether who is invited is registered as a customer's person by this partner; nobody is both there, as a registration refuses it, too. */
async function isOfOwnCustomer(tx: Tx, { partnerId, email }: InvitationRow): Promise<boolean> {
  const { rows } = await sql`select from registration
    where partner_id = ${partnerId} and email = ${email} and state in ('active', 'to_be_verified') limit 1`.execute(tx)
  return rows.length > 0
}

/** Whether who invited could send the same invitation today; locked, so that a removal at this moment is waited for. */
async function stillMayGrant(tx: Tx, { partnerId, byVendor, invitedBy, role }: InvitationRow): Promise<boolean> {
  if (byVendor) {
    const { rows } = await sql`select from vendor_staff where account_id = ${invitedBy} and state = 'active'
      and role in ('administrator', 'support_agent') for share`.execute(tx)
    return rows.length > 0
  }
  const { rows } = await sql<{ role: Role | null }>`select role from membership
    where partner_id = ${partnerId} and account_id = ${invitedBy} and state = 'active' for share`.execute(tx)
  return mayGrant(rows[0]?.role ?? null, role)
}
