import { auditCall, type OperationCall } from '../audit/index.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'
import type { Problem } from '../platform/http/problem.ts'
import { findRedeemable, recordAttempt } from '../sponsorship/index.ts'
import { type AttemptFacts, openAttempt } from './attempt.ts'
import { insertHandle } from './confirmation-queries.ts'
import { errors } from './errors.ts'
import type { Additional, Names } from './queries.ts'
import type { RegistrationSettings } from './settings.ts'

/** What was made before the transaction: slow, and the same for everybody. */
export type Prepared = { passwordHash: string; settings: RegistrationSettings }

export type Acknowledged = { handle: string; email: string }

/**
 * A customer's person registers with number and key (R6–R10). Whatever is wrong with those gets one refusal, returned so
 * that its true reason stays for the partner (R14).
 */
export async function registerCustomerUser(
  call: OperationCall,
  prepared: Prepared,
  given: { number: string; key: string; who: Names; additional: Additional },
): Promise<Acknowledged | Problem> {
  const { tx, deps, request } = call
  const caller = { address: request.address, email: given.who.email }
  const finding = await findRedeemable(tx, { number: given.number, key: given.key, secret: deps.config.secret })
  if (!finding.ok) {
    await recordAttempt(tx, finding, caller)
    return errors.registration_refused()
  }
  const { sponsorship } = finding
  const acknowledged = await begin(call, prepared, {
    who: given.who,
    passwordHash: prepared.passwordHash,
    sponsor: sponsorship,
    additional: given.additional,
    companyName: sponsorship.customerName,
  })
  if (acknowledged) return acknowledged
  await recordAttempt(tx, { ...sponsorship, reason: 'exhausted' }, caller)
  return errors.registration_refused()
}

/** A partner's employee becomes a registered user without any access (issue §6), who can then ask to administer (R2). */
export async function registerPartnerEmployee(
  call: OperationCall,
  prepared: Prepared,
  given: { who: Names; companyName: string },
): Promise<Acknowledged> {
  const acknowledged = await begin(call, prepared, {
    ...given,
    passwordHash: prepared.passwordHash,
    sponsor: null,
    additional: null,
  })
  if (!acknowledged) throw new Error('an attempt without a sponsorship needs no seat')
  return acknowledged
}

async function begin(call: OperationCall, prepared: Prepared, facts: AttemptFacts): Promise<Acknowledged | null> {
  const { settings } = prepared
  const opened = await openAttempt(call, settings, facts)
  if (!opened) return null
  const handle = newToken()
  const lifeDays = Math.max(settings.unconfirmedDays, settings.confirmationHours / 24)
  await insertHandle(call.tx, {
    handleHash: hashToken(handle),
    confirmationId: opened.confirmationId,
    email: facts.who.email,
    language: facts.who.language,
    expiresAt: new Date(Date.now() + lifeDays * 86_400_000),
  })
  await auditCall(
    { ...call, principal: null },
    {
      // Whether an address has an account is none of the partner's business (attack 10).
      partnerId: opened.accountExisted ? null : (facts.sponsor?.partnerId ?? null),
      action: opened.accountExisted ? 'registration.account_existed' : 'registration.requested',
      objectType: 'registration',
      objectId: opened.registrationId ?? opened.confirmationId,
      objectLabel: `${facts.who.firstName} ${facts.who.lastName}`,
      why: facts.sponsor ? 'registration number and verification key' : 'anyone may register; nothing is granted',
      detail: { email: facts.who.email, company: facts.companyName },
    },
  )
  return { handle, email: facts.who.email }
}
