import { z } from '@hono/zod-openapi'
import { problems } from '../platform/http/problem.ts'

export const partnerParams = z.object({ partnerId: z.uuid() })
export const serviceStates = ['in_force', 'grace', 'closed', 'none'] as const
export const roles = ['super_admin', 'admin', 'user'] as const

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const endsAt = moment
  .nullable()
  .optional()
  .openapi({ description: 'Exclusive. Absent: a new one without end, one that is there as it is. Null: without end' })
const people = z.array(z.uuid()).min(1).max(2000)

/** A rectangle of the matrix a change, so that thousands of cells need few words. Of two about one cell the later counts. */
export const changesShape = {
  changes: z
    .array(
      z.strictObject({
        people,
        customers: z.array(z.uuid()).min(1).max(10_000),
        act: z.enum(['give', 'take']),
        endsAt,
      }),
    )
    .max(5000)
    .default([]),
  all: z
    .array(z.strictObject({ people, on: z.boolean(), endsAt }))
    .max(2000)
    .default([]),
}
export type Wanted = z.output<z.ZodObject<typeof changesShape>>

/** Cells that one request may change. */
const cellLimit = 50_000

/** @throws invalid_request with every wrong part: an end that has passed, more cells than one request may change. */
export function requireSense({ changes, all }: Wanted): void {
  const fields = []
  for (const [name, list] of [
    ['changes', changes],
    ['all', all],
  ] as const)
    for (const [index, { endsAt: end }] of list.entries())
      if (end && end.getTime() <= Date.now())
        fields.push({ path: `${name}.${index}.endsAt`, code: 'expiry_passed', message: 'This moment has passed' })
  const cells = changes.reduce((sum, { people: rows, customers }) => sum + rows.length * customers.length, 0)
  if (cells > cellLimit)
    fields.push({
      path: 'changes',
      code: 'too_many_cells',
      message: `At most ${cellLimit} associations a request; these are ${cells}`,
    })
  if (fields.length > 0) throw problems.invalid_request({ fields })
}

/** How many, and the first of them by name. */
const named = z.object({ count: z.number().int(), names: z.array(z.string()) })

export const refusals = [
  'no_person',
  'administrator',
  'not_active',
  'no_customer',
  'archived',
  'service_grace',
  'service_closed',
  'service_none',
  'partner_service',
] as const
export type RefusalReason = (typeof refusals)[number]

/** What a change does, or did: who gains and loses which customers. */
export const effectAnswer = z
  .object({
    /** Stands for exactly this effect; to be sent with the change. */
    effect: z.string(),
    people: z.array(
      z.object({
        accountId: z.uuid(),
        name: z.string(),
        gains: named,
        loses: named,
        ends: named.openapi({ description: 'Associations that stay, with another end' }),
        cleaned: z.number().int().openapi({ description: 'Ended associations that are removed' }),
        all: z.object({ on: z.boolean(), until: z.date().nullable() }).nullable(),
      }),
    ),
    totals: z.object({
      cells: z.number().int(),
      people: z.number().int(),
      gains: z.number().int(),
      loses: z.number().int(),
    }),
    refused: z.array(z.object({ reason: z.enum(refusals), cells: z.number().int(), people: named, customers: named })),
  })
  .openapi('AssociationEffect')

/** A person's right to every customer, future ones too. */
export const allShape = z
  .object({
    until: z.date().nullable(),
    ended: z.boolean(),
    since: z.date().nullable(),
    givenByName: z.string().nullable(),
  })
  .nullable()
