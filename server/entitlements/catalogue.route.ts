import { z } from '@hono/zod-openapi'
import { listQuery, oneOrMore, pageOf } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { administratorsOnly, reasonField } from '../vendor/index.ts'
import { readEntitlements } from './catalogue-queries.ts'
import {
  changeEntitlement,
  createEntitlement,
  missingTexts,
  orderEntitlements,
  previewEntitlementState,
  setEntitlementState,
} from './change-catalogue.ts'
import { impactAnswer } from './impact.answer.ts'

const tag = 'Entitlements'
const stateField = z.enum(['active', 'retired'])
const groupField = z.enum(['support', 'commerce'])
const idField = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/)
  .openapi({ example: 'software.download' })
const entitlementParams = z.object({ entitlementId: idField })
const texts = (max: number) => z.record(z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/), z.string().trim().max(max))

const fields = {
  groupName: groupField,
  names: texts(100),
  descriptions: texts(1000),
  position: z.number().int().min(0).max(1_000_000),
}

const entitlement = z
  .object({
    entitlementId: z.string(),
    groupName: groupField,
    names: z.record(z.string(), z.string()),
    descriptions: z.record(z.string(), z.string()),
    position: z.number().int(),
    state: stateField,
    contractTypes: z.array(z.object({ contractTypeId: z.uuid(), name: z.string(), state: stateField })),
    createdAt: z.date(),
    updatedAt: z.date(),
  })
  .openapi('CatalogueEntitlement')

/** A vendor has dozens: one page holds the catalogue. */
const listEntitlementsRoute = defineRoute({
  method: 'get',
  path: '/vendor/entitlements',
  realm: 'vendor',
  tag,
  summary: 'The catalogue, with the contract types that allow each entitlement',
  query: listQuery.extend({ state: oneOrMore(stateField).optional(), groupName: oneOrMore(groupField).optional() }),
  answer: pageOf(entitlement),
  handle: async ({ tx, query }) => {
    const items = await readEntitlements(tx, { state: query.state, groupName: query.groupName, q: query.q })
    return { items, nextCursor: null, total: items.length }
  },
})

const readEntitlementRoute = defineRoute({
  method: 'get',
  path: '/vendor/entitlements/{entitlementId}',
  realm: 'vendor',
  tag,
  summary: 'An entitlement of the catalogue',
  params: entitlementParams,
  answer: entitlement,
  handle: async ({ tx, params }) => {
    const [row] = await readEntitlements(tx, params)
    if (!row) throw problems.not_found()
    return row
  },
})

const createEntitlementRoute = defineRoute({
  method: 'post',
  path: '/vendor/entitlements',
  realm: 'vendor',
  tag,
  summary: 'Add an entitlement to the catalogue',
  body: z
    .strictObject({ entitlementId: idField, ...fields, position: fields.position.default(0) })
    .openapi('EntitlementInput'),
  status: 201,
  answer: z.object({ entitlementId: z.string() }),
  judge: (body, { db }) => missingTexts(db, body),
  allow: administratorsOnly,
  handle: (call) => {
    const { entitlementId, ...given } = call.body
    return createEntitlement(call, entitlementId, given)
  },
})

const changeEntitlementRoute = defineRoute({
  method: 'patch',
  path: '/vendor/entitlements/{entitlementId}',
  realm: 'vendor',
  tag,
  summary: 'Change names, descriptions, group or place of an entitlement',
  params: entitlementParams,
  body: z.strictObject(fields).partial().openapi('EntitlementChange'),
  allow: administratorsOnly,
  handle: (call) => changeEntitlement(call, call.params.entitlementId, call.body),
})

const orderEntitlementsRoute = defineRoute({
  method: 'put',
  path: '/vendor/entitlements-order',
  realm: 'vendor',
  tag,
  summary: 'Put entitlements into an order',
  body: z.strictObject({ entitlementIds: z.array(idField).min(1).max(500) }),
  allow: administratorsOnly,
  handle: (call) => orderEntitlements(call, call.body.entitlementIds),
})

const setEntitlementStateRoute = defineRoute({
  method: 'post',
  path: '/vendor/entitlements/{entitlementId}/state',
  realm: 'vendor',
  tag,
  summary: 'Retire an entitlement, or take it back into use',
  params: entitlementParams,
  body: z.strictObject({ state: stateField, reason: reasonField }),
  allow: administratorsOnly,
  handle: (call) => setEntitlementState(call, call.params.entitlementId, call.body.state, call.body.reason),
})

const previewEntitlementRoute = defineRoute({
  method: 'post',
  path: '/vendor/entitlements/{entitlementId}/preview',
  realm: 'vendor',
  tag,
  summary: 'Whom retiring an entitlement would affect; changes nothing',
  params: entitlementParams,
  body: z.strictObject({ state: stateField }),
  answer: impactAnswer,
  handle: (call) => previewEntitlementState(call, call.params.entitlementId, call.body.state),
})

export const catalogueRoutes: Route[] = [
  listEntitlementsRoute,
  readEntitlementRoute,
  createEntitlementRoute,
  changeEntitlementRoute,
  orderEntitlementsRoute,
  setEntitlementStateRoute,
  previewEntitlementRoute,
]
