import { z } from '@hono/zod-openapi'
import { auditCall } from '../audit/index.ts'
import { listedOf, rightOf, seesService } from '../partners/index.ts'
import { pagesOf } from '../platform/db/pages.ts'
import { type Cell, csvStream } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { deviceFilters, fileLimits } from './devices.route.ts'
import { errors } from './errors.ts'
import { type HardwareRow, listHardware, listSoftware, type SoftwareRow } from './hardware-queries.ts'
import { hardwareShape, softwareShape } from './shapes.ts'

const tag = 'Inventory'
const params = z.object({ partnerId: z.uuid() })
const format = z.enum(['csv', 'xlsx']).default('csv')
/** More versions than that are looked at filtered. */
const SOFTWARE_ROWS = 1000
const BATCH = 1000

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
    const rows = await listHardware(tx, filter, { limit, cursor: decodeCursor(cursor, 3) })
    return toPage(rows, limit, cursorOf)
  },
})

const cursorOf = (row: HardwareRow & { key: string }) => [row.key, row.deviceId, String(row.no)]

export const listSoftwareRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/software',
  realm: 'partner',
  tag,
  summary: 'Software by family and version, with how many devices run it; the thousand most frequent',
  params,
  query: z.object(deviceFilters),
  answer: z.object({ items: z.array(softwareShape) }),
  allow: seesService,
  handle: async ({ tx, params, query, principal }) => ({
    items: await listSoftware(tx, { ...query, ...params, ...listedOf(principal) }, SOFTWARE_ROWS),
  }),
})

const hardwareHeader = [
  'Customer',
  'Inventory',
  'Device',
  'Kind',
  'Name',
  'Slot or place',
  'Product id',
  'Serial number',
  'Hardware version',
  'Software version',
  'Description',
  'Last seen',
]
const hardwareCells = (row: HardwareRow): Cell[] => [
  row.customerName,
  row.inventoryName,
  row.hostname,
  row.kind,
  row.name,
  row.position,
  row.productId,
  row.serial,
  row.hardwareVersion,
  row.softwareVersion,
  row.description,
  row.seenAt,
]
const softwareHeader = ['Vendor', 'Software type', 'Software version', 'Devices', 'Customers']
const softwareCells = (row: SoftwareRow): Cell[] => [
  row.vendor,
  row.softwareType,
  row.softwareVersion,
  row.devices,
  row.customers,
]

export const exportHardwareRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/hardware-export',
  realm: 'partner',
  tag,
  summary: 'Chassis and their parts as CSV of any size or Excel file, filtered as their list is; audited (R34)',
  params,
  query: z.object({ ...deviceFilters, format }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: seesService,
  handle: async (call) => {
    const { format, ...given } = call.query
    const filter = { ...given, ...call.params, ...listedOf(call.principal) }
    const name = `hardware-${new Date().toISOString().slice(0, 10)}.${format}`
    const noted = () =>
      auditCall(call, {
        partnerId: call.params.partnerId,
        action: 'inventory.hardware_exported',
        objectType: 'inventory',
        objectId: call.params.partnerId,
        objectLabel: name,
        why: rightOf(call.principal),
        detail: { format, filter: given },
      })
    if (format === 'csv') {
      const read = (tx: typeof call.tx, cursor: string[] | undefined) =>
        listHardware(tx, filter, { limit: BATCH, cursor })
      const pages = pagesOf({ db: call.deps.db, entry: call.entry, read, cursorOf, size: BATCH })
      await noted()
      return { file: csvStream(hardwareHeader, cellsOf(pages)), type: 'text/csv; charset=utf-8', name }
    }
    const rows = await listHardware(call.tx, filter, { limit: XLSX_MAX_ROWS, cursor: undefined })
    if (rows.length > XLSX_MAX_ROWS) throw errors.too_many_devices({ params: { max: XLSX_MAX_ROWS } })
    await noted()
    return { file: await xlsxFile('Hardware', hardwareHeader, rows.map(hardwareCells)), type: XLSX_TYPE, name }
  },
})

async function* cellsOf(pages: AsyncIterable<HardwareRow[]>): AsyncGenerator<Cell[][]> {
  for await (const page of pages) yield page.map(hardwareCells)
}

export const exportSoftwareRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/software-export',
  realm: 'partner',
  tag,
  summary: 'Software by family and version as CSV or Excel file, filtered as its list is; audited (R34)',
  params,
  query: z.object({ ...deviceFilters, format }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: seesService,
  handle: async (call) => {
    const { format, ...given } = call.query
    const filter = { ...given, ...call.params, ...listedOf(call.principal) }
    const rows = (await listSoftware(call.tx, filter, XLSX_MAX_ROWS)).map(softwareCells)
    const name = `software-${new Date().toISOString().slice(0, 10)}.${format}`
    await auditCall(call, {
      partnerId: call.params.partnerId,
      action: 'inventory.software_exported',
      objectType: 'inventory',
      objectId: call.params.partnerId,
      objectLabel: name,
      why: rightOf(call.principal),
      detail: { format, filter: given, rows: rows.length },
    })
    const batches = async function* () {
      yield rows
    }
    return format === 'csv'
      ? { file: csvStream(softwareHeader, batches()), type: 'text/csv; charset=utf-8', name }
      : { file: await xlsxFile('Software', softwareHeader, rows), type: XLSX_TYPE, name }
  },
})
