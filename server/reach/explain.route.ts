import { z } from '@hono/zod-openapi'
import { administersPartner } from '../partners/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { actions, keyLinkNames, linkNames } from './actions.ts'
import { explainReach } from './explain.ts'
import { findMembers } from './queries.ts'
import { linkOf } from './shapes.ts'

const tag = 'Reach'
const ofPartner = z.object({ partnerId: z.uuid() })
const question = z.object({
  action: z.enum(actions),
  accountId: z
    .uuid()
    .optional()
    .openapi({ description: 'Of the person; where it is left out oneself, or the very key that asks' }),
  customerId: z.uuid().optional(),
})

const explained = z
  .object({
    accountId: z.uuid().openapi({ description: 'Of a key that asks about itself its own id' }),
    name: z.string(),
    action: z.enum(actions),
    customerId: z.uuid().nullable(),
    customerName: z.string().nullable(),
    holds: z.boolean(),
    links: z.array(
      linkOf(
        z.enum([...linkNames, ...keyLinkNames]),
        z.enum(['vendor', 'administrators', 'super_admins', 'sponsors', 'person']),
      ),
    ),
  })
  .openapi('ExplainedReach')

export const explainReachRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/reach/explain',
  realm: 'partner',
  tag,
  summary:
    'Whether a member of the partner, or the key that asks, may do something, and every link of the chain; SA and PA about anyone',
  params: ofPartner,
  query: question,
  answer: explained,
  handle: async ({ tx, principal, params: { partnerId }, query }) => {
    const { accountId = principal.accountId, customerId, action } = query
    const isOwn = accountId === principal.accountId
    const refusal = isOwn ? null : administersPartner(principal)
    if (refusal) throw refusal
    const { key } = principal
    return explainReach(tx, { partnerId, of: isOwn && key ? { ...principal, key } : accountId, customerId, action })
  },
})

export const vendorExplainReachRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/reach/explain',
  realm: 'vendor',
  tag,
  summary: 'The same for the vendor, about any member of any partner',
  params: ofPartner,
  query: question.required({ accountId: true }),
  answer: explained,
  handle: ({ tx, params: { partnerId }, query: { accountId, customerId, action } }) =>
    explainReach(tx, { partnerId, of: accountId, customerId, action }),
})

const people = z.object({
  items: z.array(
    z.object({
      accountId: z.uuid(),
      firstName: z.string(),
      lastName: z.string(),
      email: z.string(),
      role: z.enum(['super_admin', 'admin', 'user']).nullable(),
      state: z.enum(['active', 'suspended']),
    }),
  ),
})
const find = z.object({
  q: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

export const findMembersRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/reach/people',
  realm: 'partner',
  tag,
  summary: 'People of the partner by part of a name or address, to choose one to explain about',
  params: ofPartner,
  query: find,
  answer: people,
  allow: administersPartner,
  handle: async ({ tx, params, query }) => ({
    items: (await findMembers(tx, params.partnerId, query.q, query.limit)).map((row) => ({
      ...row,
      state: row.state as 'active',
    })),
  }),
})

export const vendorFindMembersRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/reach/people',
  realm: 'vendor',
  tag,
  summary: 'The same for the vendor',
  params: ofPartner,
  within: 'partner',
  query: find,
  answer: people,
  handle: async ({ tx, params, query }) => {
    const rows = await findMembers(tx, params.partnerId, query.q, query.limit)
    return { items: rows.map((row) => ({ ...row, state: row.state as 'active' })) }
  },
})
