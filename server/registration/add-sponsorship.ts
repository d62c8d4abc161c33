import { auditCall, type OperationCall } from '../audit/index.ts'
import { domainFits, domainOf, isFreeMail } from '../customers/index.ts'
import { isMember } from '../partners/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import type { Problem } from '../platform/http/problem.ts'
import { findRedeemable, type Redeemable, type RefusedReason, recordAttempt, takeSeat } from '../sponsorship/index.ts'
import { errors } from './errors.ts'
import { mailConfirmed } from './letters.ts'
import { type Additional, findRegistration, insertRegistration } from './queries.ts'

export type Added = {
  partnerId: string
  registrationId: string
  state: 'active' | 'to_be_verified'
  companyName: string
  partnerName: string
}

/**
 * A signed-in person adds a sponsorship to the account they have (R9). The address was confirmed before, so it counts at
 * once, unless its domain does not fit (R8). Having left does not stand in the way.
 */
export async function addSponsorship(
  call: OperationCall & { principal: Principal },
  given: { number: string; key: string; additional: Additional },
): Promise<Added | Problem> {
  const { tx, deps, principal } = call
  const finding = await findRedeemable(tx, { number: given.number, key: given.key, secret: deps.config.secret })
  if (!finding.ok) return refuse(call, finding)
  const { sponsorship } = finding
  if (await isMember(tx, sponsorship.partnerId, principal.accountId))
    return errors.own_partner({
      missing: `being an employee of ${sponsorship.customerName}`,
      grantedBy: `${sponsorship.customerName}`,
    })
  // Locked before looking, so that of two requests of one person the second sees the first.
  const free = await takeSeat(tx, sponsorship.partnerId, sponsorship.sponsorshipId)
  if (await findRegistration(tx, sponsorship, principal.accountId)) return errors.already_registered()
  if (!free) return refuse(call, { ...sponsorship, reason: 'exhausted' })
  return write(call, sponsorship, given.additional)
}

async function refuse(
  call: OperationCall & { principal: Principal },
  refused: { reason: RefusedReason; partnerId?: string; sponsorshipId?: string },
): Promise<Problem> {
  const { tx, request, principal } = call
  // Number and key were right and every seat is taken, one of them by this very person.
  if (refused.reason === 'exhausted' && refused.partnerId && refused.sponsorshipId) {
    const under = { partnerId: refused.partnerId, sponsorshipId: refused.sponsorshipId, customerId: '' }
    if (await findRegistration(tx, under, principal.accountId)) return errors.already_registered()
  }
  await recordAttempt(tx, refused, { address: request.address, email: principal.email })
  return errors.registration_refused()
}

async function write(
  call: OperationCall & { principal: Principal },
  sponsorship: Redeemable,
  additional: Additional,
): Promise<Added> {
  const { tx, principal } = call
  const { email, firstName, lastName, language } = principal
  const who = { email, firstName, lastName, language }
  const fits = domainFits(email, sponsorship.domains)
  const state = fits ? 'active' : 'to_be_verified'
  const freeMail = isFreeMail(domainOf(email))
  const registrationId = await insertRegistration(tx, {
    under: sponsorship,
    accountId: principal.accountId,
    who,
    additional,
    state,
    domainFits: fits,
    freeMail,
    seatHeldUntil: null,
  })
  if (!registrationId) throw errors.already_registered()
  await mailConfirmed(call, { who, sponsor: sponsorship, companyName: sponsorship.customerName }, state, freeMail)
  await auditCall(call, {
    partnerId: sponsorship.partnerId,
    action: 'registration.added',
    objectType: 'registration',
    objectId: registrationId,
    objectLabel: `${firstName} ${lastName}`,
    why: 'signed in, with registration number and verification key',
    detail: { email, company: sponsorship.customerName, state },
  })
  return {
    partnerId: sponsorship.partnerId,
    registrationId,
    state,
    companyName: sponsorship.customerName,
    partnerName: sponsorship.partnerName,
  }
}
