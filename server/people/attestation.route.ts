import { z } from '@hono/zod-openapi'
import { sponsorsOnly } from '../customers/index.ts'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { countPeople, dueFilters, listPeople } from './queries.ts'
import { partnerParams, person, several, toPerson } from './shapes.ts'

export const attestationsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/attestations',
  realm: 'partner',
  tag: 'People',
  summary: 'People whose employment has to be confirmed again: soon, overdue, or suspended for it (R18)',
  params: partnerParams,
  query: listQuery.extend({
    due: z.enum(dueFilters).optional(),
    customerId: several(z.uuid()),
    sort: z.enum(['due', '-due', 'name', '-name']).default('due'),
  }),
  answer: pageOf(person),
  allow: sponsorsOnly,
  handle: async ({ tx, params, query }) => {
    const filter = { ...query, due: query.due ?? ('any' as const) }
    const rows = await listPeople(tx, params.partnerId, { ...filter, after: decodeCursor(query.cursor, 2) })
    const page = toPage(rows, query.limit, (row) => [row.sort_key, row.registration_id])
    return {
      items: page.items.map(toPerson),
      nextCursor: page.nextCursor,
      ...(!query.cursor && { total: await countPeople(tx, params.partnerId, filter) }),
    }
  },
})
