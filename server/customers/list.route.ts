import { z } from '@hono/zod-openapi'
import { readsRecords } from '../partners/index.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { knowsOf, mayAskFor } from './policy.ts'
import { toSummaries } from './present.ts'
import { countCustomers, customerSorts, listCustomers } from './queries.ts'
import { customerSummary, serviceStates, supportStates } from './shapes.ts'

/** How the list is narrowed down and sorted; the same for its export. */
export const customerFilters = z.object({
  state: z.enum(['active', 'archived']).optional(),
  support: z.enum(supportStates).optional(),
  service: oneOrMore(z.enum(serviceStates)).optional(),
  sort: z.enum(customerSorts).default('name'),
})

export const listCustomersRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/customers',
  realm: 'partner',
  tag: 'Customers',
  summary: 'The partner’s customers, as far as the reader reaches and may know them',
  params: z.object({ partnerId: z.uuid() }),
  query: listQuery.extend(customerFilters.shape),
  answer: pageOf(customerSummary),
  allow: readsRecords,
  handle: async ({ tx, params, query, principal }) => {
    const knows = knowsOf(principal)
    const denied = mayAskFor(knows, query)
    if (denied) throw denied
    const { listed, record: byDomain } = knows
    const filter = { ...query, listed, byDomain, after: decodeCursor(query.cursor, 2) }
    const rows = await listCustomers(tx, params.partnerId, filter)
    const page = toPage(rows, query.limit, (row) => [row.sort_key, row.customer_id])
    return {
      items: await toSummaries(tx, params.partnerId, page.items, knows),
      nextCursor: page.nextCursor,
      ...(!query.cursor && { total: await countCustomers(tx, params.partnerId, filter) }),
    }
  },
})
