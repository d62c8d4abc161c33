import { catalogue } from '../messages/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type Cell, csvFile } from '../platform/files/csv.ts'
import { XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { listMembers, type MemberFilter } from './queries.ts'

const columns = [
  'lastName',
  'firstName',
  'email',
  'role',
  'state',
  'customers',
  'sponsors',
  'signedIn',
  'since',
] as const
const batch = 2000

/** The partner's people as a file, filtered and sorted as their list is. */
export async function teamFile(
  tx: Tx,
  partnerId: string,
  wanted: { format: 'csv' | 'xlsx'; language: string; sort: string; filter: MemberFilter },
) {
  const say = (key: string) => catalogue.text(wanted.language, `team_file.${key}`)
  const rows: Cell[][] = []
  let cursor: string[] | undefined
  for (;;) {
    const found = await listMembers(tx, partnerId, wanted.filter, { sort: wanted.sort, limit: batch, cursor })
    const page = found.slice(0, batch)
    for (const row of page)
      rows.push([
        row.lastName,
        row.firstName,
        row.email,
        row.role ? catalogue.text(wanted.language, `team_invitation.role_${row.role}`) : '',
        say(`states.${row.state}`),
        row.allCustomers ? say('all') : row.customers,
        row.sponsors ? say('yes') : '',
        row.lastSignInAt,
        row.since,
      ])
    const last = page.at(-1)
    if (!last || found.length <= batch) break
    cursor = [last.key, last.accountId]
  }
  const header = columns.map((column) => say(`columns.${column}`))
  const name = `${say('title')} ${new Date().toISOString().slice(0, 10)}`
  if (wanted.format === 'csv')
    return { file: csvFile(header, rows), type: 'text/csv; charset=utf-8', name: `${name}.csv`, rows: rows.length }
  return { file: await xlsxFile(say('title'), header, rows), type: XLSX_TYPE, name: `${name}.xlsx`, rows: rows.length }
}
