import { z } from '@hono/zod-openapi'
import { fileLimits } from '../audit/index.ts'
import { impactAnswer, impactOf } from '../entitlements/index.ts'
import { administersPartner, readsRecords, rightOf, seesService } from '../partners/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { contractsFile } from './contracts-file.ts'
import { contractSummary, partnerContract } from './fields.ts'
import { shownContractStates } from './in-force.ts'
import { lineCounts } from './line-queries.ts'
import {
  allowedBy,
  contractSorts,
  countContracts,
  eventsOf,
  listContracts,
  readContract,
  sponsorshipsOn,
} from './queries.ts'
import { serviceOf } from './service.ts'
import { updateContract } from './write-queries.ts'

const tag = 'Contracts'
const params = z.object({ partnerId: z.uuid(), contractId: z.uuid() })
const path = '/partners/{partnerId}/contracts/{contractId}'

const filters = {
  state: oneOrMore(z.enum(shownContractStates)).optional(),
  customerId: oneOrMore(z.uuid()).optional(),
  endingWithin: z.coerce.number().int().min(1).max(3650).optional(),
  sort: sortOf(contractSorts, 'ends'),
}

export const partnerContractsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/contracts',
  realm: 'partner',
  tag,
  summary: 'The partner’s contracts, as far as one reaches them',
  params: z.object({ partnerId: z.uuid() }),
  query: listQuery.extend(filters),
  answer: pageOf(contractSummary),
  allow: readsRecords,
  handle: async ({ tx, params, query }) => {
    const { limit, sort, cursor, ...given } = query
    const filter = { ...given, partnerId: [params.partnerId] }
    const rows = await listContracts(tx, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.contractId])
    return cursor ? page : { ...page, total: await countContracts(tx, filter) }
  },
})

export const exportPartnerContractsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/contracts-export',
  realm: 'partner',
  tag,
  summary: 'The partner’s contracts as CSV or Excel file, filtered as their list is; audited (R34)',
  params: z.object({ partnerId: z.uuid() }),
  query: z.object({ ...filters, q: listQuery.shape.q, format: z.enum(['csv', 'xlsx']).default('csv') }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: readsRecords,
  handle: (call) => {
    const { format, sort, ...given } = call.query
    const { partnerId } = call.params
    const filter = { ...given, partnerId: [partnerId] }
    return contractsFile(call, { filter, sort, format, partnerId, why: rightOf(call.principal) })
  },
})

export const partnerContractRoute = defineRoute({
  method: 'get',
  path,
  realm: 'partner',
  tag,
  summary: 'A contract of the partner: what it makes possible now, and for whom',
  params,
  answer: partnerContract,
  allow: readsRecords,
  handle: async ({ tx, principal, params: { partnerId, contractId } }) => {
    const contract = await readContract(tx, partnerId, contractId)
    if (!contract) throw problems.not_found()
    const { shownState, qualifiesSponsoring, typeState, partnerState } = contract
    const administers = administersPartner(principal) === null
    const service = await serviceOf(tx, contract)
    return {
      ...contract,
      allowsSponsoring:
        shownState === 'in_force' && qualifiesSponsoring && typeState === 'active' && partnerState === 'active',
      entitlements: await allowedBy(tx, contract),
      sponsorships: principal.partner.sponsors ? await sponsorshipsOn(tx, partnerId, contractId) : [],
      events: administers ? await eventsOf(tx, partnerId, contractId) : [],
      service: service && { ...service, members: administers ? service.members : null },
      lineStates: seesService(principal) === null ? await lineCounts(tx, partnerId, contractId) : null,
    }
  },
})

export const previewEndRoute = defineRoute({
  method: 'get',
  path: `${path}/end`,
  realm: 'partner',
  tag,
  summary: 'What stops when this contract ends, as things are now',
  params,
  answer: impactAnswer,
  allow: administersPartner,
  handle: async ({ tx, principal, deps, params: { partnerId, contractId } }) => {
    const contract = await readContract(tx, partnerId, contractId)
    if (!contract) throw problems.not_found()
    // Nobody of a partner changes a contract: the system tries it, inside a savepoint, and takes it back. What is suspended or
    // terminated has stopped giving anything.
    const impact = await inTransaction(deps.db, { kind: 'system' }, (system) =>
      impactOf(system, { partnerId }, async () => {
        if (contract.state === 'active') await updateContract(system, partnerId, contractId, { state: 'terminated' })
      }),
    )
    // Sponsorships, and who is registered under them, are the business of those who sponsor; others are told how many.
    return principal.partner.sponsors ? impact : { ...impact, names: [], sponsorships: [] }
  },
})
