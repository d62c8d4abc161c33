import { sql } from 'kysely'
import { handOf, type OperationCall } from '../audit/index.ts'
import { readPartner } from '../partners/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'
import { errors } from './errors.ts'
import { type InvitationRow, knownAddresses, lockInvitation } from './invitation-queries.ts'
import { auditInvitation, invitationOf, resend, sendInvitation, type Wanted, withdraw } from './invitations.ts'
import { actOnMembers, type HandOver, type Outcome, type TeamHand } from './members.ts'
import { openOnboarding } from './onboarding-queries.ts'
import { previewAct } from './preview.ts'
import { listSuperAdmins, readMember } from './queries.ts'

type StaffCall = OperationCall & { principal: Principal }
const why = 'vendor staff'

/**
 * The vendor invites a partner's super administrator (R19): only while the partner has none and nobody is invited (R5), and
 * has bought the service (R22). The partner's row is locked, so that two agents do not invite two people at once.
 * @throws forbidden, has_super_admin, super_admin_invited: each says what stands in the way
 */
export async function onboard(
  call: StaffCall,
  partnerId: string,
  wanted: Omit<Wanted, 'role' | 'customers'> & { reason: string },
): Promise<{ invitationId: string; expiresAt: Date }> {
  const { tx, principal } = call
  const partner = await ready(call, partnerId)
  const open = await openOnboarding(tx, partnerId)
  if (open) throw errors.super_admin_invited({ detail: open.email, params: { who: open.email } })
  const known = (await knownAddresses(tx, partnerId, [wanted.email])).get(wanted.email)
  if (known === 'suspended') throw refusedAddress('member_suspended')
  const { reason, ...rest } = wanted
  const reach = { allCustomers: false, customerIds: [] }
  const invitation = {
    ...invitationOf({ ...rest, role: 'super_admin' }, reach, partnerId, principal),
    byVendor: true,
  }
  const expiresAt = await sendInvitation(call, invitation, partner.name)
  if (!expiresAt) throw refusedAddress('member_invited')
  await auditInvitation(call, 'team_invitation.sent', { ...invitation, note: reason }, why)
  return { invitationId: invitation.invitationId, expiresAt }
}

function refusedAddress(code: 'member_suspended' | 'member_invited'): Problem {
  return errors[code]({ fields: [{ path: 'email', code, message: 'See the code' }] })
}

/** The partner, when nothing but the invitation is missing; otherwise says what is, and whom to ask. */
async function ready({ tx }: StaffCall, partnerId: string) {
  const partner = await readPartner(tx, partnerId, true)
  if (!partner) throw problems.not_found()
  const [first, ...others] = await listSuperAdmins(tx, partnerId)
  if (first) {
    const who = [first, ...others].map((one) => `${one.firstName} ${one.lastName} <${one.email}>`).join(', ')
    throw errors.has_super_admin({ detail: who, params: { who } })
  }
  if (partner.state !== 'active')
    throw problems.forbidden({ missing: 'a partner that is not suspended', grantedBy: 'the vendor' })
  const { rows } = await sql<{ service: string }>`select app.service_of(${partnerId}::uuid) as service`.execute(tx)
  if (rows[0]?.service !== 'in_force')
    throw problems.forbidden({
      missing: 'a support-service contract in force for at least one customer',
      grantedBy: 'the vendor, by recording the contract',
    })
  return partner
}

export async function resendOnboarding(
  call: StaffCall,
  partnerId: string,
  invitationId: string,
): Promise<{ expiresAt: Date }> {
  const partner = await ready(call, partnerId)
  const invitation = await ours(call, partnerId, invitationId)
  return { expiresAt: await resend(call, invitation, partner.name, why) }
}

export async function withdrawOnboarding(call: StaffCall, partnerId: string, invitationId: string): Promise<void> {
  await withdraw(call, await ours(call, partnerId, invitationId), why)
}

/** The vendor's own invitation; those of the partner's people are theirs. */
async function ours({ tx }: StaffCall, partnerId: string, invitationId: string): Promise<InvitationRow> {
  const invitation = await lockInvitation(tx, partnerId, invitationId)
  if (!invitation?.byVendor) throw problems.not_found()
  return invitation
}

/** A super administrator to take out of the team, and the vendor's hand, which reaches even the last. */
async function leaving(call: StaffCall, partnerId: string, accountId: string, lock: boolean): Promise<TeamHand> {
  const partner = await readPartner(call.tx, partnerId, lock)
  const member = partner && (await readMember(call.tx, partnerId, accountId))
  if (!partner || member?.role !== 'super_admin') throw problems.not_found()
  return { ...handOf(call, partner, why), decides: { role: null, above: true, evenTheLast: true } }
}

/** What removing a super administrator would stop, and who of their colleagues may take over what is theirs. */
export async function previewRemoval(call: StaffCall, partnerId: string, accountId: string) {
  return previewAct(await leaving(call, partnerId, accountId, false), call.deps.db, { kind: 'remove' }, [accountId])
}

/** Takes a super administrator out of the team, even the last: the vendor's explicit action, after which it onboards again (R5). */
export async function removeSuperAdmin(
  call: StaffCall,
  { partnerId, accountId }: { partnerId: string; accountId: string },
  given: { reason: string; handOver?: HandOver | undefined },
): Promise<Outcome> {
  const vendor = await leaving(call, partnerId, accountId, true)
  const [outcome] = await actOnMembers(vendor, { kind: 'remove' }, [accountId], given)
  if (!outcome) throw problems.not_found()
  if (outcome.refused) throw errors.act_refused({ params: { reason: outcome.refused } })
  return outcome
}
