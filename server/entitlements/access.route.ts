import { z } from '@hono/zod-openapi'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { explainAccount } from './explanation.ts'
import { myAccessOf, whoSees } from './my-access.ts'
import { explanation, myAccess } from './shapes.ts'

const entitlementId = z.string().min(3).max(100)

export const myAccessRoute = defineRoute({
  method: 'get',
  path: '/access',
  realm: 'person',
  tag: 'My access',
  summary: 'What I have, from whom and until when; for what I lack, the links that do not hold (R35)',
  answer: z.object({ items: z.array(myAccess) }),
  handle: async ({ tx, principal }) => ({ items: await myAccessOf(tx, principal.accountId) }),
})

export const explainMyAccessRoute = defineRoute({
  method: 'get',
  path: '/access/explain',
  realm: 'person',
  tag: 'My access',
  summary: 'Why I have an entitlement or not: yes or no with every link of the chain',
  query: z.object({ entitlementId, accountId: z.uuid().optional(), registrationId: z.uuid().optional() }),
  answer: explanation,
  handle: async ({ tx, principal, query }) => {
    if (query.accountId && query.accountId !== principal.accountId) throw problems.not_found()
    const all = await explainAccount(tx, principal.accountId, query.entitlementId)
    if (!query.registrationId) return all
    const registrations = all.registrations.filter((one) => one.registrationId === query.registrationId)
    const one = registrations[0]
    if (!one) throw problems.not_found()
    return { ...all, holds: one.holds, until: one.until, registrations }
  },
})

export const explainForVendorRoute = defineRoute({
  method: 'get',
  path: '/vendor/access/explain',
  realm: 'vendor',
  tag: 'Access',
  summary: 'Why somebody has an entitlement or not, over all partners',
  query: z.object({ entitlementId, accountId: z.uuid() }),
  answer: explanation,
  handle: ({ tx, query }) => explainAccount(tx, query.accountId, query.entitlementId),
})

export const whoSeesRoute = defineRoute({
  method: 'get',
  path: '/access/who-sees',
  realm: 'person',
  tag: 'My access',
  summary: 'Who at the partner has access to my company’s data (R24)',
  answer: z.object({
    items: z.array(
      z
        .object({
          customerId: z.uuid(),
          customerName: z.string(),
          partnerId: z.uuid(),
          partnerName: z.string(),
          people: z.array(
            z.object({
              accountId: z.uuid(),
              firstName: z.string(),
              lastName: z.string(),
              email: z.string(),
              role: z.enum(['super_admin', 'admin']).nullable(),
              sponsors: z.boolean(),
              since: z.date(),
            }),
          ),
        })
        .openapi('WhoSees'),
    ),
  }),
  handle: async ({ tx, principal }) => ({ items: await whoSees(tx, principal.accountId) }),
})
