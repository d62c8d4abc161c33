import { z } from '@hono/zod-openapi'
import { auditCall } from '../audit/index.ts'
import { catalogue } from '../messages/index.ts'
import { listedOf, rightOf } from '../partners/index.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import { pagesOf } from '../platform/db/pages.ts'
import { type Cell, csvStream } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { sortOf } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { errors } from './errors.ts'
import { readsAlerts } from './policy.ts'
import { type AlertFilter, type AlertRow, alertSorts, listAlerts } from './queries.ts'
import { alertFilters } from './shapes.ts'

type Say = (key: string) => string

const columns: Record<string, (row: AlertRow, say: Say) => Cell> = {
  customer: (row) => row.customerName,
  kind: (row, say) => say(`kind.${row.kind}`),
  severity: (row, say) => say(`severity.${row.severity}`),
  state: (row, say) => say(`state.${row.state}`),
  subject: (row) => row.subjectName,
  serial: (row) => row.serial,
  productId: (row) => row.productId,
  software: (row) => `${row.softwareType} ${row.softwareVersion}`.trim(),
  milestone: (row, say) => (row.milestone ? say(`milestone.${row.milestone}`) : ''),
  bulletin: (row) => row.bulletin,
  replacement: (row) => row.replacement,
  dueAt: (row) => row.dueAt,
  openedAt: (row) => row.openedAt,
  resolvedAt: (row) => row.resolvedAt,
  acknowledgedAt: (row) => row.acknowledgedAt,
  acknowledgedBy: (row) => row.acknowledgedBy,
  note: (row) => row.note,
}

export const exportAlertsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/alerts-export',
  realm: 'partner',
  tag: 'Alerts',
  summary: 'Alerts as CSV of any size or Excel file, filtered and sorted as their list is; audited (R34)',
  params: z.object({ partnerId: z.uuid() }),
  query: z.object({
    ...alertFilters,
    sort: sortOf(alertSorts, '-opened'),
    format: z.enum(['csv', 'xlsx']).default('csv'),
  }),
  produces: 'application/octet-stream',
  writes: true,
  limits: ({ sessionToken }) => [
    { bucket: `export/session/${hashToken(sessionToken ?? '')}`, limit: 60, windowSeconds: 900 },
  ],
  allow: readsAlerts,
  handle: async (call) => {
    const { format, sort, ...given } = call.query
    const filter: AlertFilter = { ...given, ...call.params, ...listedOf(call.principal) }
    const say: Say = (key) => catalogue.text(call.principal.language, `alerts_file.${key}`)
    const header = Object.keys(columns).map((column) => say(`columns.${column}`))
    const cells = (row: AlertRow) => Object.values(columns).map((cell) => cell(row, say))
    const name = `${say('name')} ${new Date().toISOString().slice(0, 10)}.${format}`
    await auditCall(call, {
      partnerId: call.params.partnerId,
      action: 'alert.list_exported',
      objectType: 'alert',
      objectId: call.params.partnerId,
      objectLabel: name,
      why: rightOf(call.principal),
      detail: { format, filter: given },
    })
    const read = (tx: typeof call.tx, cursor: string[] | undefined) =>
      listAlerts(tx, filter, { sort, limit: BATCH, cursor })
    if (format === 'csv')
      return {
        file: csvStream(
          header,
          cellsOf(pagesOf({ db: call.deps.db, entry: call.entry, read, cursorOf, size: BATCH }), cells),
        ),
        type: 'text/csv; charset=utf-8',
        name,
      }
    const found = await listAlerts(call.tx, filter, { sort, limit: XLSX_MAX_ROWS, cursor: undefined })
    if (found.length > XLSX_MAX_ROWS) throw errors.too_many_alerts({ params: { max: XLSX_MAX_ROWS } })
    return { file: await xlsxFile(say('name'), header, found.map(cells)), type: XLSX_TYPE, name }
  },
})

const BATCH = 1000

const cursorOf = (row: AlertRow & { sortKey: string }) => [row.sortKey, row.alertId]

async function* cellsOf(pages: AsyncIterable<AlertRow[]>, cells: (row: AlertRow) => Cell[]): AsyncGenerator<Cell[][]> {
  for await (const page of pages) yield page.map(cells)
}
