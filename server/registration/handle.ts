import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { narrowToPartner, type Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { takeLimits } from '../platform/http/throttle.ts'
import { readOffered, takeSeat } from '../sponsorship/index.ts'
import { type AttemptFacts, openAttempt, type Sponsor } from './attempt.ts'
import {
  cancelConfirmation,
  lockHandle,
  moveHandle,
  readHandle,
  removeUnlessOpen,
  renewConfirmation,
} from './confirmation-queries.ts'
import { errors } from './errors.ts'
import { mailAlreadyAccount, mailConfirm } from './letters.ts'
import { mailLimits } from './limits.ts'
import {
  type ConfirmationRow,
  ensureAccount,
  findRegistration,
  type HandleRow,
  holdSeatUntil,
  type Names,
  readSponsor,
  registrationState,
} from './queries.ts'
import { newMailedSecrets } from './secrets.ts'
import { readSettings } from './settings.ts'

export const maxResends = 5
export const maxCodeAttempts = 5
const resendPauseSeconds = 60

type Open = { handle: HandleRow; attempt: ConfirmationRow }

/**
 * What confirming led to. `without_access`: what it was made under has ended meanwhile; `registered`: a partner's employee, who has
 * no access so far.
 */
export const outcomes = ['active', 'without_access', 'to_be_verified', 'registered'] as const
export type Outcome = (typeof outcomes)[number]

export type HandleStatus = {
  email: string
  state: 'waiting' | 'confirmed' | 'cancelled'
  /** What confirming led to, in this browser or another; null until then. */
  outcome: Outcome | null
  companyName: string
  partnerName: string | null
  linkExpiresAt: Date
  resendsLeft: number
  resendAt: Date
  codeAttemptsLeft: number
}

/** How far the registration of this browser is. Tells nothing that differs for an address that had an account before. */
export async function handleStatus(tx: Tx, handle: string): Promise<HandleStatus> {
  const open = await readHandle(tx, hashToken(handle))
  if (!open) throw errors.registration_gone()
  const status = statusOf(open)
  if (status.state !== 'confirmed') return status
  const sponsor = await sponsorOf(tx, open.attempt)
  const state = sponsor && (await registrationState(tx, sponsor.partnerId, open.attempt.registration_id))
  const outcome = sponsor ? await outcomeOf(tx, sponsor, state) : 'registered'
  return { ...status, outcome, partnerName: sponsor?.partnerName ?? null }
}

/**
 * What a confirmed registration came to. Between form and click a sponsorship may have ended: then nobody is told that they
 * have access (R35, R36).
 */
export async function outcomeOf(tx: Tx, { partnerId, sponsorshipId }: Sponsor, state: string | null): Promise<Outcome> {
  if (state === 'to_be_verified') return state
  return (await readOffered(tx, partnerId, sponsorshipId)).length > 0 ? 'active' : 'without_access'
}

function statusOf({ handle, attempt }: Open): HandleStatus {
  return {
    email: handle.email,
    state: attempt.used_at ? 'confirmed' : attempt.cancelled_at ? 'cancelled' : 'waiting',
    outcome: null,
    companyName: attempt.company_name,
    partnerName: null,
    linkExpiresAt: attempt.expires_at,
    resendsLeft: Math.max(0, maxResends - handle.resends),
    resendAt: new Date(handle.sent_at.getTime() + resendPauseSeconds * 1000),
    codeAttemptsLeft: Math.max(0, maxCodeAttempts - handle.code_attempts),
  }
}

/** The locked handle and its attempt, which must still be open. */
export async function requireOpen(tx: Tx): Promise<Open> {
  const open = await lockHandle(tx)
  if (!open) throw errors.registration_gone()
  if (open.attempt.used_at || open.attempt.cancelled_at) throw errors.registration_over()
  return open
}

function requireMailLeft(handle: HandleRow, pauseSeconds: number): void {
  if (handle.resends >= maxResends) throw errors.no_more_mails()
  const waitSeconds = Math.ceil((handle.sent_at.getTime() + pauseSeconds * 1000 - Date.now()) / 1000)
  if (waitSeconds > 0)
    throw errors.wait_before_resend({ retryAfterSeconds: waitSeconds, params: { seconds: waitSeconds } })
}

/** A new link and code in place of the old ones. A seat that was freed with the old link is taken again, if one is left. */
export async function resend(call: OperationCall): Promise<HandleStatus> {
  const { tx, deps } = call
  const { handle, attempt } = await requireOpen(tx)
  requireMailLeft(handle, resendPauseSeconds)
  // In this transaction: refused, no mail leaves; and a connection of its own could not be had while all wait for one.
  await takeLimits(tx, mailLimits({ email: attempt.email }))
  const settings = await readSettings(tx)
  const expiresAt = new Date(Date.now() + settings.confirmationHours * 3600_000)
  const sponsor = await sponsorOf(tx, attempt)
  if (sponsor) await holdSeatAgain(tx, sponsor, attempt, expiresAt)
  const secrets = newMailedSecrets(deps.config.secret, attempt.confirmation_id)
  if (!(await renewConfirmation(tx, { ...secrets, expiresAt }))) throw errors.registration_over()
  const to = { who: whoOf(attempt), sponsor, companyName: attempt.company_name }
  if (attempt.account_existed) await mailAlreadyAccount(call, to, await ensureAccount(tx, to.who))
  else await mailConfirm(call, to, secrets, expiresAt)
  await auditHandle(call, attempt, 'registration.mail_resent', attempt.email)
  return statusOf((await lockHandle(tx)) as Open)
}

/** By the database's clock, which the count of seats goes by, whatever ours says (drill 6). */
async function isPast(tx: Tx, at: Date): Promise<boolean> {
  const { rows } = await sql<{ past: boolean }>`select ${at}::timestamptz <= now() as past`.execute(tx)
  return rows[0]?.past ?? true
}

async function holdSeatAgain(tx: Tx, sponsor: Sponsor, attempt: ConfirmationRow, until: Date): Promise<void> {
  const free = await takeSeat(tx, sponsor.partnerId, sponsor.sponsorshipId)
  // The same question for an address that had an account, so that the answers cannot differ.
  const lost = await isPast(tx, attempt.expires_at)
  if (lost && !free) throw errors.registration_refused()
  if (attempt.account_existed || !attempt.registration_id) return
  const present = await findRegistration(tx, sponsor, attempt.account_id)
  if (present?.state !== 'unconfirmed') throw errors.registration_over()
  await holdSeatUntil(tx, sponsor.partnerId, attempt.registration_id, until)
}

/** Another address before anything is confirmed: the old link dies, and the attempt goes on at the new address. */
export async function correctAddress(call: OperationCall, email: string): Promise<HandleStatus> {
  const { tx } = call
  const { handle, attempt } = await requireOpen(tx)
  if (email === attempt.email)
    throw problems.invalid_request({
      fields: [{ path: 'email', code: 'same_address', message: 'The e-mail went to this address' }],
    })
  requireMailLeft(handle, 0)
  const settings = await readSettings(tx)
  const sponsor = await sponsorOf(tx, attempt)
  // Read before cancelling wipes it.
  const facts: AttemptFacts = {
    who: { ...whoOf(attempt), email },
    passwordHash: attempt.password_hash,
    sponsor,
    additional: sponsor && {
      jobTitle: attempt.job_title,
      phone: attempt.phone,
      site: attempt.site,
      country: attempt.country,
    },
    companyName: attempt.company_name,
  }
  await cancelConfirmation(tx)
  // Its own seat is free again before the new attempt asks for one.
  if (attempt.registration_id) await removeUnlessOpen(tx, attempt.registration_id)
  const opened = await openAttempt(call, settings, facts)
  if (!opened) throw errors.registration_refused()
  await moveHandle(tx, opened.confirmationId, email)
  await auditHandle(
    call,
    { ...attempt, account_existed: opened.accountExisted },
    'registration.address_corrected',
    email,
  )
  return statusOf((await lockHandle(tx)) as Open)
}

/** The sponsorship of an attempt; from here on the transaction acts in its partner, which number and key had proven. */
export async function sponsorOf(tx: Tx, attempt: ConfirmationRow): Promise<Sponsor | null> {
  if (!attempt.partner_id || !attempt.sponsorship_id) return null
  narrowToPartner(tx, attempt.partner_id)
  return readSponsor(tx, attempt.partner_id, attempt.sponsorship_id)
}

export function whoOf(attempt: ConfirmationRow): Names {
  return {
    firstName: attempt.first_name,
    lastName: attempt.last_name,
    email: attempt.email,
    language: attempt.language,
  }
}

function auditHandle(call: OperationCall, attempt: ConfirmationRow, action: string, email: string): Promise<void> {
  return auditCall(
    { ...call, principal: null },
    {
      partnerId: attempt.account_existed ? null : attempt.partner_id,
      action,
      objectType: 'registration',
      objectId: attempt.registration_id ?? attempt.confirmation_id,
      objectLabel: `${attempt.first_name} ${attempt.last_name}`,
      why: 'the registering browser’s handle',
      detail: { email },
    },
  )
}
