import { z } from '@hono/zod-openapi'
import { domainsField } from '../customers/index.ts'
import { shownStates } from './state.ts'

export const ofSponsorship = z.object({ partnerId: z.uuid(), sponsorshipId: z.uuid() })

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const terms = {
  contractId: z.uuid().openapi({ description: 'The partner’s qualifying contract it stands on (R7)' }),
  entitlements: z.array(z.string().max(100)).max(200),
  seats: z.int().min(1).max(100_000),
  expiresAt: moment.openapi({
    description: 'Exclusive; never beyond the contract and the customer’s support contract',
  }),
  domains: domainsField,
  language: z.string().min(2).max(10),
}

export const draftInput = z
  .strictObject({ customerId: z.uuid(), ...terms })
  .partial({ domains: true, language: true })
  .openapi('SponsorshipDraft')
export const termsChange = z.strictObject(terms).partial().openapi('SponsorshipChange')
export type TermsChange = z.output<typeof termsChange>
export const reasonField = z.string().trim().min(3).max(1000)

const fieldProblem = z.object({ path: z.string(), code: z.string(), message: z.string() })
const texts = z.record(z.string(), z.string())
const endedReasons = z
  .enum([
    'partner_suspended',
    'contract_ended',
    'contract_not_qualifying',
    'customer_archived',
    'support_ended',
    'date_passed',
  ])
  .nullable()

export const sponsorshipSummary = z
  .object({
    sponsorshipId: z.uuid(),
    customerId: z.uuid(),
    customerName: z.string(),
    registrationNumber: z.string().nullable(),
    state: z.enum(shownStates),
    endedReason: endedReasons,
    seats: z.number().int(),
    seatsUsed: z.number().int(),
    entitlements: z.array(z.string()),
    contractNumber: z.string(),
    expiresAt: z.date(),
    issuedAt: z.date().nullable(),
    createdAt: z.date(),
  })
  .openapi('SponsorshipSummary')

export const sponsorshipDetail = sponsorshipSummary
  .extend({
    domains: z.array(z.string()),
    language: z.string(),
    keyIssuedAt: z.date().nullable(),
    revokedAt: z.date().nullable(),
    revokeReason: z.string().nullable(),
    createdByName: z.string(),
    maxExpiresAt: z.date().nullable(),
    contract: z.object({
      contractId: z.uuid(),
      number: z.string(),
      typeName: z.string(),
      startsAt: z.date(),
      endsAt: z.date(),
      inForce: z.boolean(),
      qualifies: z.boolean(),
    }),
    customer: z.object({
      supportContractNumber: z.string().nullable(),
      supportStartsAt: z.date().nullable(),
      supportEndsAt: z.date().nullable(),
      supportValid: z.boolean(),
      active: z.boolean(),
      contactName: z.string().nullable(),
      contactEmail: z.string().nullable(),
    }),
    granted: z.array(
      z.object({
        entitlementId: z.string(),
        group: z.string(),
        names: texts,
        underCeiling: z.boolean(),
        offered: z.boolean(),
      }),
    ),
    peopleByState: z.record(z.string(), z.number().int()),
    failedAttempts: z.number().int(),
    /** What keeps a draft from being issued, all at once. */
    problems: z.array(fieldProblem),
  })
  .openapi('Sponsorship')

export const issued = z
  .object({
    sponsorshipId: z.uuid(),
    registrationNumber: z.string(),
    verificationKey: z.string().openapi({ description: 'Shown once; only a hash of it is kept' }),
  })
  .openapi('IssuedSponsorship')

export const effectAnswer = z
  .object({
    /** People who would lose something they hold now. */
    people: z.number().int(),
    losesAll: z.number().int(),
    gains: z.number().int(),
    endsEarlier: z.object({ people: z.number().int(), at: z.date() }).nullable(),
    /** Registered but not yet confirmed or verified: they will get nothing. */
    waiting: z.number().int(),
    names: z.array(z.object({ name: z.string(), email: z.string(), loses: z.array(z.string()) })),
    entitlements: z.array(z.object({ entitlementId: z.string(), people: z.number().int() })),
    seatsUsed: z.number().int(),
    /** Why the change would be refused, all at once. */
    problems: z.array(fieldProblem),
  })
  .openapi('SponsorshipEffect')

export const sponsoringOptions = z
  .object({
    entitlements: z.array(
      z.object({
        entitlementId: z.string(),
        group: z.enum(['support', 'commerce']),
        names: texts,
        descriptions: texts,
        offered: z.boolean(),
        /** Why it is not offered (R36): no contract in force allows it. */
        reason: z.enum(['above_ceiling']).nullable(),
        /** Contract types that would allow it. */
        allowedBy: z.array(z.string()),
      }),
    ),
    contracts: z.array(
      z.object({
        contractId: z.uuid(),
        number: z.string(),
        typeName: z.string(),
        startsAt: z.date(),
        endsAt: z.date(),
        usable: z.boolean(),
        reason: z.enum(['contract_not_in_force', 'contract_not_qualifying', 'contract_of_other_customer']).nullable(),
        maxExpiresAt: z.date(),
      }),
    ),
    domains: z.array(z.string()),
    language: z.string(),
    supportEndsAt: z.date().nullable(),
    notSponsorable: z.array(z.string()),
  })
  .openapi('SponsoringOptions')
