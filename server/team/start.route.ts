import { z } from '@hono/zod-openapi'
import { auditCall } from '../audit/index.ts'
import { administersActivePartner, administersPartner, rightOf } from '../partners/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { partnerParams, tag } from './shapes.ts'
import { dismissStart, readStart } from './start.ts'

const count = z.number().int()

export const readStartRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/team-start',
  realm: 'partner',
  tag,
  summary: 'The first steps of a super administrator, and which are done',
  params: partnerParams,
  answer: z
    .object({
      /** Only to a super administrator who has not put it away, while a step is left. */
      shown: z.boolean(),
      contracts: z.object({ done: z.boolean(), contracts: count, customers: count }),
      team: z.object({ done: z.boolean(), colleagues: count, invited: count }),
      associations: z.object({ done: z.boolean(), partnerUsers: count, associatedUsers: count }),
    })
    .openapi('GuidedStart'),
  allow: administersPartner,
  handle: async ({ tx, params, principal }) => {
    const start = await readStart(tx, params.partnerId, principal.accountId)
    const { contracts, customers, colleagues, invited, partnerUsers, associatedUsers } = start
    const steps = {
      contracts: { done: contracts > 0, contracts, customers },
      team: { done: colleagues > 0, colleagues, invited },
      associations: { done: partnerUsers > 0 && associatedUsers === partnerUsers, partnerUsers, associatedUsers },
    }
    const left = Object.values(steps).some(({ done }) => !done)
    return { ...steps, shown: principal.partner.role === 'super_admin' && !start.dismissed && left }
  },
})

export const dismissStartRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team-start/dismiss',
  realm: 'partner',
  tag,
  summary: 'Put the first steps away',
  params: partnerParams,
  allow: administersActivePartner,
  handle: async (call) => {
    const { tx, params, principal } = call
    await dismissStart(tx, params.partnerId, principal.accountId)
    await auditCall(call, {
      partnerId: params.partnerId,
      action: 'member.start_dismissed',
      objectType: 'membership',
      objectId: principal.accountId,
      objectLabel: `${principal.firstName} ${principal.lastName}`,
      why: rightOf(principal),
    })
  },
})
