import { z } from '@hono/zod-openapi'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { collectorFilters } from './collectors.route.ts'
import { countCollectors, listCollectors } from './queries.ts'
import { collectorShape } from './shapes.ts'

const readsOnly = { mayChange: false, mayEnd: false }

export const vendorCollectorsRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/collectors',
  realm: 'vendor',
  tag: 'Collectors',
  summary: 'A partner’s collectors; the vendor’s staff look, and change none',
  params: z.object({ partnerId: z.uuid() }),
  within: 'partner',
  query: listQuery.extend(collectorFilters),
  answer: pageOf(collectorShape),
  handle: async ({ tx, params: { partnerId }, query }) => {
    const paging = { sort: query.sort, limit: query.limit, cursor: decodeCursor(query.cursor, 2) }
    const rows = await listCollectors(tx, partnerId, query, paging)
    const page = toPage(rows, query.limit, (row) => [row.sortKey, row.collectorId])
    return {
      nextCursor: page.nextCursor,
      items: page.items.map((row) => ({ ...row, ...readsOnly })),
      ...(!query.cursor && { total: await countCollectors(tx, partnerId, query) }),
    }
  },
})
