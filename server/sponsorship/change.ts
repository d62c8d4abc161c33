import { auditCall, type OperationCall } from '../audit/index.ts'
import { endSessionsOfTheAccessless } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { differences, mergeTerms, writeTerms } from './draft.ts'
import { countWaiting, effectOf, summarise } from './effect.ts'
import { errors } from './errors.ts'
import { labelOf, termsOf } from './present.ts'
import { readSponsorship, type SponsorshipRow } from './queries.ts'
import type { TermsChange } from './shapes.ts'
import { tellChanged, tellRevoked } from './tell.ts'
import { judgeTerms } from './terms.ts'

type At = { partnerId: string; sponsorshipId: string }

async function requireIssued(tx: Tx, at: At): Promise<SponsorshipRow> {
  const row = await readSponsorship(tx, at.partnerId, at.sponsorshipId, { lock: true })
  if (!row) throw problems.not_found()
  if (row.state === 'revoked') throw errors.sponsorship_revoked()
  if (row.state === 'draft') throw errors.sponsorship_not_issued()
  return row
}

/** Whom a change of terms or a revocation would affect, and why it would be refused; changes nothing. */
export async function previewEffect(
  tx: Tx,
  at: At,
  wanted: { change?: TermsChange | undefined; revoke?: boolean | undefined },
) {
  const row = await requireIssued(tx, at)
  const after = mergeTerms(termsOf(row), wanted.change ?? {})
  const refusals = wanted.revoke
    ? []
    : await judgeTerms(tx, at.partnerId, after, { issuing: true, seatsUsed: row.seats_used })
  // What cannot be written (an unknown contract) has no effect to show.
  const writable = !refusals.some(({ code }) => code === 'contract_unknown' || code === 'entitlement_unknown')
  const affected = writable
    ? await effectOf(tx, at, () => (wanted.revoke ? markRevoked(tx, at, '') : writeTerms(tx, at, after)), {
        keep: false,
      })
    : []
  const waiting = wanted.revoke ? await countWaiting(tx, at) : 0
  return { ...summarise(affected), waiting, seatsUsed: row.seats_used, problems: refusals }
}

/**
 * Changes an issued sponsorship's seats, entitlements, end, domains, language or contract. Who gains or loses by it is mailed.
 * @throws invalid_request naming every problem, seats below those taken included.
 */
export async function changeSponsorship(
  call: OperationCall,
  at: At,
  change: TermsChange,
  reason: string,
): Promise<void> {
  const { tx } = call
  const row = await requireIssued(tx, at)
  const before = termsOf(row)
  const after = mergeTerms(before, change)
  const fields = await judgeTerms(tx, at.partnerId, after, { issuing: true, seatsUsed: row.seats_used })
  if (fields.length > 0) throw problems.invalid_request({ fields, params: { seatsUsed: row.seats_used } })
  const affected = await effectOf(tx, at, () => writeTerms(tx, at, after), { keep: true })
  await tellChanged(call, at.partnerId, row, affected)
  const losers = affected.filter((one) => one.losesAll).map((one) => one.accountId)
  const sessionsEnded = await endSessionsOfTheAccessless(tx, at.partnerId, losers)
  await auditCall(call, {
    partnerId: at.partnerId,
    action: 'sponsorship.changed',
    objectType: 'sponsorship',
    objectId: at.sponsorshipId,
    objectLabel: labelOf(row),
    why: 'sponsorship administrator of the partner',
    detail: { reason, ...differences(before, after), peopleAffected: affected.length, sessionsEnded },
  })
}

/** Ends a sponsorship for good: nobody can redeem it, everyone under it loses its access now and is told why. */
export async function revokeSponsorship(call: OperationCall, at: At, reason: string): Promise<void> {
  const { tx } = call
  const row = await requireIssued(tx, at)
  const waiting = await tx
    .selectFrom('registration')
    .select(['first_name as firstName', 'email', 'language'])
    .where('partner_id', '=', at.partnerId)
    .where('sponsorship_id', '=', at.sponsorshipId)
    .where('state', '=', 'to_be_verified')
    .execute()
  const affected = await effectOf(tx, at, () => markRevoked(tx, at, reason), { keep: true })
  await tellRevoked(call, at.partnerId, row, [...affected, ...waiting], reason)
  const losers = affected.filter((one) => one.losesAll).map((one) => one.accountId)
  const sessionsEnded = await endSessionsOfTheAccessless(tx, at.partnerId, losers)
  await auditCall(call, {
    partnerId: at.partnerId,
    action: 'sponsorship.revoked',
    objectType: 'sponsorship',
    objectId: at.sponsorshipId,
    objectLabel: labelOf(row),
    why: 'sponsorship administrator of the partner',
    detail: { reason, peopleAffected: affected.length, waiting: waiting.length, sessionsEnded },
  })
}

function markRevoked(tx: Tx, at: At, reason: string): Promise<unknown> {
  return tx
    .updateTable('sponsorship')
    .set({ state: 'revoked', revoked_at: new Date(), revoke_reason: reason, updated_at: new Date() })
    .where('partner_id', '=', at.partnerId)
    .where('sponsorship_id', '=', at.sponsorshipId)
    .execute()
}
