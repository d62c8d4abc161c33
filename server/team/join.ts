import { requireGoodPassword } from '../accounts/index.ts'
import { audit, auditCall, type OperationCall } from '../audit/index.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { actAsSystem, type Principal, presentProof, type Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { hasConfirmedAccount, makeConfirmedAccount } from '../vendor/index.ts'
import { errors } from './errors.ts'
import { type Gift, giftOf } from './gift.ts'
import { consumeInvitation, findOpenInvitation, type InvitationRow, noteAccepted } from './invitation-queries.ts'
import { addMember, invitationsToMe, type Joining } from './join-queries.ts'

type PersonCall = OperationCall & { principal: Principal }

/** What an invitation link is for, and whether it still gives anything; changes nothing. */
export async function previewJoin(call: OperationCall, token: string) {
  const { tx } = call
  const invitation = await findOpenInvitation(tx, hashToken(token))
  if (!invitation) throw errors.invitation_link_invalid()
  const { languages } = await tx.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
  const hasAccount = await hasConfirmedAccount(tx, invitation.email)
  await actAsSystem(tx)
  const gift = await giftOf(tx, invitation)
  return {
    ...invitation,
    partnerName: gift.partnerName,
    refusal: gift.refusal,
    customers: gift.customers.map(({ name }) => name),
    hasAccount,
    languages,
  }
}

/** Joins as somebody new: the mailed link proves the address. An existing account is never linked silently (attack 15). */
export async function joinAsNew(
  call: OperationCall,
  given: { token: string; firstName: string; lastName: string; language: string; password: string },
  passwordHash: string,
): Promise<{ email: string; partnerId: string }> {
  const { tx, deps, request } = call
  const invitation = await consumeInvitation(tx, hashToken(given.token))
  if (!invitation) throw errors.invitation_link_invalid()
  const { email, partnerId } = invitation
  await requireGoodPassword(given.password, [email, given.firstName, given.lastName])
  await actAsSystem(tx)
  const gift = await requireGift(tx, invitation)
  const names = { firstName: given.firstName, lastName: given.lastName, language: given.language, email }
  const accountId = await makeConfirmedAccount(tx, names, passwordHash)
  if (!accountId) throw errors.account_exists()
  const person = { ...names, accountId }
  await become(tx, invitation, gift, person)
  await audit(
    tx,
    deps.config.secret,
    { person, address: request.address, requestId: request.requestId },
    joined(invitation, gift, person),
  )
  return { email, partnerId }
}

/** Joins as the signed-in owner of the invited address, by the link. */
export function joinByLink(call: PersonCall, token: string): Promise<{ partnerId: string }> {
  return joinSignedIn(call, hashToken(token))
}

/** The same without the link: the account's address is confirmed, and the invitation went there. */
export async function joinFromAccount(call: PersonCall, invitationId: string): Promise<{ partnerId: string }> {
  const mine = (await invitationsToMe(call.tx)).find((one) => one.invitationId === invitationId)
  if (!mine) throw problems.not_found()
  return joinSignedIn(call, mine.proofHash)
}

async function joinSignedIn(call: PersonCall, proofHash: string): Promise<{ partnerId: string }> {
  const { tx, principal } = call
  await presentProof(tx, proofHash)
  const invitation = await consumeInvitation(tx, proofHash)
  if (!invitation) throw errors.invitation_link_invalid()
  if (invitation.email !== principal.email)
    throw errors.wrong_account({ missing: 'the invited address', grantedBy: 'an administrator of the partner' })
  await actAsSystem(tx)
  const gift = await requireGift(tx, invitation)
  await become(tx, invitation, gift, principal)
  await auditCall(call, joined(invitation, gift, principal))
  return { partnerId: invitation.partnerId }
}

/** The gift as it is at this moment, with the partner locked. Thrown, the refusal also gives the invitation back. */
async function requireGift(tx: Tx, invitation: InvitationRow): Promise<Gift> {
  const gift = await giftOf(tx, invitation, true)
  if (gift.refusal) throw errors.invitation_void(voidOf[gift.refusal](gift.refusal))
  return gift
}

const voidOf: Record<NonNullable<Gift['refusal']>, (reason: string) => object> = {
  partner_suspended: (reason) => ({
    missing: 'a partner that is not suspended',
    grantedBy: 'the vendor',
    params: { reason },
  }),
  service_missing: (reason) => ({
    missing: 'a support-service contract in force for at least one customer',
    grantedBy: 'the vendor, by recording the contract',
    params: { reason },
  }),
  inviter_lost_right: (reason) => ({
    missing: 'an inviter who may still give this',
    grantedBy: 'an administrator of the partner',
    params: { reason },
  }),
  customers_gone: (reason) => ({
    missing: 'a customer that is still served',
    grantedBy: 'an administrator of the partner',
    params: { reason },
  }),
  own_customer: (reason) => ({
    missing: 'not being a person of a customer that this partner sponsors',
    grantedBy: 'you yourself, by leaving it under My access',
    params: { reason },
  }),
  has_super_admin: (reason) => ({
    missing: 'a partner without a super administrator',
    grantedBy: 'a super administrator of the partner',
    params: { reason },
  }),
}

async function become(tx: Tx, invitation: InvitationRow, gift: Gift, person: Joining): Promise<void> {
  const outcome = await addMember(
    tx,
    invitation,
    gift.customers.map(({ customerId }) => customerId),
    person,
  )
  if (outcome === 'member') throw errors.member_already()
  if (outcome === 'suspended')
    throw errors.member_suspended({
      missing: 'a membership that is not suspended',
      grantedBy: 'an administrator of the partner',
    })
  await noteAccepted(tx, invitation, person.accountId)
}

function joined(invitation: InvitationRow, gift: Gift, person: Joining) {
  const { role, allCustomers, invitedByName, invitedBy, byVendor } = invitation
  return {
    partnerId: invitation.partnerId,
    action: 'member.joined',
    objectType: 'membership',
    objectId: person.accountId,
    objectLabel: `${person.firstName} ${person.lastName}`,
    why: byVendor ? 'onboarded by the vendor; invitation mailed to this address' : 'invitation mailed to this address',
    detail: {
      role,
      customers: allCustomers ? 'all' : gift.customers.map(({ name }) => name),
      invitedBy,
      invitedByName,
    },
  }
}
