import { z } from '@hono/zod-openapi'
import { domainsField } from './domains.ts'

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'A country is its two-letter code (ISO 3166-1)')
  .nullable()
const line = (max: number) => z.string().trim().max(max)
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

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
  purchasedOn: z.iso.date().nullable(),
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

export const supportStates = ['none', 'future', 'valid', 'ending', 'ended'] as const

export const customerSummary = z
  .object({
    customerId: z.uuid(),
    name: z.string(),
    city: z.string(),
    country: z.string().nullable(),
    domains: z.array(z.string()),
    freeMailDomains: z.array(z.string()),
    state: z.enum(['active', 'archived']),
    supportState: z.enum(supportStates),
    supportContractNumber: z.string().nullable(),
    supportEndsAt: z.date().nullable(),
    sponsorships: z.number().int(),
    people: z.number().int(),
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
    purchase: z.string(),
    purchasedOn: z.string().nullable(),
    supportStartsAt: z.date().nullable(),
    updatedAt: z.date(),
    peopleByState: z.record(z.string(), z.number().int()),
    /** What keeps the customer from being sponsored now (R7). */
    notSponsorable: z.array(
      z.enum(['archived', 'no_purchase', 'no_support_contract', 'support_ended', 'support_future']),
    ),
  })
  .openapi('Customer')
