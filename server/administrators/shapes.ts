import { z } from '@hono/zod-openapi'

const line = (max: number) => z.string().trim().max(max)

export const requestInput = z
  .strictObject({
    jobTitle: line(200).min(1),
    phone: line(50).min(3),
    company: z.strictObject({
      name: line(200).min(1),
      street: line(300),
      city: line(100),
      postalCode: line(20),
      country: z.string().regex(/^[A-Z]{2}$/, 'A country is its two-letter code (ISO 3166-1)'),
      website: line(300),
    }),
    ownBrandStatement: z.literal(true).openapi({ description: 'The partner sells its own brand of support (R3)' }),
    contractNumbers: z
      .union([z.string().max(50_000), z.array(z.string().max(200)).max(1000)])
      .openapi({ description: 'The complete list: an array, or text as pasted' }),
  })
  .openapi('AdministratorRequestInput')
export type RequestInput = z.output<typeof requestInput>

export const requestStates = ['pending', 'approved', 'declined', 'withdrawn'] as const
const company = z.object({
  name: z.string(),
  street: z.string(),
  city: z.string(),
  postalCode: z.string(),
  country: z.string(),
  website: z.string(),
})

/** As the applicant sees it. */
export const ownRequest = z
  .object({
    requestId: z.uuid(),
    state: z.enum(requestStates),
    jobTitle: z.string(),
    phone: z.string(),
    company,
    contractNumbers: z.array(z.string()),
    reason: z.string().nullable(),
    decidedAt: z.date().nullable(),
    createdAt: z.date(),
  })
  .openapi('OwnAdministratorRequest')

export const requestSummary = z
  .object({
    requestId: z.uuid(),
    state: z.enum(requestStates),
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    companyName: z.string(),
    companyCountry: z.string(),
    numbers: z.number().int(),
    decidedByName: z.string().nullable(),
    decidedAt: z.date().nullable(),
    createdAt: z.date(),
  })
  .openapi('AdministratorRequestSummary')

export const verdicts = ['good', 'not_qualifying', 'not_in_force', 'other_partner', 'unknown'] as const
export const resemblances = ['same', 'similar', 'different'] as const

export const requestEvidence = requestSummary
  .extend({
    accountId: z.uuid(),
    language: z.string(),
    jobTitle: z.string(),
    phone: z.string(),
    company,
    reason: z.string().nullable(),
    decidedPartner: z.object({ partnerId: z.uuid(), name: z.string() }).nullable(),
    /** Each number of the statement beside the records. */
    evidence: z.array(
      z.object({
        number: z.string(),
        verdict: z.enum(verdicts),
        contractId: z.uuid().nullable(),
        partnerId: z.uuid().nullable(),
        partnerName: z.string().nullable(),
        typeName: z.string().nullable(),
        startsAt: z.date().nullable(),
        endsAt: z.date().nullable(),
      }),
    ),
    /** In force contracts of the judged partner that the statement does not name: it was to be complete. */
    notNamed: z.array(z.object({ number: z.string(), typeName: z.string(), endsAt: z.date() })),
    /** Partners the numbers lead to, the likeliest first. */
    candidates: z.array(
      z.object({
        partnerId: z.uuid(),
        name: z.string(),
        state: z.enum(['active', 'suspended']),
        matches: z.number().int(),
        resemblance: z.enum(resemblances),
        qualified: z.boolean(),
        qualification: z.string(),
        administrators: z.number().int(),
        sameEmailDomain: z.number().int(),
      }),
    ),
    /** The partner the evidence was judged for: the one asked for, or the likeliest. */
    judgedPartnerId: z.uuid().nullable(),
    account: z.object({
      confirmed: z.boolean(),
      disabled: z.boolean(),
      since: z.date().nullable(),
      email: z.string(),
      freeMail: z.boolean(),
      memberships: z.array(z.object({ partnerId: z.uuid(), partnerName: z.string(), sponsors: z.boolean() })),
      earlierRequests: z.number().int(),
    }),
  })
  .openapi('AdministratorRequestEvidence')
