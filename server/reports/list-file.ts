import type { z } from '@hono/zod-openapi'
import { type customerFilters, listCustomers } from '../customers/index.ts'
import { catalogue } from '../entitlements/index.ts'
import { catalogue as texts } from '../messages/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type Cell, csvFile } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { formatRegistrationNumber, listSponsorships, type sponsorshipFilters } from '../sponsorship/index.ts'
import { errors } from './errors.ts'
import type { FileFormat, ReportFile } from './status-file.ts'

const batch = 2000

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

type Wanted<F> = { format: FileFormat; language: string; filter: F & { q?: string | undefined } }

/** The partner's customers, filtered and sorted as their list is. 400 when there are more than a workbook may hold. */
export async function customersFile(
  tx: Tx,
  partnerId: string,
  { format, language, filter }: Wanted<z.output<typeof customerFilters>>,
): Promise<ReportFile> {
  const say = speaker(language)
  const read = (after: string[] | undefined) => listCustomers(tx, partnerId, { ...filter, after, limit: batch })
  const rows = (await everyRow(read, (row) => [row.sort_key, row.customer_id])).map((row): Cell[] => [
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
  ])
  return fileOf(
    format,
    say('file.customers'),
    customerColumns.map((column) => say(`columns.${column}`)),
    rows,
  )
}

/** The partner's sponsorships, drafts too, filtered and sorted as their list is; the key is stored nowhere and hence not in it. */
export async function sponsorshipsFile(
  tx: Tx,
  partnerId: string,
  { format, language, filter }: Wanted<z.output<typeof sponsorshipFilters>>,
): Promise<ReportFile> {
  const say = speaker(language)
  const names = new Map((await catalogue(tx)).map((one) => [one.entitlementId, one.names[language] ?? one.names.en]))
  const read = (after: string[] | undefined) => listSponsorships(tx, partnerId, { ...filter, after, limit: batch })
  const rows = (await everyRow(read, (row) => [row.sort_key, row.sponsorship_id])).map((row): Cell[] => [
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
  ])
  return fileOf(
    format,
    say('file.sponsorships'),
    sponsorshipColumns.map((column) => say(`columns.${column}`)),
    rows,
  )
}

/** Everything that pages of one row more than `batch` hold. */
async function everyRow<T>(read: (after: string[] | undefined) => Promise<T[]>, keyOf: (row: T) => string[]) {
  const rows: T[] = []
  let after: string[] | undefined
  for (;;) {
    const found = await read(after)
    rows.push(...found.slice(0, batch))
    if (rows.length > XLSX_MAX_ROWS) throw errors.too_many_rows({ params: { max: XLSX_MAX_ROWS } })
    const last = rows.at(-1)
    if (!last || found.length <= batch) return rows
    after = keyOf(last)
  }
}

async function fileOf(format: FileFormat, title: string, header: string[], rows: Cell[][]): Promise<ReportFile> {
  const name = `${title} ${new Date().toISOString().slice(0, 10)}`
  if (format === 'csv')
    return { file: csvFile(header, rows), type: 'text/csv; charset=utf-8', name: `${name}.csv`, rows: rows.length }
  return { file: await xlsxFile(title, header, rows), type: XLSX_TYPE, name: `${name}.xlsx`, rows: rows.length }
}

function speaker(language: string): (key: string) => string {
  return (key) => texts.text(language, `list_file.${key}`)
}
