import { z } from '@hono/zod-openapi'
import { chainLink, personStates, textsField } from '../entitlements/index.ts'
import { formatRegistrationNumber } from '../sponsorship/index.ts'
import { refusals } from './acts.ts'
import { type PersonRow, signedInFilters } from './queries.ts'

export const partnerParams = z.object({ partnerId: z.uuid() })
export const registrationIds = z
  .array(z.uuid())
  .min(1)
  .max(500)
  .transform((ids) => [...new Set(ids)])

/** A query parameter that may be given once or several times. */
export function several<T extends z.ZodType<string>>(one: T) {
  return z
    .union([one, z.array(one).max(100)])
    .transform((given) => (Array.isArray(given) ? given : [given]) as z.output<T>[])
    .optional()
}

export const personFlags = ['free_mail', 'domain_mismatch'] as const

/** How the list of people is narrowed down; the same for its export. */
export const personFilters = z.object({
  q: z.string().trim().max(200).optional(),
  customerId: several(z.uuid()),
  sponsorshipId: several(z.uuid()),
  state: several(z.enum(personStates)),
  flag: several(z.enum(personFlags)),
  notSignedIn: z.enum(signedInFilters).optional(),
})

/** Who it is and under which sponsorship: what every row about a registered person begins with. */
export const registeredPerson = {
  registrationId: z.uuid(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  customerId: z.uuid(),
  customerName: z.string(),
  sponsorshipId: z.uuid(),
  registrationNumber: z.string(),
}

const shape = {
  ...registeredPerson,
  state: z.enum(personStates),
  flags: z.array(z.enum(personFlags)),
  registeredAt: z.date(),
  confirmedAt: z.date().nullable(),
  lastSignInAt: z.date().nullable(),
  attestedAt: z.date().nullable(),
  attestationDueAt: z.date().nullable(),
  suspendsAt: z.date().nullable(),
}
export const person = z.object(shape).openapi('SponsoredPerson')

export const personDetail = z
  .object({
    ...shape,
    language: z.string(),
    jobTitle: z.string(),
    phone: z.string(),
    site: z.string(),
    country: z.string(),
    verifiedAt: z.date().nullable(),
    disabledAt: z.date().nullable(),
    disabledReason: z.string().nullable(),
    endedAt: z.date().nullable(),
    entitlements: z.array(
      z.object({
        entitlementId: z.string(),
        names: textsField,
        granted: z.boolean(),
        holds: z.boolean(),
        until: z.date().nullable(),
        links: z.array(chainLink),
      }),
    ),
    activity: z.array(
      z.object({ seq: z.string(), at: z.date(), actor: z.string(), action: z.string(), why: z.string() }),
    ),
  })
  .openapi('SponsoredPersonDetail')

export const outcome = z
  .object({
    registrationId: z.uuid(),
    name: z.string(),
    customerName: z.string(),
    ok: z.boolean(),
    state: z.string().nullable(),
    refused: z.enum(refusals).nullable(),
  })
  .openapi('PersonOutcome')

export const outcomes = z.object({ items: z.array(outcome), done: z.number().int() })

export function toPerson(row: PersonRow) {
  return {
    registrationId: row.registration_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    customerId: row.customer_id,
    customerName: row.customer_name,
    sponsorshipId: row.sponsorship_id,
    registrationNumber: formatRegistrationNumber(row.registration_number ?? ''),
    state: row.state as (typeof personStates)[number],
    flags: personFlags.filter((flag) => (flag === 'free_mail' ? row.free_mail : !row.domain_fits)),
    registeredAt: row.created_at,
    confirmedAt: row.confirmed_at,
    lastSignInAt: row.last_sign_in_at,
    attestedAt: row.attested_at,
    attestationDueAt: row.due_at,
    suspendsAt: row.suspends_at,
  }
}
