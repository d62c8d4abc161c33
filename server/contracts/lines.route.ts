import { z } from '@hono/zod-openapi'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { listedOf, rightOf, seesService } from '../partners/index.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type Cell, csvFile } from '../platform/files/csv.ts'
import { XLSX_MAX_ROWS, XLSX_TYPE, xlsxFile } from '../platform/files/xlsx.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute, type FileAnswer } from '../platform/http/route.ts'
import { errors } from './errors.ts'
import { countLines, type LineFilter, lineSorts, lineStates, listLines } from './line-queries.ts'

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
const customerFilter = { customerId: oneOrMore(z.uuid()).optional() }
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
  return cursor ? found : { ...found, total: await countLines(tx, filter) }
}

export const vendorLinesRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/contracts/{contractId}/lines',
  realm: 'vendor',
  tag,
  summary: 'The covered serial numbers of a contract',
  params: ofContract,
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
  query: linesQuery.extend(customerFilter),
  answer: pageOf(lineShape),
  allow: seesService,
  handle: ({ tx, principal, params, query }) =>
    page(tx, { ...params, ...listedOf(principal), ...narrowed(query), customerId: query.customerId }, query),
})

// A workbook is made in memory and takes the process for a while; counted with the other files of the session.
const limits = ({ sessionToken }: { sessionToken: string | null }) => [
  { bucket: `export/session/${hashToken(sessionToken ?? '')}`, limit: 60, windowSeconds: 900 },
]

export const exportVendorLinesRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/contracts/{contractId}/lines-export',
  realm: 'vendor',
  tag,
  summary: 'The lines of a contract as CSV or Excel file; audited (R34)',
  params: ofContract,
  query: z.object({ ...filters, format }),
  produces: 'application/octet-stream',
  writes: true,
  limits,
  handle: (call) => file(call, { ...call.params, ...call.query }, 'vendor staff'),
})

export const exportLinesRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/contract-lines-export',
  realm: 'partner',
  tag,
  summary: 'Covered serial numbers as CSV or Excel file, filtered as their list is; audited (R34)',
  params: ofPartner,
  query: z.object({ ...filters, ...customerFilter, contractId: z.uuid().optional(), format }),
  produces: 'application/octet-stream',
  writes: true,
  limits,
  allow: seesService,
  handle: (call) => file(call, { ...call.params, ...listedOf(call.principal), ...call.query }, rightOf(call.principal)),
})

const header = [
  'Serial number',
  'Vendor',
  'Product id',
  'Service level',
  'Customer',
  'Contract number',
  'State',
  'Line start',
  'Line end',
]

async function file(
  call: OperationCall,
  wanted: LineFilter & { sort: string; format: 'csv' | 'xlsx' },
  why: string,
): Promise<FileAnswer> {
  const { format, sort, listed, ...filter } = wanted
  const found = await listLines(
    call.tx,
    { ...filter, listed: listed ?? false },
    { sort, limit: XLSX_MAX_ROWS, cursor: undefined },
  )
  if (found.length > XLSX_MAX_ROWS) throw errors.too_many_lines({ params: { max: XLSX_MAX_ROWS } })
  const rows = found.map((row): Cell[] => [
    row.serial,
    row.vendor,
    row.productId,
    row.serviceLevel,
    row.customerName,
    row.contractNumber,
    row.state,
    day(row.startsAt, 0),
    day(row.endsAt, 1),
  ])
  const name = `contract-lines-${new Date().toISOString().slice(0, 10)}.${format}`
  await auditCall(call, {
    partnerId: filter.partnerId,
    action: 'contract.lines_exported',
    objectType: 'contract',
    objectId: filter.contractId ?? filter.partnerId,
    objectLabel: name,
    why,
    detail: { format, filter, rows: rows.length },
  })
  if (format === 'csv') return { file: csvFile(header, rows), type: 'text/csv; charset=utf-8', name }
  return { file: await xlsxFile('Contract lines', header, rows), type: XLSX_TYPE, name }
}

/** Days as people write them; an end is the last day. The same file can be imported again. */
function day(at: Date, before: number): string {
  return new Date(at.getTime() - before).toISOString().slice(0, 10)
}
