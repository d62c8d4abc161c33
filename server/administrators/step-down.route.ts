import { z } from '@hono/zod-openapi'
import { auditCall } from '../audit/index.ts'
import { sponsorsChange, sponsorsOnly } from '../customers/index.ts'
import { endSponsoring, listAdministrators, lockAdministrators, warnLastAdministrator } from '../partners/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { errors } from './errors.ts'

const params = z.object({ partnerId: z.uuid() })

export const partnerAdministratorsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/administrators',
  realm: 'partner',
  tag: 'Administrators',
  summary: 'Who sponsors for this partner; one alone is too few (R5)',
  params,
  answer: z.object({
    items: z.array(
      z
        .object({
          accountId: z.uuid(),
          firstName: z.string(),
          lastName: z.string(),
          email: z.string(),
          since: z.date(),
          myself: z.boolean(),
        })
        .openapi('SponsorshipAdministrator'),
    ),
    onlyOne: z.boolean(),
  }),
  allow: sponsorsOnly,
  handle: async ({ tx, params: { partnerId }, principal }) => {
    const items = await listAdministrators(tx, partnerId)
    return {
      items: items.map((one) => ({ ...one, myself: one.accountId === principal.accountId })),
      onlyOne: items.length === 1,
    }
  },
})

export const stepDownRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/administrators/step-down',
  realm: 'partner',
  tag: 'Administrators',
  keys: false,
  summary: 'Give up my own right to sponsor; the last one cannot (R5)',
  params,
  body: z.strictObject({ reason: z.string().trim().min(3).max(1000) }),
  allow: sponsorsChange,
  handle: async (call) => {
    const { tx, principal } = call
    const { partner } = principal
    // Locked until commit: of two who leave at once, the second counts without the first.
    const administrators = await lockAdministrators(tx, partner.partnerId)
    const remaining = administrators.filter((one) => one.accountId !== principal.accountId)
    const [last] = remaining
    if (!last) throw errors.sole_administrator({ missing: 'a second administrator', grantedBy: 'the vendor' })
    await endSponsoring(tx, partner.partnerId, principal.accountId)
    if (remaining.length === 1) await warnLastAdministrator({ tx: call.tx, config: call.deps.config }, partner, last)
    await auditCall(call, {
      partnerId: partner.partnerId,
      action: 'administrator.stepped_down',
      objectType: 'membership',
      objectId: principal.accountId,
      objectLabel: `${principal.firstName} ${principal.lastName}`,
      why: 'own right given up',
      detail: { remaining: remaining.length, reason: call.body.reason },
    })
  },
})
