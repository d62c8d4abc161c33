import { z } from '@hono/zod-openapi'
import { administersPartner } from '../partners/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { listSeers, requireCustomer } from './seers.ts'
import { partnerParams, roles } from './shapes.ts'

export const customerParams = partnerParams.extend({ customerId: z.uuid() })

export const seenByRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/customers/{customerId}/seen-by',
  realm: 'partner',
  tag: 'Associations',
  summary: 'Who at the partner sees a customer, since when, by whom given, until when',
  params: customerParams,
  answer: z.object({
    items: z.array(
      z
        .object({
          accountId: z.uuid(),
          name: z.string(),
          email: z.string(),
          role: z.enum(roles),
          state: z.enum(['active', 'suspended']),
          how: z.enum(['role', 'all', 'some']),
          since: z.date().nullable(),
          givenByName: z.string().nullable(),
          endsAt: z.date().nullable(),
          ended: z.boolean(),
        })
        .openapi('CustomerSeer'),
    ),
  }),
  allow: administersPartner,
  handle: async ({ tx, params }) => {
    await requireCustomer(tx, params.partnerId, params.customerId)
    return { items: await listSeers(tx, params.partnerId, params.customerId) }
  },
})
