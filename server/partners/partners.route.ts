import { z } from '@hono/zod-openapi'
import { ceilingOf, impactAnswer } from '../entitlements/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { agentsAndAdministrators, reasonField } from '../vendor/index.ts'
import { changePartner, createPartner, previewPartnerState, setPartnerState } from './partners.ts'
import { countPartners, findCustomers, listPartners, partnerSorts, qualificationOf, readPartner } from './queries.ts'

const tag = 'Partners'
const stateField = z.enum(['active', 'suspended'])
export const partnerParams = z.object({ partnerId: z.uuid() })

const fields = {
  name: z.string().trim().min(1).max(200),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
  website: z
    .url({ protocol: /^https?$/, hostname: z.regexes.domain })
    .max(300)
    .nullable(),
}

const partner = z
  .object({
    partnerId: z.uuid(),
    name: z.string(),
    country: z.string().nullable(),
    website: z.string().nullable(),
    state: stateField,
    contractsInForce: z.number().int(),
    administrators: z.number().int(),
    customers: z.number().int(),
    people: z.number().int(),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .openapi('Partner')

const partnerDetail = partner
  .extend({
    /** R1: whether it may sponsor now, by which contract, or what is missing. */
    qualification: z.object({
      qualified: z.boolean(),
      reason: z.enum(['qualified', 'partner_suspended', 'no_contract', 'none_in_force', 'none_qualifies']),
      number: z.string().nullable(),
      endsAt: z.date().nullable(),
    }),
    /** R4: what its administrators may hand out now. */
    ceiling: z.array(z.string()),
  })
  .openapi('PartnerDetail')

export const listPartnersRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners',
  realm: 'vendor',
  tag,
  summary: 'Partners with their counts',
  query: listQuery.extend({
    state: oneOrMore(stateField).optional(),
    shortOfAdministrators: z.stringbool().optional(),
    sort: sortOf(partnerSorts, 'name'),
  }),
  answer: pageOf(partner),
  handle: async ({ tx, query }) => {
    const { limit, sort, cursor, ...filter } = query
    const rows = await listPartners(tx, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.partnerId])
    return cursor ? page : { ...page, total: await countPartners(tx, filter) }
  },
})

export const createPartnerRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners',
  realm: 'vendor',
  tag,
  summary: 'Create a partner',
  body: z
    .strictObject({ name: fields.name, country: fields.country.default(null), website: fields.website.default(null) })
    .openapi('PartnerInput'),
  status: 201,
  answer: z.object({ partnerId: z.uuid() }),
  allow: agentsAndAdministrators,
  handle: (call) => createPartner(call, call.body),
})

export const readPartnerRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}',
  realm: 'vendor',
  tag,
  summary: 'A partner: counts, whether it may sponsor and why, what it may hand out',
  params: partnerParams,
  answer: partnerDetail,
  handle: async ({ tx, params: { partnerId } }) => {
    const row = await readPartner(tx, partnerId)
    if (!row) throw problems.not_found()
    return {
      ...row,
      qualification: await qualificationOf(tx, partnerId),
      ceiling: [...(await ceilingOf(tx, partnerId))].sort(),
    }
  },
})

export const changePartnerRoute = defineRoute({
  method: 'patch',
  path: '/vendor/partners/{partnerId}',
  realm: 'vendor',
  tag,
  summary: 'Change a partner’s name, country or web site',
  params: partnerParams,
  body: z.strictObject(fields).partial().openapi('PartnerChange'),
  allow: agentsAndAdministrators,
  handle: (call) => changePartner(call, call.params.partnerId, call.body),
})

export const setPartnerStateRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/state',
  realm: 'vendor',
  tag,
  summary: 'Suspend or reactivate a partner',
  params: partnerParams,
  body: z.strictObject({ state: stateField, reason: reasonField }),
  allow: agentsAndAdministrators,
  handle: (call) => setPartnerState(call, call.params.partnerId, call.body.state, call.body.reason),
})

export const previewPartnerRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/preview',
  realm: 'vendor',
  tag,
  summary: 'Whose access a change of state would stop; changes nothing',
  params: partnerParams,
  body: z.strictObject({ state: stateField }),
  answer: impactAnswer,
  handle: (call) => previewPartnerState(call, call.params.partnerId, call.body.state),
})

const toFind = listQuery.extend({ limit: listQuery.shape.limit.default(20) })

const foundCustomer = z.object({
  customerId: z.uuid(),
  name: z.string(),
  state: z.enum(['active', 'archived']),
  people: z.number().int(),
})

async function findPage(tx: Tx, partnerId: string | null, { q, limit, cursor }: z.infer<typeof toFind>) {
  const rows = await findCustomers(tx, partnerId, q, limit, decodeCursor(cursor, 3))
  return toPage(rows, limit, ({ state, key, customerId }) => [state, key, customerId])
}

export const findCustomersRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/customers',
  realm: 'vendor',
  tag,
  summary: 'The partner’s customers by part of a name, to choose one',
  params: partnerParams,
  within: 'partner',
  query: toFind,
  answer: pageOf(foundCustomer),
  handle: ({ tx, params, query }) => findPage(tx, params.partnerId, query),
})

export const findAnyonesCustomersRoute = defineRoute({
  method: 'get',
  path: '/vendor/customers',
  realm: 'vendor',
  tag,
  summary: 'Customers of all partners by part of a name, to find whose one is',
  query: toFind,
  answer: pageOf(foundCustomer.extend({ partnerId: z.uuid(), partnerName: z.string() })),
  handle: ({ tx, query }) => findPage(tx, null, query),
})
