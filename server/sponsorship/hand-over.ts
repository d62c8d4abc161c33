import { auditCall, type OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { constantTimeEqual } from '../platform/crypto/tokens.ts'
import { problems } from '../platform/http/problem.ts'
import { formatRegistrationNumber, formatVerificationKey, parseVerificationKey } from './codes.ts'
import { errors } from './errors.ts'
import { keyHash } from './key.ts'
import { labelOf } from './present.ts'
import { readSponsorship, type SponsorshipRow } from './queries.ts'

type At = { partnerId: string; sponsorshipId: string }
export type HandOver = {
  contactName: string
  to: string
  key: 'separate_mail' | 'by_telephone' | 'already_known'
  keyTo?: string | undefined
  verificationKey?: string | undefined
}

/** Where a person registers: the number may stand in a link, the key never does. */
export function registerLink(origin: string, number: string): string {
  return `${origin}/register?number=${formatRegistrationNumber(number)}`
}

/**
 * Mails the number to a named contact; the key in a message of its own, or not at all when it is told by telephone. The key
 * comes from the browser that was shown it: only its hash is known here, and it must match.
 */
export async function handOverByMail(call: OperationCall, at: At, given: HandOver): Promise<void> {
  const { tx } = call
  const { row, number } = await requireHandable(call, at)
  const { config } = call.deps
  const contact = { contactName: given.contactName, partner: row.partner_name, customer: row.customer_name }
  const key = given.key === 'separate_mail' ? checkKey(call, row, given.verificationKey ?? '') : null
  await sendMail(tx, config, {
    to: given.to,
    language: row.language,
    template: 'sponsorship_handover_number',
    params: {
      ...contact,
      registrationNumber: formatRegistrationNumber(number),
      expiresAt: row.expires_at,
      keyByMail: given.key === 'separate_mail',
      keyByPhone: given.key === 'by_telephone',
      link: registerLink(config.origin, number),
    },
    partnerId: at.partnerId,
  })
  if (key)
    await sendMail(tx, config, {
      to: given.keyTo ?? given.to,
      language: row.language,
      template: 'sponsorship_handover_key',
      params: { ...contact, verificationKey: formatVerificationKey(key) },
      partnerId: at.partnerId,
    })
  await auditCall(call, {
    partnerId: at.partnerId,
    action: 'sponsorship.handed_over',
    objectType: 'sponsorship',
    objectId: at.sponsorshipId,
    objectLabel: labelOf(row),
    why: 'sponsorship administrator of the partner',
    detail: {
      method: 'email',
      contactName: given.contactName,
      to: given.to,
      key: given.key,
      ...(key && { keyTo: given.keyTo ?? given.to }),
    },
  })
}

/** An issued sponsorship and its number. @throws not_found, sponsorship_revoked, sponsorship_not_issued */
export async function requireHandable(call: OperationCall, at: At): Promise<{ row: SponsorshipRow; number: string }> {
  const row = await readSponsorship(call.tx, at.partnerId, at.sponsorshipId)
  if (!row) throw problems.not_found()
  if (row.state === 'revoked') throw errors.sponsorship_revoked()
  if (row.state === 'draft' || !row.registration_number) throw errors.sponsorship_not_issued()
  return { row, number: row.registration_number }
}

/** The normalised key when it is this sponsorship's present one. @throws invalid_request naming what is wrong with it */
export function checkKey(call: OperationCall, row: Pick<SponsorshipRow, 'key_hash'>, text: string): string {
  const reading = parseVerificationKey(text)
  const refuse = (code: string, message: string) =>
    problems.invalid_request({ fields: [{ path: 'verificationKey', code, message }] })
  if (!reading.ok) throw refuse('mistyped_code', 'This verification key has a typing error')
  if (!constantTimeEqual(keyHash(call.deps.config.secret, reading.normalised), row.key_hash ?? ''))
    throw refuse('key_not_current', 'This is not the present key of this sponsorship')
  return reading.normalised
}
