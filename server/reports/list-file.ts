import type { z } from '@hono/zod-openapi'
import { listFile } from '../audit/index.ts'
import {
  type CustomerRow,
  type customerFilters,
  type Knows,
  knowsOf,
  listCustomers,
  toSummaries,
} from '../customers/index.ts'
import { catalogue } from '../entitlements/index.ts'
import { catalogue as texts, type WordedColumns, wordedTable } from '../messages/index.ts'
import { type Member, rightOf } from '../partners/index.ts'
import { FALLBACK_LANGUAGE } from '../platform/catalogue.ts'
import { lastDay } from '../platform/files/days.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import { formatRegistrationNumber, listSponsorships, type sponsorshipFilters } from '../sponsorship/index.ts'
import type { FileFormat } from './status-file.ts'

type Shown = CustomerRow & { summary: Awaited<ReturnType<typeof toSummaries>>[number]; sort_key: string }
type CustomerColumn = { to?: keyof Knows; cell: WordedColumns<Shown>[string] }

/** What a file of customers says, and to whom: as on the list and on the customer's page. */
const customerColumns: Record<string, CustomerColumn> = {
  name: { cell: (row) => row.name },
  state: { cell: (row, say) => say(`list_file.customerStates.${row.state}`) },
  service: { cell: ({ summary }, say) => say(`list_file.serviceStates.${summary.service.state}`) },
  serviceUntil: { cell: ({ summary }) => lastDay(summary.service.endsAt) },
  lines: { to: 'data', cell: ({ summary }) => summary.lines },
  seenBy: { to: 'associations', cell: ({ summary }) => summary.seenBy },
  street: { cell: (row) => row.street },
  postalCode: { cell: (row) => row.postal_code },
  city: { cell: (row) => row.city },
  region: { cell: (row) => row.region },
  country: { cell: (row) => row.country },
  contactName: { cell: (row) => row.contact_name },
  contactEmail: { cell: (row) => row.contact_email },
  domains: { to: 'record', cell: (row) => row.domains.join(' ') },
  purchase: { to: 'record', cell: (row) => row.purchase },
  purchasedOn: { to: 'record', cell: (row) => row.purchased_on },
  supportContract: { to: 'record', cell: (row) => row.support_contract_number },
  supportState: { to: 'record', cell: (row, say) => say(`list_file.supportStates.${row.support_state}`) },
  supportStartsAt: { to: 'record', cell: (row) => row.support_starts_at },
  supportEndsAt: { to: 'record', cell: (row) => row.support_ends_at },
  sponsorships: { to: 'sponsoring', cell: ({ summary }) => summary.sponsorships },
  people: { to: 'sponsoring', cell: ({ summary }) => summary.people },
  createdAt: { cell: (row) => row.created_at },
}
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

/** The customers that the reader sees as a file, with what they may know of them, in their language (R21). */
export function customersFile(
  call: Call & { principal: Member },
  { partnerId, format, filter }: Wanted<z.output<typeof customerFilters>>,
): Promise<FileAnswer> {
  const { principal } = call
  const knows = knowsOf(principal)
  const narrowed = { ...filter, listed: knows.listed, byDomain: knows.record }
  const columns = Object.entries(customerColumns).filter(([, { to }]) => to === undefined || knows[to])
  return listFile<Shown>(call, {
    format,
    name: speaker(languageOf(call))('file.customers'),
    ...wordedTable(
      call.principal,
      'list_file.columns',
      Object.fromEntries(columns.map(([name, { cell }]): [string, typeof cell] => [name, cell])),
    ),
    read: async (tx, { limit, cursor }) => {
      const rows = await listCustomers(tx, partnerId, { ...narrowed, after: cursor, limit })
      const summaries = new Map(
        (await toSummaries(tx, partnerId, rows, knows)).map((summary) => [summary.customerId, summary]),
      )
      return rows.flatMap((row) => {
        const summary = summaries.get(row.customer_id)
        return summary ? [{ ...row, summary }] : []
      })
    },
    cursorOf: (row) => [row.sort_key, row.customer_id],
    audit: { ...facts('customer', 'customer.list_exported', partnerId, rightOf(principal)), filter },
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

const facts = (objectType: string, action: string, partnerId: string, why = 'sponsorship administrator') => ({
  partnerId,
  action,
  objectType,
  objectId: partnerId,
  why,
})

function speaker(language: string): (key: string) => string {
  return (key) => texts.text(language, `list_file.${key}`)
}
