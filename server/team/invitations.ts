import { auditCall, type OperationCall } from '../audit/index.ts'
import { catalogue, sendMail } from '../messages/index.ts'
import { rightOf } from '../partners/index.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { type Principal, personBehind, type Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import type { RouteDeps } from '../platform/http/route.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import {
  type InvitationRow,
  insertInvitation,
  knownAddresses,
  lockInvitation,
  type NewInvitation,
  presentCustomers,
  renewInvitation,
  setWithdrawn,
} from './invitation-queries.ts'
import { lacksRole, mayGrant, type Role } from './policy.ts'

export type MemberCall = OperationCall & {
  principal: Principal & { partner: NonNullable<Principal['partner']> }
}
type Place = { tx: Tx; deps: RouteDeps }

/** What an invitation is to give; `customers` counts for a partner user only. */
export type Wanted = {
  email: string
  firstName: string
  lastName: string
  language: string
  role: Role
  customers: 'all' | string[]
  note: string
}

/**
 * An SA or PA invites a colleague. Nothing is looked up about the address outside this partner, so the answer cannot tell
 * whether it has an account.
 * @throws forbidden when the role is more than the inviter's own gives (R24)
 */
export async function inviteMember(
  call: MemberCall,
  wanted: Wanted,
): Promise<{ invitationId: string; expiresAt: Date }> {
  const { tx, principal } = call
  const { partner } = principal
  if (!mayGrant(partner.role, wanted.role)) throw lacksRole()
  const known = (await knownAddresses(tx, partner.partnerId, [wanted.email])).get(wanted.email)
  if (known === 'member') throw errors.member_already(atEmail('member_already'))
  if (known === 'suspended') throw errors.member_suspended(atEmail('member_suspended'))
  const reach = await reachOf(tx, partner.partnerId, wanted)
  const invitation = invitationOf(wanted, reach, partner.partnerId, principal)
  const expiresAt = await sendInvitation(call, invitation, partner.name)
  if (!expiresAt) throw errors.member_invited(atEmail('member_invited'))
  await auditInvitation(call, 'team_invitation.sent', invitation, rightOf(principal))
  return { invitationId: invitation.invitationId, expiresAt }
}

function atEmail(code: string) {
  return { fields: [{ path: 'email', code, message: 'See the code' }] }
}

/** Which customers a partner user is to see; SA and PA see all by their role. @throws when one is not the partner's */
async function reachOf(tx: Tx, partnerId: string, { role, customers }: Wanted) {
  if (role !== 'user' || customers === 'all') return { allCustomers: role === 'user', customerIds: [] }
  const customerIds = [...new Set(customers)]
  const present = await presentCustomers(tx, partnerId, customerIds)
  if (present.length < customerIds.length)
    throw problems.invalid_request({
      fields: [{ path: 'customers', code: 'unknown_customer', message: 'One of these is no customer of the partner' }],
    })
  return { allCustomers: false, customerIds }
}

export function invitationOf(
  { email, firstName, lastName, language, role, note }: Omit<Wanted, 'customers'>,
  reach: { allCustomers: boolean; customerIds: string[] },
  partnerId: string,
  by: Pick<Principal, 'accountId' | 'firstName' | 'lastName'> & { key?: Principal['key'] },
): NewInvitation {
  return {
    ...{ email, firstName, lastName, language, role, note },
    ...reach,
    partnerId,
    invitationId: newId(),
    byVendor: false,
    // A key's invitations are its owner's: they are judged by the owner's right.
    invitedBy: by.key?.ownerId ?? by.accountId,
    invitedByName: `${by.firstName} ${by.lastName}`.trim(),
  }
}

/** Writes and mails one invitation; null when the address has an open one. The link exists only in the mail (attack 3). */
export async function sendInvitation(
  place: Place,
  invitation: NewInvitation,
  partnerName: string,
): Promise<Date | null> {
  const token = newToken()
  const expiresAt = await insertInvitation(place.tx, invitation, hashToken(token))
  if (expiresAt) await mailInvitation(place, { ...invitation, expiresAt }, partnerName, token)
  return expiresAt
}

async function mailInvitation(
  { tx, deps }: Place,
  invitation: NewInvitation & { expiresAt: Date },
  partner: string,
  token: string,
): Promise<void> {
  const { language } = invitation
  await sendMail(tx, deps.config, {
    to: invitation.email,
    language,
    partnerId: invitation.partnerId,
    template: invitation.byVendor ? 'super_admin_invitation' : 'team_invitation',
    params: {
      inviter: invitation.invitedByName,
      partner,
      role: catalogue.text(language, `team_invitation.role_${invitation.role}`),
      note: invitation.note || null,
      link: `${deps.config.origin}/join#t=${token}`,
      expiresAt: invitation.expiresAt,
    },
  })
}

/** Sends a new link, in the name of who sends it: it is judged by their right from now on. The earlier link is dead. */
export async function resendMember(call: MemberCall, invitationId: string): Promise<{ expiresAt: Date }> {
  const { partner } = call.principal
  const invitation = await ownInvitation(call, invitationId)
  return { expiresAt: await resend(call, invitation, partner.name, rightOf(call.principal)) }
}

/** The same for whoever may send this one. */
export async function resend(
  call: OperationCall & { principal: Principal },
  invitation: InvitationRow,
  partnerName: string,
  why: string,
): Promise<Date> {
  const { tx, principal } = call
  const by = { accountId: personBehind(principal), name: `${principal.firstName} ${principal.lastName}`.trim() }
  const token = newToken()
  const expiresAt = await renewInvitation(tx, invitation, by, hashToken(token))
  await mailInvitation(call, { ...invitation, invitedByName: by.name, expiresAt }, partnerName, token)
  await auditInvitation(call, 'team_invitation.resent', invitation, why)
  return expiresAt
}

export async function withdrawMember(call: MemberCall, invitationId: string): Promise<void> {
  const invitation = await ownInvitation(call, invitationId)
  await withdraw(call, invitation, rightOf(call.principal))
}

export async function withdraw(
  call: OperationCall & { principal: Principal },
  invitation: InvitationRow,
  why: string,
): Promise<void> {
  const { principal } = call
  await setWithdrawn(call.tx, invitation, `${principal.firstName} ${principal.lastName}`.trim())
  await auditInvitation(call, 'team_invitation.withdrawn', invitation, why)
}

/** One of the partner's own: the vendor's are the vendor's business, and a PA leaves an SA's alone. */
async function ownInvitation({ tx, principal }: MemberCall, invitationId: string): Promise<InvitationRow> {
  const { partner } = principal
  const invitation = await lockInvitation(tx, partner.partnerId, invitationId)
  if (!invitation) throw problems.not_found()
  if (invitation.byVendor)
    throw problems.forbidden({ missing: 'an invitation of the partner’s own', grantedBy: 'the vendor' })
  if (!mayGrant(partner.role, invitation.role)) throw lacksRole()
  return invitation
}

export function auditInvitation(
  call: OperationCall,
  action: string,
  invitation: Pick<
    NewInvitation,
    'partnerId' | 'invitationId' | 'email' | 'role' | 'allCustomers' | 'customerIds' | 'note'
  >,
  why: string,
): Promise<void> {
  return auditCall(call, { ...invitationFacts(invitation), action, why })
}

/** What the audit says about an invitation, whoever acts on it. */
export function invitationFacts(
  of: Pick<NewInvitation, 'partnerId' | 'invitationId' | 'email' | 'role' | 'allCustomers' | 'customerIds' | 'note'>,
) {
  return {
    partnerId: of.partnerId,
    objectType: 'team_invitation',
    objectId: of.invitationId,
    objectLabel: of.email,
    detail: {
      role: of.role,
      customers: of.allCustomers ? 'all' : of.customerIds,
      ...(of.note && { note: of.note }),
    },
  }
}
