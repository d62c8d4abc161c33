import { z } from '@hono/zod-openapi'
import { fileLimits } from '../audit/index.ts'
import { impactAnswer } from '../entitlements/index.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { agentsAndAdministrators, reasonField } from '../vendor/index.ts'
import { contractsFile } from './contracts-file.ts'
import {
  contractChange,
  contractDetail,
  contractFields,
  contractStateField,
  contractSummary,
  reasonedContractChange,
} from './fields.ts'
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
import { changeContract, createContract, previewContract, setContractState } from './write.ts'

const tag = 'Contracts'
const contractParams = z.object({ partnerId: z.uuid(), contractId: z.uuid() })
const path = '/vendor/partners/{partnerId}/contracts/{contractId}'

const filters = {
  state: oneOrMore(z.enum(shownContractStates)).optional(),
  partnerId: oneOrMore(z.uuid()).optional(),
  contractTypeId: oneOrMore(z.uuid()).optional(),
  endingWithin: z.coerce.number().int().min(1).max(3650).optional(),
  sort: sortOf(contractSorts, 'ends'),
}

export const listContractsRoute = defineRoute({
  method: 'get',
  path: '/vendor/contracts',
  realm: 'vendor',
  tag,
  summary: 'Contracts of all partners',
  query: listQuery.extend(filters),
  answer: pageOf(contractSummary),
  handle: async ({ tx, query }) => {
    const { limit, sort, cursor, ...filter } = query
    const rows = await listContracts(tx, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.contractId])
    return cursor ? page : { ...page, total: await countContracts(tx, filter) }
  },
})

export const exportContractsRoute = defineRoute({
  method: 'get',
  path: '/vendor/contracts-export',
  realm: 'vendor',
  tag,
  summary: 'Contracts of all partners as CSV or Excel file, filtered as their list is; audited (R34)',
  query: z.object({ ...filters, q: listQuery.shape.q, format: z.enum(['csv', 'xlsx']).default('csv') }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  handle: (call) => {
    const { format, sort, ...filter } = call.query
    return contractsFile(call, {
      filter,
      sort,
      format,
      partnerId: null,
      why: `vendor role ${call.principal.staffRole}`,
    })
  },
})

export const createContractRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/contracts',
  realm: 'vendor',
  tag,
  summary: 'Record a contract of a partner',
  params: z.object({ partnerId: z.uuid() }),
  body: z
    .strictObject({
      ...contractFields,
      customerId: contractFields.customerId.default(null),
      note: contractFields.note.default(''),
    })
    .openapi('ContractInput'),
  status: 201,
  answer: z.object({ partnerId: z.uuid(), contractId: z.uuid() }),
  allow: agentsAndAdministrators,
  handle: (call) => createContract(call, call.params.partnerId, call.body),
})

export const readContractRoute = defineRoute({
  method: 'get',
  path,
  realm: 'vendor',
  tag,
  summary: 'A contract: what it makes possible now, what stands on it, what was done to it',
  params: contractParams,
  answer: contractDetail,
  handle: async ({ tx, params: { partnerId, contractId } }) => {
    const contract = await readContract(tx, partnerId, contractId)
    if (!contract) throw problems.not_found()
    const { shownState, qualifiesSponsoring, typeState, partnerState } = contract
    return {
      ...contract,
      allowsSponsoring:
        shownState === 'in_force' && qualifiesSponsoring && typeState === 'active' && partnerState === 'active',
      entitlements: await allowedBy(tx, contract),
      service: await serviceOf(tx, contract),
      lineStates: await lineCounts(tx, partnerId, contractId),
      sponsorships: await sponsorshipsOn(tx, partnerId, contractId),
      events: await eventsOf(tx, partnerId, contractId),
    }
  },
})

export const changeContractRoute = defineRoute({
  method: 'patch',
  path,
  realm: 'vendor',
  tag,
  summary: 'Change a contract’s number, type, customer, dates or note; dates that end it at once need a reason',
  params: contractParams,
  body: reasonedContractChange,
  allow: agentsAndAdministrators,
  handle: (call) => {
    const { reason, ...change } = call.body
    return changeContract(call, call.params.partnerId, call.params.contractId, change, reason)
  },
})

export const setContractStateRoute = defineRoute({
  method: 'post',
  path: `${path}/state`,
  realm: 'vendor',
  tag,
  summary: 'Suspend, terminate or reactivate a contract',
  params: contractParams,
  body: z.strictObject({ state: contractStateField, reason: reasonField }),
  allow: agentsAndAdministrators,
  handle: (call) =>
    setContractState(call, call.params.partnerId, call.params.contractId, call.body.state, call.body.reason),
})

export const previewContractRoute = defineRoute({
  method: 'post',
  path: `${path}/preview`,
  realm: 'vendor',
  tag,
  summary: 'What a change would stop, begin or shorten; changes nothing',
  params: contractParams,
  body: contractChange.extend({ state: contractStateField.optional() }).openapi('ContractPreview'),
  answer: impactAnswer,
  handle: (call) => previewContract(call, call.params.partnerId, call.params.contractId, call.body),
})
