import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { catalogue, type WordedColumns, wordedTable } from '../messages/index.ts'
import { rightOf } from '../partners/index.ts'
import type { Entry } from '../platform/db/transaction.ts'
import { defineRoute, type FileAnswer } from '../platform/http/route.ts'
import { collectorFilters } from './collectors.route.ts'
import { readsCollectors } from './policy.ts'
import { type CollectorRow, countCollectors, listCollectors } from './queries.ts'
import type { CollectorCall } from './write.ts'

const format = z.enum(['csv', 'xlsx']).default('csv')
const query = z.object({ ...collectorFilters, q: z.string().trim().max(200).optional(), format })
const params = z.object({ partnerId: z.uuid() })

export const exportCollectorsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/collectors-export',
  realm: 'partner',
  tag: 'Collectors',
  summary:
    'The collectors as CSV or Excel file with every column, filtered and sorted as their list is; audited (R27, R34)',
  params,
  query,
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: readsCollectors,
  handle: (call) => file(call, call.params.partnerId, call.query, rightOf(call.principal)),
})

export const exportVendorCollectorsRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/collectors-export',
  realm: 'vendor',
  tag: 'Collectors',
  summary: 'The same for the vendor; audited (R34)',
  params,
  within: 'partner',
  query,
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  handle: (call) => file(call, call.params.partnerId, call.query, 'vendor staff'),
})

/** The columns of R27, and what is known beside them. */
const columns: WordedColumns<CollectorRow> = {
  partner: (row) => row.partnerName,
  customer: (row) => row.customerName,
  collectorId: (row) => row.collectorId,
  name: (row) => row.name,
  kind: (row, say) => say(`collectors_file.kind.${row.kind}`),
  inventoryName: (row) => row.inventoryName,
  site: (row) => row.site,
  version: (row) => row.version,
  serial: (row) => row.serial,
  status: (row, say) => say(`collectors_file.status.${row.status}`),
  certificateCreatedAt: (row) => row.certificateCreatedAt,
  licenceExpiresAt: (row) => row.licenceExpiresAt,
  firstUploadAt: (row) => row.firstUploadAt,
  lastUploadAt: (row) => row.lastUploadAt,
  intervalHours: (row) => row.intervalHours,
  createdBy: (row) => row.createdBy,
  createdAt: (row) => row.createdAt,
  updatedBy: (row) => row.updatedBy,
  updatedAt: (row) => row.updatedAt,
}

function file(
  call: CollectorCall & { entry: Entry },
  partnerId: string,
  { format: wanted, sort, ...filter }: z.output<typeof query>,
  why: string,
): Promise<FileAnswer> {
  return listFile(call, {
    format: wanted,
    name: catalogue.text(call.principal.language, 'collectors_file.name'),
    ...wordedTable(call.principal, 'collectors_file.columns', columns),
    read: (tx, paging) => listCollectors(tx, partnerId, filter, { sort, ...paging }),
    count: (tx) => countCollectors(tx, partnerId, filter),
    cursorOf: (row) => [row.sortKey, row.collectorId],
    audit: { partnerId, action: 'collector.list_exported', objectType: 'collector', objectId: partnerId, why, filter },
  })
}
