import { type AuditFacts, listFile } from '../audit/index.ts'
import { catalogue } from '../messages/index.ts'
import { FALLBACK_LANGUAGE } from '../platform/catalogue.ts'
import type { FileAnswer } from '../platform/http/route.ts'
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

type Wanted = { partnerId: string; format: 'csv' | 'xlsx'; sort: string; filter: MemberFilter; why: AuditFacts['why'] }

/** The partner's people as a file, filtered and sorted as their list is, in the reader's language. */
export function teamFile(call: Parameters<typeof listFile>[0], wanted: Wanted): Promise<FileAnswer> {
  const { partnerId, format, sort, filter, why } = wanted
  const text = (key: string) => catalogue.text(call.principal?.language ?? FALLBACK_LANGUAGE, key)
  const say = (key: string) => text(`team_file.${key}`)
  return listFile(call, {
    format,
    name: say('title'),
    header: columns.map((column) => say(`columns.${column}`)),
    read: (tx, paging) => listMembers(tx, partnerId, filter, { sort, ...paging }),
    cells: (row) => [
      row.lastName,
      row.firstName,
      row.email,
      row.role ? text(`team_invitation.role_${row.role}`) : '',
      say(`states.${row.state}`),
      row.allCustomers ? say('all') : row.customers,
      row.sponsors ? say('yes') : '',
      row.lastSignInAt,
      row.since,
    ],
    cursorOf: (row) => [row.key, row.accountId],
    audit: { partnerId, action: 'member.list_exported', objectType: 'membership', objectId: partnerId, why, filter },
  })
}
