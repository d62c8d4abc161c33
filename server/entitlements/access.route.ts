import { z } from '@hono/zod-openapi'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { explainAccount } from './explanation.ts'
import { myAccessOf } from './my-access.ts'
import { explanation, myAccess } from './shapes.ts'
import { whoSees } from './who-sees.ts'

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
          /** Of the support service, for this company: without it nobody sees data of it (R22, R25). */
          service: z.object({
            state: z.enum(['in_force', 'grace', 'closed', 'none']),
            endedAt: z.date().nullable(),
            closesAt: z.date().nullable(),
          }),
          people: z.array(
            z.object({
              accountId: z.uuid(),
              firstName: z.string(),
              lastName: z.string(),
              email: z.string(),
              role: z.enum(['super_admin', 'admin', 'user']).nullable(),
              sponsors: z.boolean(),
              memberSince: z.date(),
              /** How they see the company’s data: by their role, by having every customer, or this one. Null: not at all. */
              reach: z
                .object({
                  how: z.enum(['role', 'all', 'some']),
                  since: z.date().nullable(),
                  givenByName: z.string().nullable(),
                  until: z.date().nullable(),
                })
                .nullable(),
            }),
          ),
        })
        .openapi('WhoSees'),
    ),
  }),
  handle: async ({ tx }) => ({ items: await whoSees(tx) }),
})
