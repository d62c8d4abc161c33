import { z } from '@hono/zod-openapi'
import { sponsorsOnly } from '../customers/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { readOverview } from './overview.ts'

const count = z.number().int()

export const partnerOverviewRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/overview',
  realm: 'partner',
  tag: 'Overview',
  summary: 'What waits for the partner’s sponsorship administrators, and figures',
  params: z.object({ partnerId: z.uuid() }),
  answer: z
    .object({
      toVerify: count,
      oldestToVerifyAt: z.date().nullable(),
      requests: count,
      attestationsDue: count,
      sponsorshipsEnding: count,
      supportEnding: count,
      drafts: count,
      administrators: count,
      failedAttempts: count,
      customers: count,
      sponsorships: count,
      seats: count,
      seatsUsed: count,
      people: count,
      withoutAccess: count,
      unconfirmed: count,
      endingSoonDays: count,
      /** Whether the partner may sponsor now (R1), and by which contract, or what is missing. */
      qualification: z.object({
        qualified: z.boolean(),
        reason: z.string(),
        number: z.string().nullable(),
        endsAt: z.date().nullable(),
      }),
      registrationsByWeek: z.array(z.object({ week: z.date(), count })),
    })
    .openapi('PartnerOverview'),
  allow: sponsorsOnly,
  handle: ({ tx, params }) => readOverview(tx, params.partnerId),
})
