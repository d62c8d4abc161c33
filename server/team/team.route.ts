import { z } from '@hono/zod-openapi'
import { fileLimits } from '../audit/index.ts'
import { administersPartner, rightOf } from '../partners/index.ts'
import { type Principal, personBehind } from '../platform/db/transaction.ts'
import { decodeCursor, listQuery, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { judgeAll } from './acts.ts'
import { type Act, type Refusal, roles } from './policy.ts'
import {
  contractsCarrying,
  countMembers,
  countRoles,
  customersOf,
  historyOf,
  listMembers,
  memberSorts,
  readMember,
} from './queries.ts'
import { flagged, member, memberDetail, memberFilters, memberParams, partnerParams, tag } from './shapes.ts'
import { teamFile } from './team-file.ts'

const counts = z.object({ super_admin: z.number().int(), admin: z.number().int(), user: z.number().int() })
const page = pageOf(member).extend({ counts })
const sort = sortOf(memberSorts, 'name')

export const listTeamRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/team',
  realm: 'partner',
  tag,
  summary: 'The partner’s people: roles, states, how many customers each sees',
  params: partnerParams,
  query: listQuery.extend({ ...memberFilters.shape, sort }),
  answer: page,
  allow: administersPartner,
  handle: ({ tx, params, query, principal }) => pageOfTeam(tx, params.partnerId, query, principal.accountId),
})

export const vendorTeamRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/team',
  realm: 'vendor',
  tag: 'Onboarding',
  summary: 'A partner’s people, as the vendor sees them',
  params: partnerParams,
  within: 'partner',
  query: listQuery.extend({ ...memberFilters.shape, sort }),
  answer: page,
  handle: ({ tx, params, query, principal }) => pageOfTeam(tx, params.partnerId, query, principal.accountId),
})

async function pageOfTeam(
  tx: Parameters<typeof listMembers>[0],
  partnerId: string,
  query: { cursor?: string | undefined; limit: number; sort: string } & z.output<typeof memberFilters>,
  reader: string,
) {
  const { limit, sort: by, cursor, ...filter } = query
  const rows = await listMembers(tx, partnerId, filter, { limit, sort: by, cursor: decodeCursor(cursor, 2) })
  const { items, nextCursor } = toPage(rows, limit, (row) => [row.key, row.accountId])
  return {
    items: items.map((row) => ({ ...flagged(row), own: row.accountId === reader })),
    nextCursor,
    counts: await countRoles(tx, partnerId),
    ...(!cursor && { total: await countMembers(tx, partnerId, filter) }),
  }
}

export const readMemberRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/team/{accountId}',
  realm: 'partner',
  tag,
  summary: 'One of the partner’s people: role, customers seen, contracts behind it, history',
  params: memberParams,
  answer: memberDetail,
  allow: administersPartner,
  handle: async ({ tx, params: { partnerId, accountId }, principal }) => {
    const row = await readMember(tx, partnerId, accountId)
    if (!row) throw problems.not_found()
    return {
      ...flagged(row),
      own: accountId === principal.accountId,
      sees: await customersOf(tx, partnerId, [accountId]),
      carriedBy: row.state === 'active' && row.role ? await contractsCarrying(tx, partnerId, row) : [],
      may: await mayAll(tx, partnerId, accountId, principal),
      history: await historyOf(tx, partnerId, accountId),
    }
  },
})

type Reader = Principal & { partner: NonNullable<Principal['partner']> }

async function mayAll(tx: Parameters<typeof judgeAll>[0], partnerId: string, accountId: string, reader: Reader) {
  const judgeOne = async (act: Act): Promise<Refusal | null> => {
    const given = { serviceInForce: reader.partner.service === 'in_force', lock: false }
    const decider = { accountId: personBehind(reader), role: reader.partner.role, above: false, evenTheLast: false }
    const { judged } = await judgeAll(tx, partnerId, act, [accountId], decider, given)
    return judged[0] ? judged[0].refusal : 'not_found'
  }
  const [super_admin, admin, user] = [
    await judgeOne({ kind: 'role', role: roles[0] }),
    await judgeOne({ kind: 'role', role: roles[1] }),
    await judgeOne({ kind: 'role', role: roles[2] }),
  ]
  return {
    super_admin,
    admin,
    user,
    suspend: await judgeOne({ kind: 'suspend' }),
    reactivate: await judgeOne({ kind: 'reactivate' }),
    remove: await judgeOne({ kind: 'remove' }),
  }
}

export const exportTeamRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/team-export',
  realm: 'partner',
  tag,
  summary: 'The team as CSV or Excel file, filtered and sorted as its list is; audited (R34)',
  params: partnerParams,
  query: memberFilters.extend({ format: z.enum(['csv', 'xlsx']), sort }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: administersPartner,
  handle: (call) => {
    const { format, sort: by, ...filter } = call.query
    return teamFile(call, { ...call.params, format, sort: by, filter, why: rightOf(call.principal) })
  },
})
