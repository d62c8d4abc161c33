import type { OperationCall } from '../audit/index.ts'
import { domainFits, domainOf, isFreeMail } from '../customers/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { takeSeat } from '../sponsorship/index.ts'
import { insertConfirmation } from './confirmation-queries.ts'
import { errors } from './errors.ts'
import { mailAlreadyAccount, mailConfirm } from './letters.ts'
import { type Additional, ensureAccount, insertRegistration, type Names, type Under } from './queries.ts'
import { newMailedSecrets } from './secrets.ts'
import { offeredLanguage, type RegistrationSettings } from './settings.ts'

export type Sponsor = Under & { partnerName: string; customerName: string; domains: string[] }

/** One person's try to register: what they typed, and what they register for. */
export type AttemptFacts = {
  who: Names
  passwordHash: string | null
  /** Null for a partner's employee, who names the company instead. */
  sponsor: Sponsor | null
  additional: Additional | null
  companyName: string
}

export type OpenedAttempt = { confirmationId: string; registrationId: string | null; accountExisted: boolean }

/**
 * Writes everything of an attempt and queues its mail, in the caller's transaction: account (R9), seat and registration
 * (R16, R17), confirmation. For an address that has a confirmed account only the mail differs (attack 10): nothing can
 * be confirmed and no seat is taken; its owner is told how to add the sponsorship.
 * Each attempt for a never-confirmed address has its own password and answers; the one that is confirmed counts.
 * @returns null when no seat is free.
 */
export async function openAttempt(
  call: OperationCall,
  settings: RegistrationSettings,
  facts: AttemptFacts,
): Promise<OpenedAttempt | null> {
  const { tx, deps } = call
  const who = { ...facts.who, language: offeredLanguage(settings, facts.who.language) }
  const { sponsor } = facts
  const expiresAt = new Date(Date.now() + settings.confirmationHours * 3600_000)
  // The seat first: it locks the sponsorship, so that two attempts of one person come one after the other.
  if (sponsor && !(await takeSeat(tx, sponsor.partnerId, sponsor.sponsorshipId))) return null
  const account = await ensureAccount(tx, who)
  const registrationId = account.confirmed ? null : await reserve(tx, { ...facts, who }, account.accountId, expiresAt)
  const confirmationId = newId()
  const secrets = newMailedSecrets(deps.config.secret, confirmationId)
  await insertConfirmation(tx, {
    confirmationId,
    tokenHash: secrets.tokenHash,
    codeHash: secrets.codeHash,
    accountId: account.accountId,
    partnerId: sponsor?.partnerId ?? null,
    sponsorshipId: sponsor?.sponsorshipId ?? null,
    registrationId,
    who,
    additional: facts.additional,
    companyName: facts.companyName,
    passwordHash: facts.passwordHash,
    expiresAt,
    accountExisted: account.confirmed,
  })
  const mail = { who, sponsor, companyName: facts.companyName }
  if (account.confirmed) await mailAlreadyAccount(call, mail, account)
  else await mailConfirm(call, mail, secrets, expiresAt)
  return { confirmationId, registrationId, accountExisted: account.confirmed }
}

/** The registration this attempt can confirm: the person's open one, or a new one on the free seat. */
async function reserve(tx: Tx, facts: AttemptFacts, accountId: string, expiresAt: Date): Promise<string | null> {
  const { sponsor, additional, who } = facts
  if (!sponsor || !additional) return null
  const registrationId = await insertRegistration(tx, {
    under: sponsor,
    accountId,
    who,
    additional,
    state: 'unconfirmed',
    domainFits: domainFits(who.email, sponsor.domains),
    freeMail: isFreeMail(domainOf(who.email)),
    seatHeldUntil: expiresAt,
  })
  // Disabled by the partner before it was ever confirmed: the partner decides, not a second attempt.
  if (!registrationId) throw errors.registration_refused()
  return registrationId
}
