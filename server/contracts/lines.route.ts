import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { type WordedColumns, wordedTable } from '../messages/index.ts'
import { listedOf, rightOf, seesService } from '../partners/index.ts'
import { inStrides } from '../platform/db/strides.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { firstDay, lastDay } from '../platform/files/days.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage, totalOf } from '../platform/http/cursor.ts'
import { defineRoute, type FileAnswer } from '../platform/http/route.ts'
import {
  countLines,
  type LineFilter,
  type LineRow,
  lineSorts,
  lineStates,
  listLines,
  orderLines,
} from './line-queries.ts'

const tag = 'Contracts'
const ofPartner = z.object({ partnerId: z.uuid() })
const ofContract = z.object({ partnerId: z.uuid(), contractId: z.uuid() })

const lineShape = z
  .object({
    lineId: z.uuid(),
    contractId: z.uuid(),
    contractNumber: z.string(),
    customerId: z.uuid().nullable(),
    customerName: z.string().nullable(),
    serial: z.string(),
    vendor: z.string(),
    productId: z.string(),
    serviceLevel: z.string(),
    state: z.enum(lineStates),
    startsAt: z.date(),
    endsAt: z.date(),
    /** The device that is there with this serial; `productDiffers`: it is another product than the line names. */
    device: z
      .object({ deviceId: z.uuid(), name: z.string(), productId: z.string(), productDiffers: z.boolean() })
      .nullable(),
  })
  .openapi('ContractLine')

const filters = {
  q: z.string().trim().max(200).optional(),
  state: oneOrMore(z.enum(lineStates)).optional(),
  /** Whether a device with the serial is there. */
  found: z.stringbool().optional(),
  /** Days between which the last day is, both included. */
  endsFrom: z.iso.date().optional(),
  endsTo: z.iso.date().optional(),
  sort: sortOf(lineSorts, 'serial'),
}
const linesQuery = listQuery.extend(filters)
const ofAllFilters = {
  customerId: oneOrMore(z.uuid()).optional(),
  contractId: z.uuid().optional().openapi({ description: 'Only lines of this contract' }),
}
const format = z.enum(['csv', 'xlsx']).default('csv')

const narrowed = ({ q, state, found, endsFrom, endsTo }: z.output<typeof linesQuery>) => ({
  q,
  state,
  found,
  endsFrom,
  endsTo,
})

async function page(tx: Tx, filter: LineFilter, query: z.output<typeof linesQuery>) {
  const { limit, sort, cursor } = query
  const rows = await listLines(tx, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
  const found = toPage(rows, limit, (row) => [row.key, row.lineId])
  return cursor ? found : { ...found, total: await totalOf(rows, limit, (most) => countLines(tx, filter, most)) }
}

export const vendorLinesRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/contracts/{contractId}/lines',
  realm: 'vendor',
  tag,
  summary: 'The covered serial numbers of a contract',
  params: ofContract,
  within: 'contract',
  query: linesQuery,
  answer: pageOf(lineShape),
  handle: ({ tx, params, query }) => page(tx, { ...params, ...narrowed(query) }, query),
})

export const contractLinesRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/contracts/{contractId}/lines',
  realm: 'partner',
  tag,
  summary: 'The covered serial numbers of a contract, of customers one reaches (R21)',
  params: ofContract,
  within: 'contract',
  query: linesQuery,
  answer: pageOf(lineShape),
  allow: seesService,
  handle: ({ tx, params, query }) => page(tx, { ...params, ...narrowed(query) }, query),
})

export const findLinesRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/contract-lines',
  realm: 'partner',
  tag,
  summary: 'Covered serial numbers on all contracts of the customers one reaches',
  params: ofPartner,
  query: linesQuery.extend(ofAllFilters),
  answer: pageOf(lineShape),
  allow: seesService,
  handle: ({ tx, principal, params, query }) =>
    page(
      tx,
      {
        ...params,
        ...listedOf(principal),
        ...narrowed(query),
        customerId: query.customerId,
        contractId: query.contractId,
      },
      query,
    ),
})

export const exportVendorLinesRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/contracts/{contractId}/lines-export',
  realm: 'vendor',
  tag,
  summary: 'The lines of a contract as CSV or Excel file; audited (R34)',
  params: ofContract,
  within: 'contract',
  query: z.object({ ...filters, format }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  handle: (call) => file(call, { ...call.params, ...call.query }, 'vendor staff'),
})

export const exportLinesRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/contract-lines-export',
  realm: 'partner',
  tag,
  summary: 'Covered serial numbers as CSV or Excel file, filtered as their list is; audited (R34)',
  params: ofPartner,
  query: z.object({ ...filters, ...ofAllFilters, format }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: seesService,
  handle: (call) => file(call, { ...call.params, ...listedOf(call.principal), ...call.query }, rightOf(call.principal)),
})

const columns: WordedColumns<LineRow> = {
  serial: (row) => row.serial,
  vendor: (row) => row.vendor,
  productId: (row) => row.productId,
  serviceLevel: (row) => row.serviceLevel,
  customer: (row) => row.customerName,
  contractNumber: (row) => row.contractNumber,
  state: (row, say) => say(`contracts_file.lineState.${row.state}`),
  lineStart: (row) => firstDay(row.startsAt),
  lineEnd: (row) => lastDay(row.endsAt),
}

function file(
  call: Parameters<typeof listFile>[0],
  wanted: LineFilter & { sort: string; format: 'csv' | 'xlsx' },
  why: string,
): Promise<FileAnswer> {
  const { format, sort, listed = false, ...filter } = wanted
  const lines = { ...filter, listed }
  return listFile<LineRow & { key: string }>(call, {
    format,
    name: 'contract-lines',
    ...wordedTable(call.principal, 'contracts_file.lines', columns),
    read: inStrides({
      order: (tx, paging) => orderLines(tx, lines, { sort, ...paging }),
      rows: (tx, lineId, { limit }) => listLines(tx, { ...lines, lineId }, { sort, limit, cursor: undefined }),
    }),
    count: (tx) => countLines(tx, lines),
    cursorOf: (row) => [row.key, row.lineId],
    audit: {
      partnerId: filter.partnerId,
      action: 'contract.lines_exported',
      objectType: 'contract',
      objectId: filter.contractId ?? filter.partnerId,
      why,
      filter,
    },
  })
}
