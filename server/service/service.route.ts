import { z } from '@hono/zod-openapi'
import { defineRoute } from '../platform/http/route.ts'
import { listEnded } from './queries.ts'

export const serviceRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/service',
  realm: 'partner',
  tag: 'Support service',
  summary: 'Where the partner’s support service stands, and the customers I reach for which it has ended (R25)',
  params: z.object({ partnerId: z.uuid() }),
  answer: z
    .object({
      /** Null to who has no role in the support service; `none`: never bought. */
      state: z.enum(['in_force', 'grace', 'closed', 'none']).nullable(),
      ended: z.array(
        z.object({
          customerId: z.uuid(),
          name: z.string(),
          /** In grace data can be read until `closesAt`, and not be changed; closed since then. */
          state: z.enum(['grace', 'closed']),
          endedAt: z.date(),
          closesAt: z.date(),
        }),
      ),
      more: z.boolean(),
      /** A suspended partner reads only: every act of its people is refused. */
      suspended: z.boolean(),
    })
    .openapi('PartnerService'),
  handle: async ({ tx, principal, params }) => {
    const { service, role, state } = principal.partner
    const ended = role ? await listEnded(tx, params.partnerId, 101) : []
    return { state: service, ended: ended.slice(0, 100), more: ended.length > 100, suspended: state === 'suspended' }
  },
})
