import { requireGoodPassword } from '../accounts/index.ts'
import { audit, auditCall, type OperationCall } from '../audit/index.ts'
import { catalogue, sendMail } from '../messages/index.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import { actAsSystem, type Principal, presentProof } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import {
  consumeInvitation,
  findOpenInvitation,
  hasOpenInvitation,
  insertInvitation,
  renewInvitation,
  type StaffRole,
  withdrawInvitation,
} from './invitation-queries.ts'
import { addStaff, hasConfirmedAccount, isActiveStaffEmail, makeConfirmedAccount } from './staff-queries.ts'

export const invitationDays = 7

type StaffCall = OperationCall & { principal: Principal }
type Invited = { invitationId: string; email: string; role: StaffRole; language: string; expiresAt: Date }

/** Invites somebody to the staff. The link exists only in the mail (attack 3). */
export async function inviteStaff(
  call: StaffCall,
  given: { email: string; role: StaffRole; language: string },
): Promise<{ invitationId: string; expiresAt: Date }> {
  const { tx, principal } = call
  if (await isActiveStaffEmail(tx, given.email)) throw errors.already_staff()
  if (await hasOpenInvitation(tx, given.email)) throw errors.already_invited()
  const token = newToken()
  const invitationId = newId()
  const expiresAt = await insertInvitation(tx, {
    ...given,
    invitationId,
    proofHash: hashToken(token),
    invitedBy: principal.accountId,
    invitedByName: `${principal.firstName} ${principal.lastName}`,
    days: invitationDays,
  })
  await mailInvitation(call, { ...given, invitationId, expiresAt }, token)
  await auditInvitation(call, 'staff_invitation.sent', { ...given, invitationId })
  return { invitationId, expiresAt }
}

/** Sends a new link; the earlier one stops working. */
export async function resendInvitation(call: StaffCall, invitationId: string): Promise<{ expiresAt: Date }> {
  const token = newToken()
  const invitation = await renewInvitation(call.tx, invitationId, hashToken(token), invitationDays)
  if (!invitation) throw problems.not_found()
  await mailInvitation(call, invitation, token)
  await auditInvitation(call, 'staff_invitation.resent', invitation)
  return { expiresAt: invitation.expiresAt }
}

export async function withdrawStaffInvitation(call: StaffCall, invitationId: string): Promise<void> {
  const invitation = await withdrawInvitation(call.tx, invitationId)
  if (!invitation) throw problems.not_found()
  await auditInvitation(call, 'staff_invitation.withdrawn', { ...invitation, invitationId })
}

/** Who was invited, as what, by whom; and whether that address has an account, which must sign in to accept. */
export async function previewInvitation(call: OperationCall, token: string) {
  const invitation = await findOpenInvitation(call.tx, hashToken(token), 'staff')
  if (!invitation?.email) throw errors.link_invalid()
  const { languages } = await call.tx.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
  return {
    email: invitation.email,
    role: invitation.role,
    language: invitation.language,
    invitedByName: invitation.invitedByName ?? '',
    expiresAt: invitation.expiresAt,
    hasAccount: await hasConfirmedAccount(call.tx, invitation.email),
    languages,
  }
}

/** Accepts as somebody new: the mailed link proves the address. An existing account is never linked silently. */
export async function acceptInvitation(
  call: OperationCall,
  given: { token: string; firstName: string; lastName: string; language: string; password: string },
  passwordHash: string,
): Promise<{ email: string }> {
  const { tx, deps, request } = call
  const invitation = await consumeInvitation(tx, hashToken(given.token), 'staff')
  if (!invitation?.email) throw errors.link_invalid()
  const { email, role } = invitation
  await requireGoodPassword(given.password, [email, given.firstName, given.lastName])
  await actAsSystem(tx)
  const names = { firstName: given.firstName, lastName: given.lastName, language: given.language, email }
  const accountId = await makeConfirmedAccount(tx, names, passwordHash)
  if (!accountId) throw errors.account_exists()
  await addStaff(tx, { ...names, accountId, role })
  await audit(
    tx,
    deps.config.secret,
    { person: { ...names, accountId }, address: request.address, requestId: request.requestId },
    accepted(accountId, names, role),
  )
  return { email }
}

/** Accepts as the signed-in owner of the invited address. */
export async function acceptInvitationSignedIn(call: StaffCall, token: string): Promise<void> {
  const { tx, principal } = call
  const proofHash = hashToken(token)
  await presentProof(tx, proofHash)
  const invitation = await consumeInvitation(tx, proofHash, 'staff')
  if (!invitation) throw errors.link_invalid()
  if (invitation.email !== principal.email)
    throw errors.wrong_account({ missing: 'the invited address', grantedBy: 'a vendor administrator' })
  await actAsSystem(tx)
  if (!(await addStaff(tx, { ...principal, role: invitation.role }))) throw errors.already_staff()
  await auditCall(call, accepted(principal.accountId, principal, invitation.role))
}

function accepted(accountId: string, names: { firstName: string; lastName: string }, role: StaffRole) {
  return {
    partnerId: null,
    action: 'staff.joined',
    objectType: 'staff',
    objectId: accountId,
    objectLabel: `${names.firstName} ${names.lastName}`,
    why: 'invitation mailed to this address',
    detail: { role },
  }
}

async function mailInvitation(call: StaffCall, invitation: Invited, token: string): Promise<void> {
  const { tx, deps, principal } = call
  await sendMail(tx, deps.config, {
    to: invitation.email,
    language: invitation.language,
    template: 'staff_invitation',
    params: {
      inviter: `${principal.firstName} ${principal.lastName}`,
      role: catalogue.text(invitation.language, `staff_invitation.role_${invitation.role}`),
      link: `${deps.config.origin}/accept-invitation#t=${token}`,
      expiresAt: invitation.expiresAt,
    },
  })
}

function auditInvitation(
  call: StaffCall,
  action: string,
  { invitationId, email, role }: { invitationId: string; email: string; role: string },
): Promise<void> {
  return auditCall(call, {
    partnerId: null,
    action,
    objectType: 'staff_invitation',
    objectId: invitationId,
    objectLabel: email,
    why: 'vendor role administrator',
    detail: { role },
  })
}
