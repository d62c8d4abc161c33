import { z } from '@hono/zod-openapi'
import { hasRole } from '../partners/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { readServiceOverview } from './service.ts'

const count = z.number().int()
const serviceState = z.enum(['in_force', 'grace', 'closed', 'none'])

export const serviceOverviewRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/overview/service',
  realm: 'partner',
  tag: 'Overview',
  summary: 'What waits for a member of the support service, and figures, by their role',
  params: z.object({ partnerId: z.uuid() }),
  answer: z
    .object({
      role: z.enum(['super_admin', 'admin', 'user']),
      allCustomers: z.boolean(),
      /** The partner’s: when the last contract ends or ended, and until when data is readable after that (R25). */
      service: z.object({
        state: serviceState,
        endsAt: z.date().nullable(),
        closesAt: z.date().nullable(),
      }),
      /** Who gives rights at the partner. */
      whomToAsk: z.array(z.object({ name: z.string(), role: z.enum(['super_admin', 'admin']) })),
      /** The reader’s customers by the state of their service. */
      customers: z.object({ inForce: count, grace: count, closed: count, none: count }),
      /** Contracts the reader sees that end within so many days; each includes the ones before. */
      contractsEnding: z.object({ in7: count, in30: count, in60: count, in90: count }),
      nextContracts: z.array(
        z.object({ contractId: z.uuid(), number: z.string(), customerName: z.string().nullable(), endsAt: z.date() }),
      ),
      associationsEndingDays: count,
      /** Of SA and PA. */
      administers: z
        .object({
          peopleWithout: count,
          customersUnseen: count,
          associationsEnding: count,
          superAdministrators: count,
          administrators: count,
          users: count,
          associations: count,
          contractsInForce: count,
          /** Access reviews of the team with something left to answer. */
          reviewsToAnswer: count,
          invitationsOpen: count,
          invitationsExpired: count,
        })
        .nullable(),
      /** Of a PU: what they see that ends soon, and the first of their customers. */
      mine: z
        .object({
          ending: count,
          customers: z.array(
            z.object({
              customerId: z.uuid(),
              name: z.string(),
              service: serviceState,
              endsAt: z.date().nullable(),
              closesAt: z.date().nullable(),
            }),
          ),
        })
        .nullable(),
    })
    .openapi('ServiceOverview'),
  allow: hasRole,
  handle: ({ tx, principal }) => readServiceOverview(tx, principal),
})
