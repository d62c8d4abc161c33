import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { formatRegistrationNumber, formatVerificationKey, newRegistrationNumber, newVerificationKey } from './codes.ts'
import { errors } from './errors.ts'
import { keyHash } from './key.ts'
import { labelOf, termsOf } from './present.ts'
import { readSponsorship } from './queries.ts'
import { judgeTerms } from './terms.ts'

type At = { partnerId: string; sponsorshipId: string }

/**
 * Makes a draft redeemable: a registration number and a verification key, which leaves the server this once (R14).
 * @throws sponsorship_not_issuable with every problem at once; sponsorship_not_draft when somebody was faster.
 */
export async function issueSponsorship(call: OperationCall, at: At) {
  const { tx } = call
  const row = await readSponsorship(tx, at.partnerId, at.sponsorshipId, { lock: true })
  if (!row) throw problems.not_found()
  if (row.state !== 'draft') throw errors.sponsorship_not_draft()
  const fields = await judgeTerms(tx, at.partnerId, termsOf(row), { issuing: true })
  if (fields.length > 0) throw errors.sponsorship_not_issuable({ fields })
  const number = await claimNumber(tx, at)
  const key = newVerificationKey()
  const now = new Date()
  await tx
    .updateTable('sponsorship')
    .set({
      state: 'issued',
      registration_number: number,
      key_hash: keyHash(call.deps.config.secret, key),
      key_issued_at: now,
      issued_at: now,
      updated_at: now,
    })
    .where('partner_id', '=', at.partnerId)
    .where('sponsorship_id', '=', at.sponsorshipId)
    .execute()
  await auditCall(call, {
    partnerId: at.partnerId,
    action: 'sponsorship.issued',
    objectType: 'sponsorship',
    objectId: at.sponsorshipId,
    objectLabel: formatRegistrationNumber(number),
    why: `contract ${row.contract_number} (${row.contract_type_name}) in force; support contract ${row.support_contract_number}`,
    detail: { after: termsOf(row), customer: row.customer_name, purchaseRecorded: true },
  })
  return shown(at.sponsorshipId, number, key)
}

/** A new key; the old one stops at once, and people already registered keep what they have (R14). */
export async function replaceKey(call: OperationCall, at: At, reason: string) {
  const { tx } = call
  const row = await readSponsorship(tx, at.partnerId, at.sponsorshipId, { lock: true })
  if (!row) throw problems.not_found()
  if (row.state === 'revoked') throw errors.sponsorship_revoked()
  if (row.state !== 'issued' || !row.registration_number) throw errors.sponsorship_not_issued()
  const key = newVerificationKey()
  const now = new Date()
  await tx
    .updateTable('sponsorship')
    .set({ key_hash: keyHash(call.deps.config.secret, key), key_issued_at: now, updated_at: now })
    .where('partner_id', '=', at.partnerId)
    .where('sponsorship_id', '=', at.sponsorshipId)
    .execute()
  await auditCall(call, {
    partnerId: at.partnerId,
    action: 'sponsorship.key_replaced',
    objectType: 'sponsorship',
    objectId: at.sponsorshipId,
    objectLabel: labelOf(row),
    why: 'sponsorship administrator of the partner',
    detail: { reason, previousKeyIssuedAt: row.key_issued_at },
  })
  return shown(at.sponsorshipId, row.registration_number, key)
}

function shown(sponsorshipId: string, number: string, key: string) {
  return {
    sponsorshipId,
    registrationNumber: formatRegistrationNumber(number),
    verificationKey: formatVerificationKey(key),
  }
}

/** 40 random bits seldom repeat; when they do, the directory's key says so and we draw again. */
async function claimNumber(tx: Tx, at: At): Promise<string> {
  for (let draw = 0; draw < 10; draw += 1) {
    const number = newRegistrationNumber()
    const claimed = await sql`insert into sponsorship_directory (registration_number, partner_id, sponsorship_id)
      values (${number}, ${at.partnerId}, ${at.sponsorshipId}) on conflict do nothing`.execute(tx)
    if (claimed.numAffectedRows === 1n) return number
  }
  throw new Error('no free registration number in ten draws')
}
