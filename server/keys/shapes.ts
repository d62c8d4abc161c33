import { z } from '@hono/zod-openapi'
import { partnerRoles, vendorRoles } from './policy.ts'
import type { KeyRow } from './queries.ts'
import { scopesOf } from './scopes.ts'

const maxDays = 365
const standardDays = 90
/** How long an old secret may go on beside the new one. */
const maxOverlapHours = 24 * 14

const keyName = z.string().trim().min(1).max(100).openapi({ example: 'Nightly import' })
const days = z.number().int().min(1).max(maxDays)
const customers = z.array(z.uuid()).max(5000)
const scopesField = (known: string[]) =>
  z
    .array(z.enum(known as [string, ...string[]]))
    .min(1)
    .max(200)
    .openapi({ example: [known[0] ?? ''] })

const fields = (home: 'partner' | 'vendor') => ({ name: keyName, scopes: scopesField(scopesOf(home)) })
const expiry = { expiresInDays: days.default(standardDays) }

/** What a key is made of. Who makes it owns it: no field says otherwise (attack 14). */
export const partnerKeyInput = z
  .strictObject({
    ...fields('partner'),
    ...expiry,
    role: z.enum(partnerRoles),
    sponsors: z.boolean().default(false).openapi({ description: 'Has the right of a sponsorship administrator, too' }),
    allCustomers: z.boolean().default(false).openapi({
      description:
        'Of a `user` key: all, future ones too. Other roles reach all of themselves: there it changes nothing',
    }),
    customers: customers.default([]).openapi({ description: 'Of a `user` key: the customers it reaches' }),
  })
  .openapi('PartnerKeyInput')
export const vendorKeyInput = z
  .strictObject({ ...fields('vendor'), ...expiry, role: z.enum(vendorRoles) })
  .openapi('VendorKeyInput')

/** What can be changed of one. Its role stays: a key of another role is another key. */
export const partnerKeyChange = z
  .strictObject({ ...fields('partner'), allCustomers: z.boolean(), customers })
  .partial()
  .openapi('PartnerKeyChange')
export const vendorKeyChange = z.strictObject(fields('vendor')).partial().openapi('VendorKeyChange')

export const rotation = z.strictObject({
  overlapHours: z
    .number()
    .int()
    .min(0)
    .max(maxOverlapHours)
    .default(24)
    .openapi({ description: 'How long the old secret stays valid beside the new one' }),
  expiresInDays: days.optional().openapi({ description: 'A new end, counted from now; without it the end stays' }),
})

export const keyStates = ['active', 'sleeping', 'expired', 'revoked'] as const

const secret = z.object({
  hint: z.string().openapi({ example: 'pgk_4fK9s2Qa' }),
  createdAt: z.date(),
  createdBy: z.string(),
  /** Null: as long as the key. */
  validUntil: z.date().nullable(),
})

const roleField = z.enum([...partnerRoles, ...vendorRoles])

export const keySchema = z
  .object({
    keyId: z.uuid(),
    name: z.string(),
    state: z.enum(keyStates),
    role: roleField,
    /** What it is worth now: never above its owner's role. */
    effectiveRole: roleField.nullable(),
    sponsors: z.boolean(),
    allCustomers: z.boolean(),
    customers: z.array(z.object({ customerId: z.uuid(), name: z.string() })),
    scopes: z.array(z.string()),
    owner: z.object({ accountId: z.uuid(), name: z.string(), myself: z.boolean() }),
    createdBy: z.string(),
    createdAt: z.date(),
    expiresAt: z.date(),
    lastUsedAt: z
      .date()
      .nullable()
      .openapi({ description: 'To within a minute: a use is noted at most once a minute' }),
    lastUsedNetwork: z.string().nullable(),
    revokedAt: z.date().nullable(),
    revokedBy: z.string().nullable(),
    revokedReason: z.string().nullable(),
    /** Those that open something now; two while it is rotated. */
    secrets: z.array(secret),
    /** Whether the reader may rotate, change and take it over; if not, what they lack. */
    mayChange: z.boolean(),
  })
  .openapi('ApiKey')

/** The only answer that ever holds a key. */
export const madeSchema = z
  .object({ keyId: z.uuid(), key: z.string(), hint: z.string(), expiresAt: z.date() })
  .openapi('NewApiKey')

export const choicesSchema = z
  .object({
    scopes: z.array(z.string()),
    roles: z.array(roleField),
    sponsors: z.boolean(),
    maxDays: z.number().int(),
    standardDays: z.number().int(),
    maxOverlapHours: z.number().int(),
  })
  .openapi('ApiKeyChoices')

export const limits = { maxDays, standardDays, maxOverlapHours }

export function toKey(row: KeyRow, reader: { accountId: string; mayChange: boolean }): z.input<typeof keySchema> {
  const { ownerId, ownerName, ...rest } = row
  return {
    ...rest,
    owner: { accountId: ownerId, name: ownerName, myself: ownerId === reader.accountId },
    mayChange: reader.mayChange,
  }
}
