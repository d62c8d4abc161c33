import { z } from '@hono/zod-openapi'
import { listedOf } from '../partners/index.ts'
import { decodeCursor, listQuery, pageOf, sortOf, toPage, totalOf } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { acknowledge, unacknowledge } from './acknowledge.ts'
import { acknowledgesAlerts, mayAcknowledge, readsAlerts } from './policy.ts'
import { alertCounts, alertSorts, countAlerts, countByCustomer, listAlerts, readAlert } from './queries.ts'
import { acknowledgement, alertFilters, alertShape, countsShape, customersShape, withdrawal } from './shapes.ts'

const ofPartner = z.object({ partnerId: z.uuid() })
const common = { realm: 'partner', tag: 'Alerts' } as const

export const alertRoutes: Route[] = [
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/alerts',
    summary:
      'What needs attention at the customers one reaches, as it holds at this moment; open ones unless others are asked for',
    params: ofPartner,
    query: listQuery.extend({ ...alertFilters, sort: sortOf(alertSorts, '-opened') }),
    answer: pageOf(alertShape),
    allow: readsAlerts,
    handle: async ({ tx, principal, params, query }) => {
      const { limit, sort, cursor, ...given } = query
      const filter = { ...given, ...params, ...listedOf(principal) }
      const rows = await listAlerts(tx, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
      const { items, nextCursor } = toPage(rows, limit, (row) => [row.sortKey, row.alertId])
      const total = cursor ? undefined : await totalOf(rows, limit, (most) => countAlerts(tx, filter, most))
      return {
        items: items.map((row) => ({ ...row, mayAcknowledge: mayAcknowledge(principal, row) })),
        nextCursor,
        ...(total !== undefined && { total }),
      }
    },
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/alert-counts',
    summary: 'How many alerts of which kind and severity hold at this moment, at all customers one reaches or at one',
    params: ofPartner,
    query: z.object({ customerId: z.uuid().optional() }),
    answer: countsShape,
    allow: readsAlerts,
    handle: ({ tx, principal, params, query }) => alertCounts(tx, { ...params, ...query, ...listedOf(principal) }),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/alert-customers',
    summary: 'The same by customer, filtered as the list is: the hundred with the most',
    params: ofPartner,
    query: z.object(alertFilters),
    answer: customersShape,
    allow: readsAlerts,
    handle: async ({ tx, principal, params, query }) => ({
      items: await countByCustomer(tx, { ...query, ...params, ...listedOf(principal) }, 100),
    }),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/alerts/{alertId}',
    summary: 'One alert, a resolved one too',
    params: z.object({ partnerId: z.uuid(), alertId: z.uuid() }),
    answer: alertShape,
    allow: readsAlerts,
    handle: async ({ tx, principal, params: { partnerId, alertId } }) => {
      const row = await readAlert(tx, partnerId, alertId)
      if (!row) throw problems.not_found()
      return { ...row, mayAcknowledge: mayAcknowledge(principal, row) }
    },
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/partners/{partnerId}/alerts/acknowledge',
    summary: 'Say of alerts that somebody knows of them; they leave the list of open ones while they hold (audited)',
    params: ofPartner,
    body: acknowledgement,
    allow: acknowledgesAlerts,
    handle: (call) => acknowledge(call, call.params.partnerId, call.body.alertIds, call.body.note),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/partners/{partnerId}/alerts/unacknowledge',
    summary: 'Take acknowledgements back: the alerts are open again (audited)',
    params: ofPartner,
    body: withdrawal,
    allow: acknowledgesAlerts,
    handle: (call) => unacknowledge(call, call.params.partnerId, call.body.alertIds),
  }),
]
