import { z } from '@hono/zod-openapi'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { agentsAndAdministrators } from '../vendor/index.ts'
import { approveRequest, declineRequest } from './decide.ts'
import { readEvidence, toSummary } from './evidence.ts'
import { countRequests, listRequests } from './queries.ts'
import { requestEvidence, requestStates, requestSummary } from './shapes.ts'

const shared = { realm: 'vendor', tag: 'Administrator requests' } as const
const ofRequest = z.object({ requestId: z.uuid() })
const state = z.enum(requestStates)

export const listRequestsRoute = defineRoute({
  ...shared,
  method: 'get',
  path: '/vendor/administrator-requests',
  summary: 'The queue of requests to become a sponsorship administrator',
  query: listQuery.extend({
    state: z.union([state.transform((one) => [one]), z.array(state)]).optional(),
    sort: z.enum(['created', '-created']).default('created'),
  }),
  answer: pageOf(requestSummary),
  handle: async ({ tx, query }) => {
    const filter = {
      q: query.q,
      state: query.state,
      limit: query.limit,
      oldestFirst: query.sort === 'created',
      after: decodeCursor(query.cursor, 2),
    }
    const page = toPage(await listRequests(tx, filter), query.limit, (row) => [row.sort_key, row.request_id])
    return {
      items: page.items.map(toSummary),
      nextCursor: page.nextCursor,
      ...(!query.cursor && { total: await countRequests(tx, filter) }),
    }
  },
})

export const readRequestRoute = defineRoute({
  ...shared,
  method: 'get',
  path: '/vendor/administrator-requests/{requestId}',
  summary: 'The statement beside the records, judged for a partner or for the likeliest',
  params: ofRequest,
  query: z.object({ partnerId: z.uuid().optional() }),
  answer: requestEvidence,
  handle: ({ tx, params, query }) => readEvidence(tx, params.requestId, query.partnerId),
})

export const approveRequestRoute = defineRoute({
  ...shared,
  method: 'post',
  path: '/vendor/administrator-requests/{requestId}/approve',
  summary: 'Approve: the applicant becomes a sponsorship administrator of the partner',
  params: ofRequest,
  body: z.strictObject({ partnerId: z.uuid() }),
  allow: agentsAndAdministrators,
  handle: (call) => approveRequest(call, call.params.requestId, call.body.partnerId),
})

export const declineRequestRoute = defineRoute({
  ...shared,
  method: 'post',
  path: '/vendor/administrator-requests/{requestId}/decline',
  summary: 'Decline with a reason; the applicant is told',
  params: ofRequest,
  body: z.strictObject({ reason: z.string().trim().min(3).max(2000) }),
  allow: agentsAndAdministrators,
  handle: (call) => declineRequest(call, call.params.requestId, call.body.reason),
})
