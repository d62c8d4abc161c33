import { auditCall, type OperationCall } from '../audit/index.ts'
import { readLetterhead } from '../messages/index.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import { formatRegistrationNumber } from './codes.ts'
import { checkKey, requireHandable } from './hand-over.ts'
import { sponsorshipLetter } from './letter.ts'
import { labelOf } from './present.ts'

type At = { partnerId: string; sponsorshipId: string }

/** The letter for one sponsorship; with the key only when the browser that was shown it gives it, and its hash matches. */
export async function printLetter(call: OperationCall, at: At, keyText: string | undefined): Promise<FileAnswer> {
  const { row, number } = await requireHandable(call, at)
  const key = keyText === undefined ? null : checkKey(call, row, keyText)
  const customer = await call.tx
    .selectFrom('customer')
    .select(['street', 'postal_code', 'city', 'region', 'contact_name'])
    .where('partner_id', '=', at.partnerId)
    .where('customer_id', '=', row.customer_id)
    .executeTakeFirstOrThrow()
  const address = [
    customer.contact_name,
    customer.street,
    `${customer.postal_code} ${customer.city}`.trim(),
    customer.region,
  ].filter((line): line is string => Boolean(line))
  const file = await sponsorshipLetter({
    language: row.language,
    origin: call.deps.config.origin,
    letterhead: await readLetterhead(call.tx),
    logo: await readLogo(call),
    partner: row.partner_name,
    customer: row.customer_name,
    address,
    registrationNumber: number,
    verificationKey: key,
    expiresAt: row.expires_at,
  })
  await auditCall(call, {
    partnerId: at.partnerId,
    action: 'sponsorship.letter_printed',
    objectType: 'sponsorship',
    objectId: at.sponsorshipId,
    objectLabel: labelOf(row),
    why: 'sponsorship administrator of the partner',
    detail: { withKey: key !== null, language: row.language },
  })
  return { file, type: 'application/pdf', name: `${formatRegistrationNumber(number)}.pdf` }
}

async function readLogo({ tx }: OperationCall): Promise<Uint8Array | null> {
  const row = await tx.selectFrom('vendor_settings').select(['logo', 'logo_type']).executeTakeFirstOrThrow()
  // What the letter can draw; without it the vendor's name stands there.
  return row.logo && (row.logo_type === 'image/png' || row.logo_type === 'image/jpeg') ? row.logo : null
}
