import { type AuditActor, audit, type OperationCall } from '../audit/index.ts'
import { hashToken, parseTypedCode } from '../platform/crypto/tokens.ts'
import { narrowToPartner, type Tx } from '../platform/db/transaction.ts'
import type { Problem } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { type OfferedEntitlement, readOffered } from '../sponsorship/index.ts'
import {
  cancelConfirmation,
  confirmAccount,
  consumeConfirmation,
  countCodeAttempt,
  readAttemptOfLink,
  removeUnlessOpen,
  settleConfirmation,
} from './confirmation-queries.ts'
import { errors } from './errors.ts'
import { maxCodeAttempts, type Outcome, outcomeOf, requireOpen, sponsorOf, whoOf } from './handle.ts'
import { mailCancelled, mailConfirmed } from './letters.ts'
import { activateRegistration, type ConfirmationRow } from './queries.ts'
import { typedCodeHash } from './secrets.ts'

export type Confirmed = {
  state: Outcome
  email: string
  companyName: string
  partnerName: string | null
}

export type Preview = {
  firstName: string
  lastName: string
  email: string
  language: string
  companyName: string
  partnerName: string | null
  entitlements: OfferedEntitlement[]
  expiresAt: Date
}

/** What a link would confirm; changes nothing (R15). */
export async function previewConfirmation(tx: Tx, token: string): Promise<Preview> {
  const attempt = await readAttemptOfLink(tx, hashToken(token))
  const dead = whyDead(attempt)
  if (dead || !attempt) throw dead ?? errors.link_invalid()
  const sponsor = await sponsorOf(tx, attempt)
  return {
    firstName: attempt.first_name,
    lastName: attempt.last_name,
    email: attempt.email,
    language: attempt.language,
    companyName: attempt.company_name,
    partnerName: sponsor?.partnerName ?? null,
    entitlements: sponsor ? await readOffered(tx, sponsor.partnerId, sponsor.sponsorshipId) : [],
    expiresAt: attempt.expires_at,
  }
}

/** Why a link's holder cannot use it; who holds the token may know. */
function whyDead(attempt: ConfirmationRow | null): Problem | null {
  if (!attempt || attempt.cancelled_at || attempt.account_existed) return errors.link_invalid()
  if (attempt.used_at) return errors.link_used()
  return attempt.expires_at.getTime() <= Date.now() ? errors.link_expired() : null
}

/** By the link: of two callers one confirms (attack 12). */
export async function confirmByLink(call: OperationCall, token: string): Promise<Confirmed> {
  const attempt = await consumeConfirmation(call.tx, null)
  if (!attempt) throw whyDead(await readAttemptOfLink(call.tx, hashToken(token))) ?? errors.link_invalid()
  return finish(call, attempt, 'link mailed to the address')
}

/**
 * By the typed code and the browser's handle. Every try is counted before it is judged, and a wrong one is returned, not
 * thrown, so that its count stays (attack 8). An address that had an account answers alike: its code was never mailed.
 */
export async function confirmByCode(call: OperationCall, typed: string): Promise<Confirmed | Problem> {
  const { tx, deps } = call
  const { attempt } = await requireOpen(tx)
  const used = await countCodeAttempt(tx)
  if (used > maxCodeAttempts) return errors.code_exhausted()
  const code = parseTypedCode(typed)
  const hash = typedCodeHash(deps.config.secret, attempt.confirmation_id, code ?? '')
  const consumed = await consumeConfirmation(tx, hash)
  if (consumed) return finish(call, consumed, 'code mailed to the address')
  const left = Math.max(0, maxCodeAttempts - used)
  if (attempt.expires_at.getTime() <= Date.now()) return errors.link_expired()
  return errors.code_wrong({
    params: { left },
    fields: [{ path: 'code', code: 'code_wrong', message: 'This is not the code of the latest e-mail' }],
  })
}

async function finish(call: OperationCall, attempt: ConfirmationRow, why: string): Promise<Confirmed> {
  const { tx } = call
  if (!(await confirmAccount(tx, attempt, newId()))) throw errors.link_invalid()
  const sponsor = await sponsorOf(tx, attempt)
  const registration = sponsor && (await activateRegistration(tx, attempt))
  if (sponsor && !registration) throw errors.link_invalid()
  const state = sponsor && registration ? await outcomeOf(tx, sponsor, registration.state) : 'registered'
  const to = { who: whoOf(attempt), sponsor, companyName: attempt.company_name }
  await mailConfirmed(call, to, state, registration?.free_mail ?? false)
  const voided = await settleConfirmation(tx, attempt.confirmation_id)
  await removeVoided(call, attempt, voided)
  await auditAttempt(call, attempt, 'registration.confirmed', why, { state, email: attempt.email })
  return {
    state,
    email: attempt.email,
    companyName: attempt.company_name,
    partnerName: sponsor?.partnerName ?? null,
  }
}

/** What others, or the same person earlier, had begun for this address comes to nothing (pre-hijacking). */
async function removeVoided(call: OperationCall, confirmed: ConfirmationRow, voided: ConfirmationRow[]): Promise<void> {
  for (const other of voided) {
    if (!other.partner_id || !other.registration_id || other.registration_id === confirmed.registration_id) continue
    narrowToPartner(call.tx, other.partner_id)
    if (await removeUnlessOpen(call.tx, other.registration_id))
      await auditAttempt(call, other, 'registration.voided', 'another attempt for this address was confirmed', {})
  }
  if (confirmed.partner_id) narrowToPartner(call.tx, confirmed.partner_id)
}

/** "This was not me": the link's holder ends the attempt; its seat is free, the partner hears of it. */
export async function cancelByLink(call: OperationCall, token: string): Promise<void> {
  const { tx } = call
  const attempt = await cancelConfirmation(tx)
  if (!attempt) throw whyDead(await readAttemptOfLink(tx, hashToken(token))) ?? errors.link_invalid()
  const sponsor = await sponsorOf(tx, attempt)
  if (attempt.registration_id) await removeUnlessOpen(tx, attempt.registration_id)
  await mailCancelled(call, { who: whoOf(attempt), sponsor, companyName: attempt.company_name })
  await auditAttempt(call, attempt, 'registration.cancelled', 'link mailed to the address: "this was not me"', {
    email: attempt.email,
  })
}

/** The person of a confirmed attempt is known by now; until then it is a stranger. */
function auditAttempt(
  { tx, deps, request }: OperationCall,
  attempt: ConfirmationRow,
  action: string,
  why: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const person = { ...whoOf(attempt), accountId: attempt.account_id }
  const actor: AuditActor = {
    person: action === 'registration.confirmed' ? person : null,
    label: 'stranger',
    address: request.address,
    requestId: request.requestId,
  }
  return audit(tx, deps.config.secret, actor, {
    partnerId: attempt.partner_id,
    action,
    objectType: 'registration',
    objectId: attempt.registration_id ?? attempt.confirmation_id,
    objectLabel: `${attempt.first_name} ${attempt.last_name}`,
    why,
    detail,
  })
}
