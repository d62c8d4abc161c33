import { z } from '@hono/zod-openapi'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { readsCustomers } from './policy.ts'
import { toSummary } from './present.ts'
import { countCustomers, customerSorts, listCustomers } from './queries.ts'
import { customerSummary, supportStates } from './shapes.ts'

/** How the list is narrowed down and sorted; the same for its export. */
export const customerFilters = z.object({
  state: z.enum(['active', 'archived']).optional(),
  support: z.enum(supportStates).optional(),
  sort: z.enum(customerSorts).default('name'),
})

export const listCustomersRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/customers',
  realm: 'partner',
  tag: 'Customers',
  summary: 'The partner’s customers, with counts of sponsorships and people',
  params: z.object({ partnerId: z.uuid() }),
  query: listQuery.extend(customerFilters.shape),
  answer: pageOf(customerSummary),
  allow: readsCustomers,
  handle: async ({ tx, params, query }) => {
    const filter = { ...query, after: decodeCursor(query.cursor, 2) }
    const rows = await listCustomers(tx, params.partnerId, filter)
    const page = toPage(rows, query.limit, (row) => [row.sort_key, row.customer_id])
    return {
      items: page.items.map(toSummary),
      nextCursor: page.nextCursor,
      ...(!query.cursor && { total: await countCustomers(tx, params.partnerId, filter) }),
    }
  },
})
