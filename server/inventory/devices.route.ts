import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { coverageStates } from '../coverage/index.ts'
import { listedOf, rightOf, seesService } from '../partners/index.ts'
import { inStrides } from '../platform/db/strides.ts'
import { lastDay } from '../platform/files/days.ts'
import {
  COUNTED,
  decodeCursor,
  listQuery,
  oneOrMore,
  pageOf,
  sortOf,
  toPage,
  totalOf,
} from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { changesBetween } from './changes.ts'
import {
  componentsOf,
  countDevices,
  type DeviceFilter,
  type DeviceRow,
  deviceSorts,
  historyOf,
  linesOf,
  listDevices,
  membersOf,
  orderDevices,
  readDevice,
  textFacetNames,
  versionsOf,
} from './device-queries.ts'
import { readFacets } from './facet-queries.ts'
import { columnQuery, type FileColumns, fileTable } from './file-columns.ts'
import { searched } from './search-queries.ts'
import { deviceDetail, deviceShape, facetsShape } from './shapes.ts'

const tag = 'Inventory'
const ofPartner = z.object({ partnerId: z.uuid() })
const value = oneOrMore(z.string().max(255)).optional()
/** What a list of devices, or of what is in them, can be narrowed by. */
export const deviceFilters = {
  /** Name, serial number, address, product, location, description; serial number or product of a part. */
  q: z.string().trim().max(200).optional(),
  customerId: oneOrMore(z.uuid()).optional(),
  inventoryId: oneOrMore(z.uuid()).optional(),
  coverage: oneOrMore(z.enum(coverageStates)).optional(),
  /** Devices that the last complete collection did not see any more are left out, unless they are asked for. */
  presence: oneOrMore(z.enum(['present', 'gone'])).default(['present']),
  vendor: value,
  productId: value,
  productFamily: value,
  kind: value,
  softwareType: value,
  softwareVersion: value,
  site: value,
  /** Devices of which this is not known, beside those with a value that is asked for. */
  unstated: oneOrMore(z.enum(textFacetNames)).optional(),
}

export const listDevicesRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/devices',
  realm: 'partner',
  tag,
  summary: 'Devices of the customers one reaches, with their coverage at this moment',
  params: ofPartner,
  query: listQuery.extend({ ...deviceFilters, sort: sortOf(deviceSorts, 'name') }),
  answer: pageOf(deviceShape),
  allow: seesService,
  handle: async ({ tx, params, query, principal }) => {
    const { limit, sort, cursor, ...given } = query
    const filter: DeviceFilter = { ...given, ...params, ...listedOf(principal) }
    const found = await searched(tx, filter, COUNTED)
    const rows = await listDevices(tx, found.filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, cursorOf)
    const count = async (most: number) => found.counted ?? countDevices(tx, filter, most)
    return cursor ? page : { ...page, total: await totalOf(rows, limit, count) }
  },
})

const cursorOf = (row: DeviceRow & { key: string }) => [row.key, row.deviceId]

export const deviceFacetsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/device-facets',
  realm: 'partner',
  tag,
  summary:
    'How many devices each customer, inventory, vendor, product, software, site, presence and coverage has, filtered as their list is',
  params: ofPartner,
  query: z.object({
    ...deviceFilters,
    /** Counts what the list of hardware shows: members of stacks are parts of the device that speaks for them. */
    heads: z.stringbool().optional(),
  }),
  answer: facetsShape,
  allow: seesService,
  handle: async ({ tx, params, query, principal }) => {
    return readFacets(tx, { ...query, ...params, ...listedOf(principal) })
  },
})

export const readDeviceRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/devices/{deviceId}',
  realm: 'partner',
  tag,
  summary: 'A device: what it is made of, what its coverage rests on, and what collections saw of it over time',
  params: z.object({ partnerId: z.uuid(), deviceId: z.uuid() }),
  answer: deviceDetail,
  allow: seesService,
  handle: async ({ tx, params: { partnerId, deviceId } }) => {
    const device = await readDevice(tx, partnerId, deviceId)
    if (!device) throw problems.not_found()
    const history = await historyOf(tx, partnerId, deviceId)
    const versions = new Map(
      (await versionsOf(tx, partnerId, deviceId)).map(({ versionNo, attributes }) => [versionNo, attributes]),
    )
    const latest = versions.get(Math.max(...versions.keys())) ?? {}
    const texts = Object.entries(latest).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return {
      ...device,
      attributes: Object.fromEntries(texts),
      components: (await componentsOf(tx, partnerId, deviceId)) as z.input<typeof deviceDetail>['components'],
      members: await membersOf(tx, partnerId, deviceId),
      lines: (await linesOf(tx, partnerId, deviceId)) as z.input<typeof deviceDetail>['lines'],
      history: history.map((seen, index) => ({
        ...seen,
        changes: changesBetween(
          versions.get(history[index + 1]?.versionNo ?? seen.versionNo) ?? null,
          versions.get(seen.versionNo) ?? null,
        ),
      })),
    }
  },
})

const columns: FileColumns<DeviceRow> = {
  customerName: (row) => row.customerName,
  inventoryName: (row) => row.inventoryName,
  hostname: (row) => row.hostname,
  address: (row) => row.address,
  vendor: (row) => row.vendor,
  serial: (row) => row.serial,
  productId: (row) => row.productId,
  productFamily: (row) => row.productFamily,
  kind: (row) => row.kind,
  softwareType: (row) => row.softwareType,
  softwareVersion: (row) => row.softwareVersion,
  mac: (row) => row.mac,
  location: (row) => row.location,
  site: (row) => row.site,
  coverage: (row, say) => say(`coverage.${row.coverage}`),
  coveredUntil: (row) => lastDay(row.coveredUntil),
  firstSeenAt: (row) => row.firstSeenAt,
  seenAt: (row) => row.seenAt,
  goneAt: (row) => row.goneAt,
}

export const exportDevicesRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/devices-export',
  realm: 'partner',
  tag,
  summary: 'Devices as CSV or Excel file of any size, filtered as their list is; audited (R34)',
  params: ofPartner,
  query: z.object({
    ...deviceFilters,
    sort: sortOf(deviceSorts, 'name'),
    format: z.enum(['csv', 'xlsx']).default('csv'),
    ...columnQuery(columns),
  }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: seesService,
  handle: async (call) => {
    const { format, sort, language, ...given } = call.query
    const filter: DeviceFilter = { ...given, ...call.params, ...listedOf(call.principal) }
    return listFile(call, {
      format,
      name: 'devices',
      ...fileTable('devices', columns, call.query),
      read: inStrides({
        order: (tx, paging) => orderDevices(tx, filter, { sort, ...paging }),
        rows: (tx, deviceId, { limit }) => listDevices(tx, { ...filter, deviceId }, { sort, limit, cursor: undefined }),
      }),
      count: (tx) => countDevices(tx, filter),
      cursorOf,
      audit: {
        partnerId: call.params.partnerId,
        action: 'inventory.devices_exported',
        objectType: 'inventory',
        objectId: call.params.partnerId,
        why: rightOf(call.principal),
        filter: given,
      },
    })
  },
})
