import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { type Say, type WordedColumns, wordedTable } from '../messages/index.ts'
import { type Member, rightOf, seesService } from '../partners/index.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { changesBetween } from './changes.ts'
import { countCollections, listCollections, listFindings } from './collection-queries.ts'
import { collectionFilters, comparedOf, differenceFilters } from './collections.route.ts'
import { listDifferences } from './difference-queries.ts'
import { deviceFieldNames } from './record.ts'
import { readCollection } from './state.ts'

const tag = 'Inventory'
const ofPartner = z.object({ partnerId: z.uuid() })
const ofCollection = z.object({ partnerId: z.uuid(), collectionId: z.uuid() })
const format = z.enum(['csv', 'xlsx']).default('csv')
const common = {
  method: 'get',
  realm: 'partner',
  tag,
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: seesService,
} as const

const collectionColumns: WordedColumns<Awaited<ReturnType<typeof listCollections>>[number]> = {
  customer: (row) => row.customerName,
  inventory: (row) => row.inventoryName,
  source: (row, say) => say(`inventory_file.source.${row.source}`),
  file: (row) => row.fileName,
  state: (row, say) => say(`inventory_file.state.${row.state}`),
  reason: (row, say) => row.blockedReason && say(`inventory_file.blocked.${row.blockedReason}`),
  partial: (row, say) => say(`inventory_file.${row.partial ? 'yes' : 'no'}`),
  devices: (row) => row.counts?.devices,
  new: (row) => row.counts?.new,
  changed: (row) => row.counts?.changed,
  gone: (row) => row.counts?.gone,
  collected: (row) => row.collectedAt,
  received: (row) => row.createdAt,
  ended: (row) => row.endedAt,
  by: (row) => row.createdByName,
}

const differenceColumns: WordedColumns<Awaited<ReturnType<typeof listDifferences>>[number]> = {
  status: (row, say) => say(`inventory_file.difference.${row.status}`),
  hostname: (row) => row.hostname,
  serial: (row) => row.serial,
  productId: (row) => row.productId,
  address: (row) => row.address,
  changes: (row, say) =>
    changesBetween(row.before, row.after)
      .map(({ field, before, after }) => `${nameOf(field, say)}: ${before ?? '—'} → ${after ?? '—'}`)
      .join('; '),
}

const findingColumns: WordedColumns<Awaited<ReturnType<typeof listFindings>>[number]> = {
  row: (row) => row.row,
  field: (row, say) => row.field && nameOf(row.field, say),
  column: (row) => (row.place === null ? null : row.place + 1),
  problem: (row, say) => say(`inventory_file.finding.${row.code}`, row.params),
  value: (row) => row.value,
}

/** A part that changed and a file's own column have no word of ours. */
function nameOf(field: string, say: Say): string {
  return deviceFieldNames.has(field) ? say(`inventory_file.field.${field}`) : field
}

/** The list of collections as a file of exactly what its reader may see (R30, R34). */
export const collectionsFileRoute = defineRoute({
  ...common,
  path: '/partners/{partnerId}/collections-export',
  summary: 'Uploads of inventory as CSV or Excel file of any size, filtered as their list is; audited (R34)',
  params: ofPartner,
  query: z.object({ ...collectionFilters, format }),
  handle: (call) => {
    const { format, ...given } = call.query
    const { partnerId } = call.params
    return listFile(call, {
      format,
      name: 'collections',
      ...wordedTable(call.principal, 'inventory_file.collections', collectionColumns),
      read: (tx, paging) => listCollections(tx, { ...given, partnerId }, paging),
      count: (tx) => countCollections(tx, { ...given, partnerId }),
      cursorOf: (row) => [row.key, row.collectionId],
      audit: { ...factsOf(call.principal, 'collections', partnerId, partnerId), filter: given },
    })
  },
})

/** That, and what a collection says, as files alike. */
export const inventoryFileRoutes: Route[] = [
  collectionsFileRoute,
  defineRoute({
    ...common,
    path: '/partners/{partnerId}/collections/{collectionId}/differences-export',
    summary:
      'What a collection has otherwise than another, as CSV or Excel file: a row for each field that differs; audited (R34)',
    params: ofCollection,
    query: z.object({ ...differenceFilters, format }),
    handle: async (call) => {
      const { format, ...given } = call.query
      const { partnerId, collectionId } = call.params
      const compared = await comparedOf(call.tx, call.params, given.from)
      // A device has as many rows as differ, so that pages are of devices.
      const read = async (tx: typeof call.tx, { limit, cursor }: { limit: number; cursor: string[] | undefined }) =>
        listDifferences(tx, { ...compared, status: given.status, q: given.q }, { limit, after: cursor })
      return listFile(call, {
        format,
        name: 'differences',
        ...wordedTable(call.principal, 'inventory_file.differences', differenceColumns),
        read,
        cursorOf: (row) => [row.key, row.deviceId],
        audit: { ...factsOf(call.principal, 'differences', partnerId, collectionId), filter: given },
      })
    },
  }),
  defineRoute({
    ...common,
    path: '/partners/{partnerId}/collections/{collectionId}/findings-export',
    summary: 'What is wrong in a collection, by row and field, as CSV or Excel file; audited (R34)',
    params: ofCollection,
    query: z.object({ format }),
    handle: async (call) => {
      const { partnerId, collectionId } = call.params
      if (!(await readCollection(call.tx, call.params))) throw problems.not_found()
      return listFile(call, {
        format: call.query.format,
        name: 'findings',
        ...wordedTable(call.principal, 'inventory_file.findings', findingColumns),
        read: (tx, { limit, cursor }) => listFindings(tx, call.params, { limit, after: cursor }),
        cursorOf: (row) => [String(row.no)],
        audit: { ...factsOf(call.principal, 'findings', partnerId, collectionId), filter: {} },
      })
    },
  }),
]

function factsOf(principal: Member, what: string, partnerId: string, objectId: string) {
  const objectType = objectId === partnerId ? 'inventory' : 'collection'
  return { partnerId, action: `inventory.${what}_exported`, objectType, objectId, why: rightOf(principal) }
}
