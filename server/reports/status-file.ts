import { catalogue as texts } from '../messages/index.ts'
import { listPeople, type PersonFilter } from '../people/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type Cell, csvFile } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { formatRegistrationNumber } from '../sponsorship/index.ts'
import { errors } from './errors.ts'
import { figuresBySponsorship } from './status-queries.ts'
import { seatsAvailable } from './status-report.ts'

export const fileFormats = ['csv', 'xlsx'] as const
export type FileFormat = (typeof fileFormats)[number]
export const fileContents = ['people', 'sponsorships'] as const
export type FileContent = (typeof fileContents)[number]
export type ReportFile = { file: Uint8Array<ArrayBuffer> | string; type: string; name: string; rows: number }

const batch = 2000

const personColumns = [
  'customer',
  'registrationNumber',
  'lastName',
  'firstName',
  'email',
  'state',
  'freeMail',
  'domainFits',
  'jobTitle',
  'site',
  'country',
  'registeredAt',
  'confirmedAt',
  'verifiedAt',
  'disabledAt',
  'disabledReason',
  'endedAt',
  'attestedAt',
  'attestationDueAt',
  'lastSignInAt',
] as const
const sponsorshipColumns = [
  'customer',
  'registrationNumber',
  'sponsorshipState',
  'expiresAt',
  'seats',
  'seatsUsed',
  'seatsAvailable',
  'unconfirmed',
  'toVerify',
  'active',
  'withoutAccess',
  'suspended',
  'disabled',
  'left',
  'lapsed',
  'lastRegistrationAt',
] as const

type Wanted = { format: FileFormat; content: FileContent; language: string; filter: PersonFilter }

/** The report as a file in the reader's language. 400 when it has more rows than a workbook may. */
export async function statusFile(tx: Tx, partnerId: string, wanted: Wanted): Promise<ReportFile> {
  const { format, content, language } = wanted
  const rows =
    content === 'people'
      ? await personRows(tx, partnerId, wanted)
      : await sponsorshipRows(tx, partnerId, wanted.filter.customerId, language)
  const columns: readonly string[] = content === 'people' ? personColumns : sponsorshipColumns
  const header = columns.map((column) => say(language, `columns.${column}`))
  const name = `${say(language, `file.${content}`)} ${new Date().toISOString().slice(0, 10)}`
  if (format === 'csv')
    return { file: csvFile(header, rows), type: 'text/csv; charset=utf-8', name: `${name}.csv`, rows: rows.length }
  const title = say(language, `file.${content}`)
  return { file: await xlsxFile(title, header, rows), type: XLSX_TYPE, name: `${name}.xlsx`, rows: rows.length }
}

async function personRows(tx: Tx, partnerId: string, { filter, language }: Wanted): Promise<Cell[][]> {
  const rows: Cell[][] = []
  let after: string[] | undefined
  for (;;) {
    const found = await listPeople(tx, partnerId, { ...filter, sort: 'name', after, limit: batch })
    const page = found.slice(0, batch)
    for (const row of page)
      rows.push([
        row.customer_name,
        formatRegistrationNumber(row.registration_number ?? ''),
        row.last_name,
        row.first_name,
        row.email,
        say(language, `states.${row.state}`),
        yesNo(language, row.free_mail),
        yesNo(language, row.domain_fits),
        row.job_title,
        row.site,
        row.country,
        row.created_at,
        row.confirmed_at,
        row.verified_at,
        row.disabled_at,
        row.disabled_reason,
        row.ended_at,
        row.attested_at,
        row.due_at,
        row.last_sign_in_at,
      ])
    if (rows.length > XLSX_MAX_ROWS) throw errors.too_many_rows({ params: { max: XLSX_MAX_ROWS } })
    const last = page.at(-1)
    if (!last || found.length <= batch) return rows
    after = [last.sort_key, last.registration_id]
  }
}

async function sponsorshipRows(
  tx: Tx,
  partnerId: string,
  customerIds: string[] | undefined,
  language: string,
): Promise<Cell[][]> {
  const figures = await figuresBySponsorship(tx, partnerId, null)
  const wanted = figures.filter((one) => !customerIds || customerIds.includes(one.customer_id))
  return wanted.map((one) => [
    one.customer_name,
    formatRegistrationNumber(one.registration_number ?? ''),
    say(language, `sponsorshipStates.${one.state}`),
    one.expires_at,
    one.seats,
    one.seats_used,
    seatsAvailable(one),
    one.unconfirmed,
    one.to_be_verified,
    one.active,
    one.without_access,
    one.suspended,
    one.disabled,
    one.left,
    one.lapsed,
    one.last_registration_at,
  ])
}

function say(language: string, key: string): string {
  return texts.text(language, `status_report_file.${key}`)
}

function yesNo(language: string, value: boolean): string {
  return say(language, value ? 'yes' : 'no')
}
