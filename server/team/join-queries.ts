import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import type { InvitationRow } from './invitation-queries.ts'
import type { Role } from './policy.ts'
import type { MemberState } from './queries.ts'

export type Joining = { accountId: string; firstName: string; lastName: string; email: string; language: string }

/**
 * Makes somebody a member with exactly what the invitation gives. Of a former membership nothing comes back: neither role nor
 * associations nor the right to sponsor. Who sponsors already keeps that right and gets the role beside it.
 */
export async function addMember(
  tx: Tx,
  invitation: InvitationRow,
  customerIds: string[],
  person: Joining,
): Promise<'joined' | 'member' | 'suspended'> {
  const { partnerId, role, invitedBy, invitedByName, byVendor } = invitation
  const all = role === 'user' && invitation.allCustomers
  const { rows } = await sql`
    insert into membership as m (partner_id, account_id, role, sponsors, state, first_name, last_name, name_norm, email, language,
      all_customers, all_customers_since, all_customers_by_name)
    values (${partnerId}, ${person.accountId}, ${role}, false, 'active', ${person.firstName}, ${person.lastName},
      ${normalise(`${person.lastName} ${person.firstName}`)}, ${person.email}, ${person.language},
      ${all}, case when ${all} then now() end, case when ${all} then ${invitedByName}::text end)
    on conflict (partner_id, account_id) do update set role = excluded.role, state = 'active',
      sponsors = m.sponsors and m.state = 'active',
      status_report = case when m.state = 'active' then m.status_report else 'never' end,
      created_at = case when m.state = 'active' then m.created_at else now() end,
      first_name = excluded.first_name, last_name = excluded.last_name, name_norm = excluded.name_norm,
      email = excluded.email, language = excluded.language,
      all_customers = excluded.all_customers, all_customers_since = excluded.all_customers_since,
      all_customers_by_name = excluded.all_customers_by_name, all_customers_until = null,
      last_sign_in_at = case when m.state = 'active' then m.last_sign_in_at end,
      suspended_at = null, suspended_reason = null, start_dismissed_at = null, updated_at = now()
    where m.state = 'removed'
      or (m.state = 'active' and (m.role is null or (${byVendor} and m.role <> 'super_admin')))
    returning account_id`.execute(tx)
  if (rows.length === 0) return suspendedOrMember(tx, partnerId, person.accountId)
  await sql`delete from association where partner_id = ${partnerId} and account_id = ${person.accountId}`.execute(tx)
  if (role === 'user' && !all && customerIds.length > 0)
    await sql`insert into association (partner_id, account_id, customer_id, given_by, given_by_name)
      select ${partnerId}::uuid, ${person.accountId}::uuid, x.id, ${invitedBy}::uuid, ${invitedByName}
      from unnest(${customerIds}::uuid[]) as x (id)`.execute(tx)
  return 'joined'
}

async function suspendedOrMember(tx: Tx, partnerId: string, accountId: string): Promise<'member' | 'suspended'> {
  const { rows } = await sql<{ state: MemberState }>`
    select state from membership where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
  return rows[0]?.state === 'suspended' ? 'suspended' : 'member'
}

type ToMe = {
  partnerId: string
  partnerName: string
  invitationId: string
  proofHash: string
  role: Role
  invitedByName: string
  expiresAt: Date
}

/** Open invitations to the signed-in person's confirmed address. */
export async function invitationsToMe(tx: Tx): Promise<ToMe[]> {
  const { rows } = await sql<ToMe>`
    select partner_id as "partnerId", partner_name as "partnerName", invitation_id as "invitationId", proof_hash as "proofHash",
      role, invited_by_name as "invitedByName", expires_at as "expiresAt"
    from app.team_invitations_to_me()`.execute(tx)
  return rows
}

type MyMembership = {
  partnerId: string
  partnerName: string
  role: Role | null
  sponsors: boolean
  state: 'active' | 'suspended'
  since: Date
  suspendedReason: string | null
}

/** Every partner the signed-in person works for, suspended ones too. */
export async function membershipsOfMe(tx: Tx): Promise<MyMembership[]> {
  const { rows } = await sql<MyMembership>`
    select partner_id as "partnerId", partner_name as "partnerName", role, sponsors, state, since,
      suspended_reason as "suspendedReason" from app.memberships_of_me()`.execute(tx)
  return rows
}
