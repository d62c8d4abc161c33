import { z } from '@hono/zod-openapi'
import { linkNames } from './explain.ts'

export const registrationStates = [
  'unconfirmed',
  'to_be_verified',
  'active',
  'suspended',
  'disabled',
  'left',
  'lapsed',
] as const

/** As those see it who look after people: their own page tells a person the links that are missing instead. */
export const personStates = [...registrationStates, 'without_access'] as const

/** A text in each language there is. */
export const textsField = z.record(z.string(), z.string())

export const chainLink = z
  .object({
    link: z.enum(linkNames),
    holds: z.boolean(),
    fact: z.string(),
    state: z.string().nullable(),
    since: z.date().nullable(),
    until: z.date().nullable(),
    grantedBy: z.enum(['vendor', 'partner', 'person']),
  })
  .openapi('ChainLink')

/** Yes or no, and the chain for each registration it may rest on. */
export const explanation = z
  .object({
    entitlementId: z.string(),
    names: textsField,
    holds: z.boolean(),
    until: z.date().nullable(),
    registrations: z.array(
      z.object({
        registrationId: z.uuid(),
        customerName: z.string(),
        partnerName: z.string(),
        holds: z.boolean(),
        until: z.date().nullable(),
        links: z.array(chainLink),
      }),
    ),
  })
  .openapi('AccessExplanation')

export const myEntitlement = z
  .object({
    entitlementId: z.string(),
    group: z.enum(['support', 'commerce']),
    names: textsField,
    descriptions: textsField,
    granted: z.boolean(),
    switchedOn: z.boolean(),
    holds: z.boolean(),
    until: z.date().nullable(),
    /** An own request for it is still open. */
    asked: z.boolean(),
    /** The links that do not hold; empty when it is held. */
    missing: z.array(chainLink),
  })
  .openapi('MyEntitlement')

export const myAccess = z
  .object({
    registrationId: z.uuid(),
    state: z.enum(registrationStates),
    customerId: z.uuid(),
    customerName: z.string(),
    partnerId: z.uuid(),
    partnerName: z.string(),
    contractNumber: z.string(),
    contractTypeName: z.string(),
    contractEndsAt: z.date(),
    supportContractNumber: z.string().nullable(),
    supportEndsAt: z.date().nullable(),
    registrationNumber: z.string(),
    sponsorshipEndsAt: z.date(),
    confirmedAt: z.date().nullable(),
    attestationDueAt: z.date().nullable(),
    attestedUntil: z.date().nullable(),
    /** The latest moment to which something is held; null when nothing is. */
    until: z.date().nullable(),
    entitlements: z.array(myEntitlement),
  })
  .openapi('MyAccess')

export const requestStates = ['open', 'granted', 'declined', 'withdrawn'] as const

export const myRequest = z
  .object({
    requestId: z.uuid(),
    registrationId: z.uuid(),
    customerName: z.string(),
    partnerName: z.string(),
    entitlementId: z.string(),
    names: textsField,
    note: z.string(),
    state: z.enum(requestStates),
    reason: z.string().nullable(),
    createdAt: z.date(),
    decidedAt: z.date().nullable(),
  })
  .openapi('MyAccessRequest')
