import { z } from '@hono/zod-openapi'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { agentsAndAdministrators, reasonField } from '../vendor/index.ts'
import { removeAdministrator } from './administrators.ts'
import { listAdministrators } from './membership-queries.ts'
import { partnerParams } from './partners.route.ts'
import { sponsoringStops, sponsoringStopsField } from './sponsoring-stops.ts'

const administrator = z
  .object({
    accountId: z.uuid(),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    role: z.enum(['super_admin', 'admin', 'user']).nullable(),
    since: z.date(),
  })
  .openapi('PartnerAdministrator')

export const listAdministratorsRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/administrators',
  realm: 'vendor',
  tag: 'Partners',
  summary: 'The partner’s sponsorship administrators',
  params: partnerParams,
  within: 'partner',
  answer: z.object({ items: z.array(administrator) }),
  handle: async ({ tx, params }) => ({ items: await listAdministrators(tx, params.partnerId) }),
})

export const previewAdministratorRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/administrators/{accountId}/removal',
  realm: 'vendor',
  tag: 'Partners',
  summary: 'What taking somebody’s right to sponsor away would stop; changes nothing',
  params: partnerParams.extend({ accountId: z.uuid() }),
  answer: sponsoringStopsField,
  handle: async ({ deps, params: { partnerId, accountId } }) => {
    const stops = await sponsoringStops(deps.db, partnerId, [accountId])
    if (!stops) throw problems.not_found()
    return stops
  },
})

export const removeAdministratorRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/administrators/{accountId}/remove',
  realm: 'vendor',
  tag: 'Partners',
  summary: 'Take somebody’s right to sponsor away; the last one only explicitly (R5)',
  params: partnerParams.extend({ accountId: z.uuid() }),
  body: z.strictObject({ reason: reasonField, evenTheLast: z.boolean().default(false) }),
  answer: z.object({ remaining: z.number().int() }),
  allow: agentsAndAdministrators,
  handle: (call) => removeAdministrator(call, call.params.partnerId, call.params.accountId, call.body),
})
