import { z } from '@hono/zod-openapi'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { listOwnRequests, type RequestRow, readRequest } from './queries.ts'
import { checkNumbers, submitRequest, withdrawRequest } from './request.ts'
import { ownRequest, requestInput } from './shapes.ts'

const shared = { realm: 'person', tag: 'Administrator requests' } as const

function toOwn(row: RequestRow): z.input<typeof ownRequest> {
  return {
    requestId: row.request_id,
    state: row.state,
    jobTitle: row.job_title,
    phone: row.phone,
    company: {
      name: row.company_name,
      street: row.company_street,
      city: row.company_city,
      postalCode: row.company_postal_code,
      country: row.company_country,
      website: row.company_website,
    },
    contractNumbers: row.contract_numbers,
    reason: row.reason,
    decidedAt: row.decided_at,
    createdAt: row.created_at,
  }
}

export const submitRequestRoute = defineRoute({
  ...shared,
  method: 'post',
  path: '/administrator-requests',
  summary: 'Ask the vendor to become a sponsorship administrator (R3)',
  body: requestInput,
  status: 201,
  answer: ownRequest,
  handle: async (call) => {
    const row = await readRequest(call.tx, await submitRequest(call, call.body))
    if (!row) throw problems.not_found()
    return toOwn(row)
  },
})

export const ownRequestsRoute = defineRoute({
  ...shared,
  method: 'get',
  path: '/administrator-requests',
  summary: 'My requests, newest first, with the decision and its reason',
  answer: z.object({ items: z.array(ownRequest) }),
  handle: async ({ tx, principal }) => ({ items: (await listOwnRequests(tx, principal.accountId)).map(toOwn) }),
})

export const withdrawRequestRoute = defineRoute({
  ...shared,
  method: 'post',
  path: '/administrator-requests/{requestId}/withdraw',
  summary: 'Take back my pending request',
  params: z.object({ requestId: z.uuid() }),
  body: z.strictObject({}),
  handle: (call) => withdrawRequest(call, call.params.requestId),
})

export const checkNumbersRoute = defineRoute({
  ...shared,
  method: 'post',
  path: '/administrator-requests/check-numbers',
  summary:
    'Read a pasted list of contract numbers: what is malformed or repeated; for members also which are their partner’s',
  body: z.strictObject({ contractNumbers: requestInput.shape.contractNumbers }),
  answer: z
    .object({
      numbers: z.array(z.string()),
      repeated: z.array(z.string()),
      malformed: z.array(z.string()),
      own: z.array(z.object({ number: z.string(), inForce: z.boolean(), qualifies: z.boolean() })).nullable(),
    })
    .openapi('CheckedNumbers'),
  handle: (call) => checkNumbers(call.tx, call.principal, call.body.contractNumbers),
})
