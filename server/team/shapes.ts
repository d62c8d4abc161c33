import { z } from '@hono/zod-openapi'
import { othersNameField, personalEmailField } from '../accounts/index.ts'
import { domainOf, isFreeMail } from '../customers/index.ts'
import { oneOrMore } from '../platform/http/cursor.ts'
import { languageField } from '../vendor/index.ts'
import { invitationStates } from './invitation-queries.ts'
import { refusals, roles } from './policy.ts'
import { memberStates } from './queries.ts'

export const tag = 'Team'
export const partnerParams = z.object({ partnerId: z.uuid() })
export const memberParams = partnerParams.extend({ accountId: z.uuid() })
export const roleField = z.enum(roles)

/** What an inviter says of somebody besides the address. */
export const wantedFields = {
  email: personalEmailField,
  // An inviter may leave them to whoever accepts.
  firstName: othersNameField,
  lastName: othersNameField,
  language: languageField,
  note: z.string().trim().max(500).default(''),
}
/** Of a partner user: every customer, future ones too, or these (R21). SA and PA see all by their role. */
export const customersField = z.union([z.literal('all'), z.array(z.uuid()).max(2000)]).default([])

/** How the list of members is narrowed down; the same for its export. */
export const memberFilters = z.object({
  q: z.string().trim().max(200).optional(),
  role: oneOrMore(z.enum([...roles, 'none'])).optional(),
  state: oneOrMore(z.enum(memberStates)).optional(),
  customerId: oneOrMore(z.uuid()).optional(),
  sponsors: z.stringbool().optional(),
})

/** Whether an address shows nobody's company: a flag for who administers, never a refusal (R13). */
export const freeMailField = z.boolean()
export const flagged = <T extends { email: string }>(row: T) => ({ ...row, freeMail: isFreeMail(domainOf(row.email)) })

const shape = {
  accountId: z.uuid(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  freeMail: freeMailField,
  role: roleField.nullable(),
  /** Sponsorship administrator: a right that only the vendor gives. */
  sponsors: z.boolean(),
  state: z.enum(memberStates),
  allCustomers: z.boolean(),
  customers: z.number().int(),
  since: z.date(),
  lastSignInAt: z.date().nullable(),
}
export const member = z.object({ ...shape, own: z.boolean() }).openapi('TeamMember')

export const memberDetail = z
  .object({
    ...shape,
    own: z.boolean(),
    language: z.string(),
    suspendedAt: z.date().nullable(),
    suspendedReason: z.string().nullable(),
    /** The customers a partner user sees by association; at most 2,000. */
    sees: z.array(z.object({ customerId: z.uuid(), name: z.string() })),
    /** The support-service contracts in force that carry this person's rights (R22). */
    carriedBy: z.array(
      z.object({
        contractId: z.uuid(),
        number: z.string(),
        customerId: z.uuid(),
        customerName: z.string(),
        endsAt: z.date(),
      }),
    ),
    /** Per act, why the reader may not perform it on this member; null when they may. */
    may: z.object({
      super_admin: z.enum(refusals).nullable(),
      admin: z.enum(refusals).nullable(),
      user: z.enum(refusals).nullable(),
      suspend: z.enum(refusals).nullable(),
      reactivate: z.enum(refusals).nullable(),
      remove: z.enum(refusals).nullable(),
    }),
    history: z.array(
      z.object({ seq: z.number().int(), at: z.date(), actor: z.string(), action: z.string(), why: z.string() }),
    ),
  })
  .openapi('TeamMemberDetail')

export const invitation = z
  .object({
    invitationId: z.uuid(),
    email: z.string(),
    freeMail: freeMailField,
    firstName: z.string(),
    lastName: z.string(),
    language: z.string(),
    role: roleField,
    allCustomers: z.boolean(),
    customerIds: z.array(z.uuid()),
    note: z.string(),
    byVendor: z.boolean(),
    invitedByName: z.string(),
    createdAt: z.date(),
    sentAt: z.date(),
    expiresAt: z.date(),
    acceptedAt: z.date().nullable(),
    state: z.enum(invitationStates),
  })
  .openapi('TeamInvitation')

export const accountIds = z
  .array(z.uuid())
  .min(1)
  .max(500)
  .transform((ids) => [...new Set(ids)])

export const outcomes = z.object({
  items: z.array(
    z
      .object({ accountId: z.uuid(), name: z.string(), ok: z.boolean(), refused: z.enum(refusals).nullable() })
      .openapi('TeamOutcome'),
  ),
  done: z.number().int(),
})
