import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { coverageStates } from '../coverage/index.ts'
import { listedOf, rightOf, seesService } from '../partners/index.ts'
import type { Cell } from '../platform/files/csv.ts'
import { firstDay, lastDay } from '../platform/files/days.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import {
  type CoveredDevice,
  countCoverage,
  coverageSorts,
  endingsByMonth,
  listCoverage,
} from './device-coverage-queries.ts'

const tag = 'Contracts'
const ofPartner = z.object({ partnerId: z.uuid() })
const count = z.number().int()
const format = z.enum(['csv', 'xlsx']).default('csv')
const moment = z.date().nullable()
const text = z.string().nullable()
const someCustomers = { customerId: oneOrMore(z.uuid()).optional() }

const coverageFilters = {
  ...someCustomers,
  contractId: z.uuid().optional(),
  coverage: oneOrMore(z.enum(coverageStates)).optional(),
  q: z.string().trim().max(200).optional(),
  sort: sortOf(coverageSorts, 'serial'),
}

const coverageShape = z
  .object({
    deviceId: z.uuid(),
    customerId: z.uuid(),
    customerName: z.string(),
    hostname: z.string(),
    vendor: z.string(),
    serial: z.string(),
    productId: z.string(),
    productFamily: z.string(),
    kind: z.string(),
    coverage: z.enum(coverageStates),
    coveredFrom: moment,
    coveredUntil: moment,
    /** The line names another product than the device. */
    productDiffers: z.boolean(),
    /** Covered by a line of another partner, of which nothing else is told. */
    confidential: z.boolean(),
    lineId: z.uuid().nullable(),
    lineProductId: text,
    serviceLevel: text,
    lineStartsAt: moment,
    lineEndsAt: moment,
    contractId: z.uuid().nullable(),
    contractNumber: text,
    contractTypeName: text,
    contractState: z.enum(['active', 'suspended', 'terminated']).nullable(),
    contractStartsAt: moment,
    contractEndsAt: moment,
  })
  .openapi('CoveredDevice')

export const listCoverageRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/device-coverage',
  realm: 'partner',
  tag,
  summary: 'Devices with the contract line their coverage rests on, covered or not, of the customers one reaches',
  params: ofPartner,
  query: listQuery.extend(coverageFilters),
  answer: pageOf(coverageShape),
  allow: seesService,
  handle: async ({ tx, params, query, principal }) => {
    const { limit, sort, cursor, ...given } = query
    const filter = { ...given, ...params, ...listedOf(principal) }
    const rows = await listCoverage(tx, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.deviceId])
    return cursor ? page : { ...page, total: await countCoverage(tx, filter) }
  },
})

const coverageHeader = [
  'Serial number',
  'Product id',
  'Product family',
  'Device',
  'Kind',
  'Customer',
  'Coverage',
  'Covered from',
  'Covered until',
  'Product differs',
  'Contract number',
  'Contract type',
  'Contract state',
  'Contract start',
  'Contract end',
  'Service level',
  'Line product id',
  'Line start',
  'Line end',
]

export const exportCoverageRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/device-coverage-export',
  realm: 'partner',
  tag,
  summary: 'Devices with their contract lines as CSV or Excel file, filtered as their list is; audited (R34)',
  params: ofPartner,
  query: z.object({ ...coverageFilters, format }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: seesService,
  handle: async (call) => {
    const { format, sort, ...given } = call.query
    const filter = { ...given, ...call.params, ...listedOf(call.principal) }
    return listFile(call, {
      format,
      name: 'device-coverage',
      header: coverageHeader,
      cells: coverageCells,
      read: (tx, paging) => listCoverage(tx, filter, { sort, ...paging }),
      cursorOf: (row) => [row.key, row.deviceId],
      audit: {
        partnerId: call.params.partnerId,
        action: 'contract.coverage_exported',
        objectType: 'contract',
        objectId: call.params.partnerId,
        why: rightOf(call.principal),
        filter: given,
      },
    })
  },
})

/** Contract fields of another partner's line say that they are confidential. */
function coverageCells(row: CoveredDevice): Cell[] {
  const ofLine = [
    row.contractNumber,
    row.contractTypeName,
    row.contractState,
    firstDay(row.contractStartsAt),
    lastDay(row.contractEndsAt),
    row.serviceLevel,
    row.lineProductId,
    firstDay(row.lineStartsAt),
    lastDay(row.lineEndsAt),
  ]
  return [
    row.serial,
    row.productId,
    row.productFamily,
    row.hostname,
    row.kind,
    row.customerName,
    row.coverage,
    row.confidential ? 'Confidential' : firstDay(row.coveredFrom),
    row.confidential ? 'Confidential' : lastDay(row.coveredUntil),
    row.productDiffers ? 'yes' : 'no',
    ...ofLine.map((value) => (row.confidential ? 'Confidential' : value)),
  ]
}

export const endingsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/coverage-endings',
  realm: 'partner',
  tag,
  summary: 'How many contract lines, and devices’ coverage, end in each of the coming months',
  params: ofPartner,
  query: z.object({
    ...someCustomers,
    contractId: z.uuid().optional(),
    months: z.coerce.number().int().min(1).max(60).default(12),
  }),
  answer: z
    .object({ months: z.array(z.object({ month: z.string(), contracts: count, lines: count, devices: count })) })
    .openapi('CoverageEndings'),
  allow: seesService,
  handle: async ({ tx, params, query, principal }) => ({
    months: await endingsByMonth(tx, { ...params, ...query, ...listedOf(principal) }),
  }),
})
