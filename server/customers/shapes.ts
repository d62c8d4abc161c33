import { z } from '@hono/zod-openapi'
import { domainsField } from './domains.ts'

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'A country is its two-letter code (ISO 3166-1)')
  .nullable()
const line = (max: number) => z.string().trim().max(max)
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

/** R7: it was bought already. Where on earth it is tomorrow by now, tomorrow counts as today. */
const purchaseDay = z.iso.date().refine((day) => Date.parse(day) <= Date.now() + 14 * 3_600_000, {
  message: 'It must have been bought already',
  params: { code: 'date_in_future' },
})

const fields = {
  name: line(200).min(1),
  street: line(300),
  city: line(100),
  region: line(100),
  postalCode: line(20),
  country,
  domains: domainsField,
  language: z.string().min(2).max(10),
  contactName: line(200).nullable(),
  contactEmail: z.email().max(254).nullable(),
  purchase: line(2000).openapi({ description: 'What was bought from the partner (R7)' }),
  purchasedOn: purchaseDay.nullable(),
  supportContractNumber: line(100).nullable(),
  supportStartsAt: moment.nullable(),
  supportEndsAt: moment.nullable().openapi({ description: 'Exclusive: the first moment without support' }),
}

const datesInOrder = (given: { supportStartsAt?: Date | null | undefined; supportEndsAt?: Date | null | undefined }) =>
  !given.supportStartsAt || !given.supportEndsAt || given.supportStartsAt < given.supportEndsAt
const order = {
  path: ['supportEndsAt'],
  message: 'The end must be after the start',
  params: { code: 'end_before_start' },
}

export const customerInput = z
  .strictObject(fields)
  .partial()
  .required({ name: true })
  .refine(datesInOrder, order)
  .openapi('CustomerInput')
export const customerChange = z.strictObject(fields).partial().refine(datesInOrder, order).openapi('CustomerChange')
export type CustomerChange = z.output<typeof customerChange>

export const serviceStates = ['in_force', 'grace', 'closed', 'none'] as const
export const supportStates = ['none', 'future', 'valid', 'ending', 'ended'] as const

export const customerSummary = z
  .object({
    customerId: z.uuid(),
    name: z.string(),
    city: z.string(),
    country: z.string().nullable(),
    state: z.enum(['active', 'archived']),
    /** What the record says for sponsoring (R7, R8); null to who only reads data. */
    domains: z.array(z.string()).nullable(),
    freeMailDomains: z.array(z.string()).nullable(),
    supportState: z.enum(supportStates).nullable(),
    supportContractNumber: z.string().nullable(),
    supportEndsAt: z.date().nullable(),
    /** Null to who does not sponsor. */
    sponsorships: z.number().int().nullable(),
    people: z.number().int().nullable(),
    /** The support service (R22, R25): in force until `endsAt`; in grace, reading only, until `closesAt`; closed since. */
    service: z.object({ state: z.enum(serviceStates), endsAt: z.date().nullable(), closesAt: z.date().nullable() }),
    /** Contract lines; null where the reader sees no data of the customer. */
    lines: z.number().int().nullable(),
    /** Partner users who see it, by an association or by all; null to who does not manage associations. */
    seenBy: z.number().int().nullable(),
    createdAt: z.date(),
  })
  .openapi('CustomerSummary')

export const customerDetail = customerSummary
  .extend({
    street: z.string(),
    region: z.string(),
    postalCode: z.string(),
    language: z.string(),
    contactName: z.string().nullable(),
    contactEmail: z.string().nullable(),
    purchase: z.string().nullable(),
    purchasedOn: z.string().nullable(),
    supportStartsAt: z.date().nullable(),
    updatedAt: z.date(),
    peopleByState: z.record(z.string(), z.number().int()).nullable(),
    /** What keeps the customer from being sponsored now (R7). */
    notSponsorable: z
      .array(z.enum(['archived', 'no_purchase', 'no_support_contract', 'support_ended', 'support_future']))
      .nullable(),
    /** How a partner user who reads this sees it; null to others. */
    mine: z
      .object({
        how: z.enum(['all', 'some']),
        since: z.date().nullable(),
        givenByName: z.string().nullable(),
        until: z.date().nullable(),
      })
      .nullable(),
  })
  .openapi('Customer')
