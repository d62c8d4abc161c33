import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { coverageStates } from '../coverage/index.ts'
import { type Say, type WordedColumns, wordedTable } from '../messages/index.ts'
import { listedOf, rightOf, seesService } from '../partners/index.ts'
import { inStrides } from '../platform/db/strides.ts'
import type { Cell } from '../platform/files/csv.ts'
import { firstDay, lastDay } from '../platform/files/days.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage, totalOf } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import {
  type CoveredDevice,
  countCoverage,
  coverageSorts,
  endingsByMonth,
  listCoverage,
  orderCoverage,
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
  sort: sortOf(coverageSorts, 'name'),
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
    return cursor ? page : { ...page, total: await totalOf(rows, limit, (most) => countCoverage(tx, filter, most)) }
  },
})

/** Something of the contract line; where that is another partner's, only that it is confidential. */
const ofLine =
  (cell: (row: CoveredDevice, say: Say) => Cell) =>
  (row: CoveredDevice, say: Say): Cell =>
    row.confidential ? say('contracts_file.confidential') : cell(row, say)

const coverageColumns: WordedColumns<CoveredDevice> = {
  serial: (row) => row.serial,
  productId: (row) => row.productId,
  productFamily: (row) => row.productFamily,
  device: (row) => row.hostname,
  kind: (row) => row.kind,
  customer: (row) => row.customerName,
  coverage: (row, say) => say(`inventory_file.coverage.${row.coverage}`),
  coveredFrom: ofLine((row) => firstDay(row.coveredFrom)),
  coveredUntil: ofLine((row) => lastDay(row.coveredUntil)),
  productDiffers: (row, say) => say(`contracts_file.${row.productDiffers ? 'yes' : 'no'}`),
  contractNumber: ofLine((row) => row.contractNumber),
  contractType: ofLine((row) => row.contractTypeName),
  contractState: ofLine((row, say) => row.contractState && say(`contracts_file.contractState.${row.contractState}`)),
  contractStart: ofLine((row) => firstDay(row.contractStartsAt)),
  contractEnd: ofLine((row) => lastDay(row.contractEndsAt)),
  serviceLevel: ofLine((row) => row.serviceLevel),
  lineProductId: ofLine((row) => row.lineProductId),
  lineStart: ofLine((row) => firstDay(row.lineStartsAt)),
  lineEnd: ofLine((row) => lastDay(row.lineEndsAt)),
}

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
    const read = inStrides({
      order: (tx, paging) => orderCoverage(tx, filter, { sort, ...paging }),
      rows: (tx, deviceId, { limit }) => listCoverage(tx, { ...filter, deviceId }, { sort, limit, cursor: undefined }),
    })
    return listFile(call, {
      format,
      name: 'device-coverage',
      ...wordedTable(call.principal, 'contracts_file.coverage', coverageColumns),
      read,
      count: (tx) => countCoverage(tx, filter),
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
