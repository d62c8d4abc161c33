import { z } from '@hono/zod-openapi'

const customer = { partnerId: z.uuid(), partnerName: z.string(), customerId: z.uuid(), customerName: z.string() }

/** What a change would stop, begin or shorten; see impact.ts. */
export const impactAnswer = z
  .object({
    people: z.number().int(),
    names: z.array(z.string()),
    sponsorshipCount: z.number().int(),
    sponsorships: z.array(
      z.object({
        partnerId: z.uuid(),
        partnerName: z.string(),
        sponsorshipId: z.uuid(),
        customerName: z.string(),
        registrationNumber: z.string().nullable(),
        people: z.number().int(),
      }),
    ),
    entitlements: z.array(z.object({ entitlementId: z.string(), people: z.number().int() })),
    serviceCount: z.number().int(),
    services: z.array(
      z.object({
        ...customer,
        after: z.enum(['grace', 'closed']),
        /** When reading ends; null: at once. */
        closesAt: z.date().nullable(),
        /** The partner’s people who see this customer, and up to ten of their names, where the reader may know them. */
        memberCount: z.number().int(),
        members: z.array(z.string()),
      }),
    ),
    memberCount: z.number().int(),
    members: z.array(z.string()),
    /** Collectors whose uploads would not be taken any more; names of those that the reader sees. */
    collectorCount: z.number().int(),
    collectors: z.array(z.string()),
    servicesEarlier: z.object({ customers: z.number().int(), at: z.date() }).nullable(),
    /** Customers that are read-only already, and would not be for as long; `at`: when the first of them closes. */
    readingEarlier: z
      .object({
        customers: z.number().int(),
        at: z.date(),
        services: z.array(z.object({ ...customer, closesAt: z.date() })),
      })
      .nullable(),
    endsEarlier: z.object({ people: z.number().int(), at: z.date() }).nullable(),
    begins: z.number().int(),
    /** Customers whose support service would be in force again, or for the first time, at once; some of their names. */
    servicesBegin: z.object({ customers: z.number().int(), names: z.array(z.string()) }),
  })
  .openapi('Impact')
