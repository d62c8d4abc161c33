import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { listedOf, rightOf, seesService } from '../partners/index.ts'
import { inStrides } from '../platform/db/strides.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { COUNTED, decodeCursor, invalidCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { orderDevices } from './device-queries.ts'
import { deviceFilters } from './devices.route.ts'
import { columnQuery, type FileColumns, fileTable } from './file-columns.ts'
import { type HardwareRow, listHardware, listSoftware, type SoftwareRow } from './hardware-queries.ts'
import { searched } from './search-queries.ts'
import { hardwareShape, softwareShape } from './shapes.ts'

const tag = 'Inventory'
const params = z.object({ partnerId: z.uuid() })
const format = z.enum(['csv', 'xlsx']).default('csv')

export const listHardwareRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/hardware',
  realm: 'partner',
  tag,
  summary: 'Chassis and their parts, by device; a serial number or product id of a part is found as well',
  params,
  query: listQuery.extend(deviceFilters),
  answer: pageOf(hardwareShape),
  allow: seesService,
  handle: async ({ tx, params, query, principal }) => {
    const { limit, cursor, ...given } = query
    const filter = { ...given, ...params, ...listedOf(principal) }
    const found = await searched(tx, { ...filter, heads: true }, COUNTED)
    const rows = await listHardware(tx, found.filter, { limit, cursor: decodeCursor(cursor, 3) })
    return toPage(rows, limit, cursorOf)
  },
})

const cursorOf = (row: HardwareRow & { key: string }) => [row.key, row.deviceId, String(row.no)]

export const listSoftwareRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/software',
  realm: 'partner',
  tag,
  summary: 'Software by family and version, with how many devices run it; most frequent first',
  params,
  query: listQuery.extend(deviceFilters),
  answer: pageOf(softwareShape),
  allow: seesService,
  handle: async ({ tx, params, query, principal }) => {
    const { limit, cursor, ...given } = query
    const filter = { ...given, ...params, ...listedOf(principal) }
    const rows = await listSoftware(tx, filter, { limit, cursor: softwareCursor(cursor) })
    const page = toPage(rows, limit, softwareCursorOf)
    return cursor ? page : { ...page, total: rows[0]?.total ?? 0 }
  },
})

const softwareCursorOf = (row: SoftwareRow) => [String(row.devices), row.vendor, row.softwareType, row.softwareVersion]
function softwareCursor(given: string | undefined): string[] | undefined {
  const cursor = decodeCursor(given, 4)
  if (cursor && !Number.isSafeInteger(Number(cursor[0]))) throw invalidCursor()
  return cursor
}

const hardwareColumns: FileColumns<HardwareRow> = {
  customerName: (row) => row.customerName,
  inventoryName: (row) => row.inventoryName,
  hostname: (row) => row.hostname,
  kind: (row, say) => say(`part.${row.kind}`),
  name: (row) => row.name,
  position: (row) => row.position,
  productId: (row) => row.productId,
  serial: (row) => row.serial,
  hardwareVersion: (row) => row.hardwareVersion,
  softwareVersion: (row) => row.softwareVersion,
  description: (row) => row.description,
  seenAt: (row) => row.seenAt,
}
const softwareColumns: FileColumns<SoftwareRow> = {
  vendor: (row) => row.vendor,
  softwareType: (row) => row.softwareType,
  softwareVersion: (row) => row.softwareVersion,
  devices: (row) => row.devices,
  customers: (row) => row.customers,
}

const file = {
  params,
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: seesService,
} as const

const hardwareFile = z.object({ ...deviceFilters, format, ...columnQuery(hardwareColumns) })
const softwareFile = z.object({ ...deviceFilters, format, ...columnQuery(softwareColumns) })
type FileCall = { params: { partnerId: string }; principal: Principal; query: z.output<typeof hardwareFile> }

/** What a file of either list is asked with, and how that is told in the audit. */
function askedOf({ params: { partnerId }, principal, query: { format, language, ...given } }: FileCall, name: string) {
  const facts = { partnerId, objectType: 'inventory', objectId: partnerId, why: rightOf(principal), filter: given }
  return {
    name,
    format,
    filter: { ...given, partnerId, ...listedOf(principal) },
    audit: { ...facts, action: `inventory.${name}_exported` },
  }
}

export const exportHardwareRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/hardware-export',
  realm: 'partner',
  tag,
  summary: 'Chassis and their parts as CSV or Excel file of any size, filtered as their list is; audited (R34)',
  ...file,
  query: hardwareFile,
  handle: (call) => {
    const { filter, ...asked } = askedOf(call, 'hardware')
    return listFile(call, {
      ...asked,
      ...fileTable('hardware', hardwareColumns, call.query),
      read: inStrides({
        order: (tx, paging) => orderDevices(tx, { ...filter, heads: true }, { sort: 'name', ...paging }),
        rows: (tx, deviceId, paging) => listHardware(tx, { ...filter, deviceId }, paging),
        several: true,
      }),
      cursorOf,
    })
  },
})

export const exportSoftwareRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/software-export',
  realm: 'partner',
  tag,
  summary: 'Software by family and version as CSV or Excel file, filtered as its list is; audited (R34)',
  ...file,
  query: softwareFile,
  handle: (call) => {
    const { filter, ...asked } = askedOf(call, 'software')
    return listFile(call, {
      ...asked,
      ...fileTable('software', softwareColumns, call.query),
      read: (tx, paging) => listSoftware(tx, filter, paging),
      cursorOf: softwareCursorOf,
    })
  },
})
