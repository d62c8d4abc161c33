import { z } from '@hono/zod-openapi'
import { reasonField } from '../vendor/index.ts'
import { shownContractStates } from './in-force.ts'
import { normaliseContractNumber } from './number.ts'

export const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const numberField = z
  .string()
  .trim()
  .max(60)
  .refine((text) => normaliseContractNumber(text).length >= 3, {
    params: { code: 'contract_number_short' },
    message: 'At least three letters or digits',
  })
  .openapi({ example: 'SC-4711-0815' })

export const contractFields = {
  number: numberField,
  contractTypeId: z.uuid(),
  /** One of the partner's customers, or null where the contract covers none in particular. */
  customerId: z.uuid().nullable(),
  startsAt: instant,
  /** Exclusive: the first moment at which it gives nothing any more. */
  endsAt: instant,
  note: z.string().trim().max(2000),
}

export const contractChange = z.strictObject(contractFields).partial().openapi('ContractChange')

/** The reason is needed where the dates end the contract at once. */
export const reasonedContractChange = z
  .strictObject({ ...contractFields, reason: reasonField })
  .partial()
  .openapi('ReasonedContractChange')

export const contractStateField = z.enum(['active', 'suspended', 'terminated'])

export const contractSummary = z
  .object({
    partnerId: z.uuid(),
    partnerName: z.string(),
    contractId: z.uuid(),
    number: z.string(),
    contractTypeId: z.uuid(),
    contractTypeName: z.string(),
    customerId: z.uuid().nullable(),
    customerName: z.string().nullable(),
    state: contractStateField,
    shownState: z.enum(shownContractStates),
    startsAt: z.date(),
    endsAt: z.date(),
    createdAt: z.date(),
    /** Covered serial numbers, as far as the reader reaches them. */
    lines: z.number().int(),
  })
  .openapi('ContractSummary')

const service = z.object({
  customerId: z.uuid(),
  customerName: z.string(),
  state: z.enum(['in_force', 'grace', 'closed']),
  endsAt: z.date(),
  /** When the customer's data closes, after a period of reading only. */
  closesAt: z.date(),
  /** No other contract keeps the service in force. */
  onlyHere: z.boolean(),
  /** Members of the partner who see the customer thereby; null to who does not administer them. */
  members: z.number().int().nullable(),
})
const count = z.number().int()
const lineStates = z.object({ in_force: count, ending: count, future: count, ended: count })

export const contractDetail = contractSummary
  .extend({
    note: z.string(),
    updatedAt: z.date(),
    partnerState: z.enum(['active', 'suspended']),
    typeState: z.enum(['active', 'retired']),
    qualifiesSponsoring: z.boolean(),
    qualifiesSupportService: z.boolean(),
    /** Whether sponsorships can stand on it now (R1): in force, of a type that qualifies, at an active partner. */
    allowsSponsoring: z.boolean(),
    service: service.nullable(),
    lineStates,
    entitlements: z.array(
      z.object({
        entitlementId: z.string(),
        /** By language; a partner's people do not read the vendor's catalogue. */
        names: z.record(z.string(), z.string()),
        offered: z.boolean(),
        onlyHere: z.boolean(),
      }),
    ),
    sponsorships: z.array(
      z.object({
        sponsorshipId: z.uuid(),
        customerName: z.string(),
        registrationNumber: z.string().nullable(),
        state: z.enum(['draft', 'issued', 'revoked']),
        seats: z.number().int(),
        people: z.number().int(),
        expiresAt: z.date(),
      }),
    ),
    events: z.array(
      z.object({
        at: z.date(),
        action: z.string(),
        actor: z.string(),
        reason: z.string().nullable(),
        before: z.record(z.string(), z.unknown()).nullable(),
        after: z.record(z.string(), z.unknown()).nullable(),
        /** The file that did it. */
        import: z
          .object({
            importId: z.uuid(),
            fileName: z.string(),
            status: z.enum(['new', 'changed', 'unchanged', 'missing']),
            lines: z.object({ new: z.number().int(), changed: z.number().int(), ended: z.number().int() }),
          })
          .nullable(),
      }),
    ),
  })
  .openapi('Contract')

/** For the partner's people: without the vendor's note. `lineStates` null: they do not see lines. */
export const partnerContract = contractDetail
  .omit({ note: true })
  .extend({ lineStates: lineStates.nullable() })
  .openapi('PartnerContract')
