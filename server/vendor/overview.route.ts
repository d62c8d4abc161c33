import { z } from '@hono/zod-openapi'
import { defineRoute } from '../platform/http/route.ts'
import { endingSoonDays, readOverview } from './overview.ts'

const count = z.number().int()

export const overviewRoute = defineRoute({
  method: 'get',
  path: '/vendor/overview',
  realm: 'vendor',
  tag: 'Vendor',
  summary: 'What needs the vendor’s staff today, and figures',
  answer: z
    .object({
      pendingRequests: count,
      oldestRequestAt: z.date().nullable(),
      mailsGivenUp: count,
      contractsEndingSoon: count,
      endingSoonDays: count,
      partnersShortOfAdministrators: count,
      partners: count,
      partnersSuspended: count,
      contractsInForce: count,
      sponsorshipsIssued: count,
      people: count,
      peopleUnconfirmed: count,
      peopleToVerify: count,
      registrationsByWeek: z.array(z.object({ week: z.date(), count })),
    })
    .openapi('VendorOverview'),
  handle: async ({ tx }) => ({ ...(await readOverview(tx)), endingSoonDays }),
})
