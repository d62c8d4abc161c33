import { z } from '@hono/zod-openapi'
import { administersPartner } from '../partners/index.ts'
import { oneOrMore } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { readMatrix } from './matrix.ts'
import { allShape, partnerParams, roles, serviceStates } from './shapes.ts'

const text = z.string().trim().max(200).optional()
const from = z.coerce.number().int().min(0).default(0)
const count = (most: number, standard: number) => z.coerce.number().int().min(0).max(most).default(standard)

/** What narrows the two axes down. */
export const axesQuery = z.object({
  q: text.openapi({ description: 'Part of a person’s name or address' }),
  role: oneOrMore(z.enum(roles)).optional(),
  unassociated: z.stringbool().optional().openapi({ description: 'Only partner users who see no customer' }),
  ending: z
    .stringbool()
    .optional()
    .openapi({ description: 'Only people whose access to a customer ends within 30 days' }),
  accountId: z.uuid().optional(),
  customerQ: text.openapi({ description: 'Part of a customer’s name' }),
  service: oneOrMore(z.enum(serviceStates)).optional(),
  unseen: z.stringbool().optional().openapi({ description: 'Only customers that no partner user sees' }),
  given: z
    .stringbool()
    .optional()
    .openapi({ description: 'With accountId: only customers given to that person, or not' }),
})

const matrixQuery = axesQuery.extend({
  peopleFrom: from,
  peopleCount: count(2000, 50),
  customersFrom: from,
  customersCount: count(10_000, 100),
  cells: z.stringbool().default(true).openapi({ description: 'false: the axes only' }),
})

export const matrixRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/associations',
  realm: 'partner',
  tag: 'Associations',
  summary: 'Who sees which customers: a window of the matrix, in compact form',
  params: partnerParams,
  query: matrixQuery,
  answer: z
    .object({
      people: z.object({
        total: z.number().int(),
        items: z.array(
          z.object({
            accountId: z.uuid(),
            name: z.string(),
            email: z.string(),
            role: z.enum(roles).openapi({ description: 'SA and PA reach every customer by their role' }),
            state: z.enum(['active', 'suspended']),
            all: allShape,
            /** Associations in force. */
            customers: z.number().int(),
          }),
        ),
      }),
      customers: z.object({
        total: z.number().int(),
        items: z.array(
          z.object({
            customerId: z.uuid(),
            name: z.string(),
            service: z.enum(serviceStates),
            serviceUntil: z.date().nullable(),
            /** Partner users who see it, by an association or by all. */
            seenBy: z.number().int(),
          }),
        ),
      }),
      cells: z.array(z.string()).openapi({
        description:
          'A text a person, a character a customer, in the order of the items: “.” not given, “x” given, “e” given until a moment, “o” ended',
      }),
      ends: z
        .array(z.object({ person: z.number().int(), customer: z.number().int(), endsAt: z.date() }))
        .openapi({ description: 'The moment for every “e” and “o”, by position' }),
    })
    .openapi('AssociationMatrix'),
  allow: administersPartner,
  handle: ({ tx, params, query }) => readMatrix(tx, params.partnerId, query),
})
export type MatrixQuery = z.output<typeof matrixQuery>
export type AxesQuery = z.output<typeof axesQuery>
