import type { z } from '@hono/zod-openapi'
import { listFile } from '../audit/index.ts'
import { type customerFilters, listCustomers } from '../customers/index.ts'
import { catalogue } from '../entitlements/index.ts'
import { catalogue as texts } from '../messages/index.ts'
import { FALLBACK_LANGUAGE } from '../platform/catalogue.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import { formatRegistrationNumber, listSponsorships, type sponsorshipFilters } from '../sponsorship/index.ts'
import type { FileFormat } from './status-file.ts'

const customerColumns = [
  'name',
  'state',
  'street',
  'postalCode',
  'city',
  'region',
  'country',
  'domains',
  'contactName',
  'contactEmail',
  'purchase',
  'purchasedOn',
  'supportContract',
  'supportState',
  'supportStartsAt',
  'supportEndsAt',
  'sponsorships',
  'people',
  'createdAt',
] as const
const sponsorshipColumns = [
  'customer',
  'registrationNumber',
  'state',
  'seats',
  'seatsUsed',
  'entitlements',
  'expiresAt',
  'contract',
  'domains',
  'createdBy',
  'createdAt',
  'issuedAt',
  'revokedAt',
  'revokeReason',
] as const

type Call = Parameters<typeof listFile>[0]
type Wanted<F> = { partnerId: string; format: FileFormat; filter: F & { q?: string | undefined } }

/** The partner's customers as a file, filtered and sorted as their list is, in the reader's language. */
export function customersFile(
  call: Call,
  { partnerId, format, filter }: Wanted<z.output<typeof customerFilters>>,
): Promise<FileAnswer> {
  const say = speaker(languageOf(call))
  return listFile(call, {
    format,
    name: say('file.customers'),
    header: customerColumns.map((column) => say(`columns.${column}`)),
    read: (tx, { limit, cursor }) => listCustomers(tx, partnerId, { ...filter, after: cursor, limit }),
    cells: (row) => [
      row.name,
      say(`customerStates.${row.state}`),
      row.street,
      row.postal_code,
      row.city,
      row.region,
      row.country,
      row.domains.join(' '),
      row.contact_name,
      row.contact_email,
      row.purchase,
      row.purchased_on,
      row.support_contract_number,
      say(`supportStates.${row.support_state}`),
      row.support_starts_at,
      row.support_ends_at,
      row.sponsorships,
      row.people,
      row.created_at,
    ],
    cursorOf: (row) => [row.sort_key, row.customer_id],
    audit: { ...facts('customer', 'customer.list_exported', partnerId), filter },
  })
}

/** The partner's sponsorships, drafts too, filtered and sorted as their list is; the key is stored nowhere and hence not in it. */
export async function sponsorshipsFile(
  call: Call,
  { partnerId, format, filter }: Wanted<z.output<typeof sponsorshipFilters>>,
): Promise<FileAnswer> {
  const language = languageOf(call)
  const say = speaker(language)
  const names = new Map(
    (await catalogue(call.tx)).map((one) => [one.entitlementId, one.names[language] ?? one.names.en]),
  )
  return listFile(call, {
    format,
    name: say('file.sponsorships'),
    header: sponsorshipColumns.map((column) => say(`columns.${column}`)),
    read: (tx, { limit, cursor }) => listSponsorships(tx, partnerId, { ...filter, after: cursor, limit }),
    cells: (row) => [
      row.customer_name,
      row.registration_number && formatRegistrationNumber(row.registration_number),
      say(`sponsorshipStates.${row.shown_state}`),
      row.seats,
      row.seats_used,
      row.entitlements.map((id) => names.get(id) ?? id).join(', '),
      row.expires_at,
      row.contract_number,
      row.domains.join(' '),
      row.created_by_name,
      row.created_at,
      row.issued_at,
      row.revoked_at,
      row.revoke_reason,
    ],
    cursorOf: (row) => [row.sort_key, row.sponsorship_id],
    audit: { ...facts('sponsorship', 'sponsorship.list_exported', partnerId), filter },
  })
}

const languageOf = ({ principal }: Call) => principal?.language ?? FALLBACK_LANGUAGE

const facts = (objectType: string, action: string, partnerId: string) => ({
  partnerId,
  action,
  objectType,
  objectId: partnerId,
  why: 'sponsorship administrator',
})

function speaker(language: string): (key: string) => string {
  return (key) => texts.text(language, `list_file.${key}`)
}
