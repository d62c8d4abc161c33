import { z } from '@hono/zod-openapi'
import { sponsorsChange, sponsorsOnly } from '../customers/index.ts'
import { ceilingOf, textsField } from '../entitlements/index.ts'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { formatRegistrationNumber } from '../sponsorship/index.ts'
import { decideRequest, previewDecision } from './decide-request.ts'
import { countRequests, listRequests, type RequestRow, requestSorts } from './request-queries.ts'
import { partnerParams, registeredPerson, several } from './shapes.ts'

const states = ['open', 'granted', 'declined', 'withdrawn'] as const

const shape = {
  requestId: z.uuid(),
  ...registeredPerson,
  entitlementId: z.string(),
  names: textsField,
  note: z.string(),
  state: z.enum(states),
  underCeiling: z.boolean(),
  reason: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: z.date().nullable(),
  createdAt: z.date(),
}
const accessRequest = z.object(shape).openapi('AccessRequest')

function toRequest(row: RequestRow, underCeiling: boolean) {
  return {
    requestId: row.request_id,
    registrationId: row.registration_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    customerId: row.customer_id,
    customerName: row.customer_name,
    sponsorshipId: row.sponsorship_id,
    registrationNumber: formatRegistrationNumber(row.registration_number ?? ''),
    entitlementId: row.entitlement_id,
    names: row.names,
    note: row.note,
    state: row.state as (typeof states)[number],
    underCeiling,
    reason: row.reason,
    decidedByName: row.decided_by_name,
    decidedAt: row.decided_at,
    createdAt: row.created_at,
  }
}

export const accessRequestsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/access-requests',
  realm: 'partner',
  tag: 'People',
  summary: 'What customers’ people ask for beyond their sponsorship',
  params: partnerParams,
  query: listQuery.extend({
    state: several(z.enum(states)),
    customerId: several(z.uuid()),
    entitlementId: several(z.string().max(100)),
    sort: z.enum(requestSorts).default('-created'),
  }),
  answer: pageOf(accessRequest),
  allow: sponsorsOnly,
  handle: async ({ tx, params, query }) => {
    const ceiling = await ceilingOf(tx, params.partnerId)
    const rows = await listRequests(tx, params.partnerId, { ...query, after: decodeCursor(query.cursor, 2) })
    const page = toPage(rows, query.limit, (row) => [row.sort_key, row.request_id])
    return {
      items: page.items.map((row) => toRequest(row, ceiling.has(row.entitlement_id))),
      nextCursor: page.nextCursor,
      ...(!query.cursor && { total: await countRequests(tx, params.partnerId, query) }),
    }
  },
})

const requestParams = partnerParams.extend({ requestId: z.uuid() })

export const accessRequestRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/access-requests/{requestId}',
  realm: 'partner',
  tag: 'People',
  summary: 'One request: whether the contracts allow it, and who else would get it',
  params: requestParams,
  answer: z
    .object({ ...shape, alsoGets: z.object({ total: z.number().int(), names: z.array(z.string()) }) })
    .openapi('AccessRequestDetail'),
  allow: sponsorsOnly,
  handle: async (call) => {
    const { row, underCeiling, alsoGets } = await previewDecision(call, call.params.requestId)
    return { ...toRequest(row, underCeiling), alsoGets }
  },
})

export const decideRequestRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/access-requests/{requestId}/decision',
  realm: 'partner',
  tag: 'People',
  summary: 'Grant a request (for everybody under the sponsorship) or decline it; once',
  params: requestParams,
  body: z
    .strictObject({ decision: z.enum(['grant', 'decline']), reason: z.string().trim().max(1000).default('') })
    .refine(({ decision, reason }) => decision === 'grant' || reason.length >= 3, {
      path: ['reason'],
      params: { code: 'required' },
      message: 'Say why it is declined',
    }),
  allow: sponsorsChange,
  handle: (call) => decideRequest(call, call.params.requestId, call.body),
})
