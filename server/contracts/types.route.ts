import { z } from '@hono/zod-openapi'
import { impactAnswer } from '../entitlements/index.ts'
import { listQuery, oneOrMore, pageOf } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { administratorsOnly, reasonField } from '../vendor/index.ts'
import { readContractTypes } from './type-queries.ts'
import { changeContractType, createContractType, previewContractType, setContractTypeState } from './types.ts'

const tag = 'Contract types'
const stateField = z.enum(['active', 'retired'])
const typeParams = z.object({ contractTypeId: z.uuid() })

const fields = {
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1000),
  qualifiesSponsoring: z.boolean(),
  qualifiesSupportService: z.boolean(),
  entitlements: z
    .array(z.string().max(100))
    .max(200)
    .transform((list) => [...new Set(list)]),
}
const contractTypeChange = z.strictObject(fields).partial()

const contractType = z
  .object({
    contractTypeId: z.uuid(),
    name: z.string(),
    description: z.string(),
    qualifiesSponsoring: z.boolean(),
    qualifiesSupportService: z.boolean(),
    entitlements: z.array(z.string()),
    state: stateField,
    contractsInForce: z.number().int(),
    contracts: z.number().int(),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .openapi('ContractType')

/** A vendor has a few dozen at most: one page holds them all. */
export const listContractTypesRoute = defineRoute({
  method: 'get',
  path: '/vendor/contract-types',
  realm: 'vendor',
  tag,
  summary: 'Contract types, those in use first',
  query: listQuery.extend({ state: oneOrMore(stateField).optional() }),
  answer: pageOf(contractType),
  handle: async ({ tx, query }) => {
    const items = await readContractTypes(tx, { state: query.state, q: query.q })
    return { items, nextCursor: null, total: items.length }
  },
})

export const readContractTypeRoute = defineRoute({
  method: 'get',
  path: '/vendor/contract-types/{contractTypeId}',
  realm: 'vendor',
  tag,
  summary: 'A contract type',
  params: typeParams,
  answer: contractType,
  handle: async ({ tx, params }) => {
    const [type] = await readContractTypes(tx, params)
    if (!type) throw problems.not_found()
    return type
  },
})

export const createContractTypeRoute = defineRoute({
  method: 'post',
  path: '/vendor/contract-types',
  realm: 'vendor',
  tag,
  summary: 'Create a contract type',
  body: z
    .strictObject({
      name: fields.name,
      description: fields.description.default(''),
      qualifiesSponsoring: fields.qualifiesSponsoring.default(false),
      qualifiesSupportService: fields.qualifiesSupportService.default(false),
      entitlements: fields.entitlements.default([]),
    })
    .openapi('ContractTypeInput'),
  status: 201,
  answer: z.object({ contractTypeId: z.uuid() }),
  allow: administratorsOnly,
  handle: (call) => createContractType(call, call.body),
})

export const changeContractTypeRoute = defineRoute({
  method: 'patch',
  path: '/vendor/contract-types/{contractTypeId}',
  realm: 'vendor',
  tag,
  summary: 'Change what contracts of a type qualify for and allow',
  params: typeParams,
  body: contractTypeChange.extend({ reason: reasonField.optional() }).openapi('ContractTypeChange'),
  allow: administratorsOnly,
  handle: (call) => {
    const { reason, ...change } = call.body
    return changeContractType(call, call.params.contractTypeId, change, reason)
  },
})

export const setContractTypeStateRoute = defineRoute({
  method: 'post',
  path: '/vendor/contract-types/{contractTypeId}/state',
  realm: 'vendor',
  tag,
  summary: 'Retire a contract type, or take it back into use',
  params: typeParams,
  body: z.strictObject({ state: stateField, reason: reasonField }),
  allow: administratorsOnly,
  handle: (call) => setContractTypeState(call, call.params.contractTypeId, call.body.state, call.body.reason),
})

export const previewContractTypeRoute = defineRoute({
  method: 'post',
  path: '/vendor/contract-types/{contractTypeId}/preview',
  realm: 'vendor',
  tag,
  summary: 'What a change would stop or begin; changes nothing',
  params: typeParams,
  body: contractTypeChange.extend({ state: stateField.optional() }).openapi('ContractTypePreview'),
  answer: impactAnswer,
  handle: (call) => previewContractType(call, call.params.contractTypeId, call.body),
})
