import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { catalogue, type WordedColumns, wordedTable } from '../messages/index.ts'
import { listedOf, rightOf } from '../partners/index.ts'
import { inStrides } from '../platform/db/strides.ts'
import type { Cell } from '../platform/files/csv.ts'
import { firstDay, lastDay } from '../platform/files/days.ts'
import { sortOf } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { readsAlerts } from './policy.ts'
import { type AlertFilter, type AlertRow, alertSorts, countAlerts, listAlerts, orderAlerts } from './queries.ts'
import { alertFilters } from './shapes.ts'

const columns: WordedColumns<AlertRow> = {
  customer: (row) => row.customerName,
  kind: (row, say) => say(`alerts_file.kind.${row.kind}`),
  severity: (row, say) => say(`alerts_file.severity.${row.severity}`),
  state: (row, say) => say(`alerts_file.state.${row.state}`),
  subject: (row) => row.subjectName,
  serial: (row) => row.serial,
  productId: (row) => row.productId,
  software: (row) => `${row.softwareType} ${row.softwareVersion}`.trim(),
  milestone: (row, say) => (row.milestone ? say(`alerts_file.milestone.${row.milestone}`) : ''),
  bulletin: (row) => row.bulletin,
  replacement: (row) => row.replacement,
  dueAt: dueOf,
  openedAt: (row) => row.openedAt,
  resolvedAt: (row) => row.resolvedAt,
  acknowledgedAt: (row) => row.acknowledgedAt,
  acknowledgedBy: (row) => row.acknowledgedBy,
  note: (row) => row.note,
}

/** As pages say it: the last day of coverage, a milestone's day as it was published, else the moment. */
function dueOf({ kind, dueAt }: AlertRow): Cell {
  if (kind === 'coverage_ending' || kind === 'coverage_missing') return lastDay(dueAt)
  return kind.endsWith('_milestone') ? firstDay(dueAt) : dueAt
}

export const exportAlertsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/alerts-export',
  realm: 'partner',
  tag: 'Alerts',
  summary: 'Alerts as CSV or Excel file of any size, filtered and sorted as their list is; audited (R34)',
  params: z.object({ partnerId: z.uuid() }),
  query: z.object({
    ...alertFilters,
    sort: sortOf(alertSorts, '-opened'),
    format: z.enum(['csv', 'xlsx']).default('csv'),
  }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: readsAlerts,
  handle: async (call) => {
    const { format, sort, ...given } = call.query
    const filter: AlertFilter = { ...given, ...call.params, ...listedOf(call.principal) }
    // What a search finds is looked up for all devices; once, for the order.
    const named = { ...filter, q: undefined }
    const read = inStrides({
      order: (tx, paging) => orderAlerts(tx, filter, { sort, ...paging }),
      rows: (tx, alertId, { limit }) => listAlerts(tx, { ...named, alertId }, { sort, limit, cursor: undefined }),
    })
    return listFile(call, {
      format,
      name: catalogue.text(call.principal.language, 'alerts_file.name'),
      ...wordedTable(call.principal, 'alerts_file.columns', columns),
      read,
      count: (tx) => countAlerts(tx, filter),
      cursorOf: (row) => [row.sortKey, row.alertId],
      audit: {
        partnerId: call.params.partnerId,
        action: 'alert.list_exported',
        objectType: 'alert',
        objectId: call.params.partnerId,
        why: rightOf(call.principal),
        filter: given,
      },
    })
  },
})
