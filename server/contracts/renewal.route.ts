import { z } from '@hono/zod-openapi'
import { fileLimits, listFile } from '../audit/index.ts'
import { type WordedColumns, wordedTable } from '../messages/index.ts'
import { rightOf, seesService } from '../partners/index.ts'
import { lastDay } from '../platform/files/days.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { compareRenewal, listRenewal, type Renewal, type RenewedDevice, renewalOutcomes } from './renewal-queries.ts'

const tag = 'Contracts'
const ofPartner = z.object({ partnerId: z.uuid() })
const count = z.number().int()
const format = z.enum(['csv', 'xlsx']).default('csv')
const moment = z.date().nullable()
const text = z.string().nullable()

const renewalQuery = {
  customerId: oneOrMore(z.uuid()).optional(),
  contractId: oneOrMore(z.uuid()).optional(),
  lineId: oneOrMore(z.uuid()).optional(),
  /** Lines whose last day is not after this one. */
  endsTo: z.iso.date().optional(),
  /** The new last day; a year from now where it is not said. */
  until: z.iso.date().optional(),
}

const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000)
const inAYear = () => {
  const day = new Date()
  day.setUTCFullYear(day.getUTCFullYear() + 1)
  return day.toISOString().slice(0, 10)
}

type RenewalQuery = z.output<z.ZodObject<typeof renewalQuery>>
const renewalOf = (partnerId: string, { customerId, contractId, lineId, endsTo, until }: RenewalQuery): Renewal => ({
  partnerId,
  customerId,
  contractId,
  lineId,
  endsTo: endsTo === undefined ? undefined : dayAfter(endsTo),
  until: dayAfter(until ?? inAYear()),
})

export const renewalRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/renewal',
  realm: 'partner',
  tag,
  summary: 'What would stay covered if contract lines were renewed to a date; changes nothing',
  params: ofPartner,
  query: z.object(renewalQuery),
  answer: z
    .object({
      /** The new end, exclusive. */
      until: z.date(),
      lines: count,
      contracts: count,
      devices: count,
      outcomes: z.record(z.enum(renewalOutcomes), count),
      /** Devices whose coverage ends in the month, and those still covered after it, as things are and renewed. */
      months: z.array(
        z.object({
          month: z.string(),
          endsBefore: count,
          endsAfter: count,
          coveredBefore: count,
          coveredAfter: count,
        }),
      ),
    })
    .openapi('Renewal'),
  allow: seesService,
  handle: async ({ tx, params, query }) => {
    const renewal = renewalOf(params.partnerId, query)
    return { until: renewal.until, ...(await compareRenewal(tx, renewal)) }
  },
})

const outcomeFilter = { outcome: oneOrMore(z.enum(renewalOutcomes)).optional() }

export const renewalDevicesRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/renewal-devices',
  realm: 'partner',
  tag,
  summary: 'The devices of such a comparison, with until when each is covered now and then',
  params: ofPartner,
  query: listQuery.omit({ q: true }).extend({ ...renewalQuery, ...outcomeFilter }),
  answer: pageOf(
    z
      .object({
        deviceId: z.uuid(),
        customerId: z.uuid(),
        customerName: z.string(),
        hostname: z.string(),
        vendor: z.string(),
        serial: z.string(),
        productId: z.string(),
        contractNumber: text,
        before: moment,
        after: moment,
        outcome: z.enum(renewalOutcomes),
      })
      .openapi('RenewedDevice'),
  ),
  allow: seesService,
  handle: async ({ tx, params, query: { limit, cursor, outcome, ...given } }) => {
    const paging = { outcome, limit, cursor: decodeCursor(cursor, 2) }
    const rows = await listRenewal(tx, renewalOf(params.partnerId, given), paging)
    return toPage(rows, limit, (row) => [row.key, row.deviceId])
  },
})

const renewalColumns: WordedColumns<RenewedDevice> = {
  serial: (row) => row.serial,
  productId: (row) => row.productId,
  vendor: (row) => row.vendor,
  device: (row) => row.hostname,
  customer: (row) => row.customerName,
  contractNumber: (row, say) =>
    row.outcome === 'other_partner' ? say('contracts_file.confidential') : row.contractNumber,
  before: (row) => lastDay(row.before),
  after: (row) => lastDay(row.after),
  outcome: (row, say) => say(`contracts_file.outcome.${row.outcome}`),
}

export const exportRenewalRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/renewal-export',
  realm: 'partner',
  tag,
  summary: 'Such a comparison, a row for each device, as CSV or Excel file; audited (R34)',
  params: ofPartner,
  query: z.object({ ...renewalQuery, ...outcomeFilter, format }),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: seesService,
  handle: async (call) => {
    const { format, outcome, ...given } = call.query
    const renewal = renewalOf(call.params.partnerId, given)
    return listFile(call, {
      format,
      name: 'renewal',
      ...wordedTable(call.principal, 'contracts_file.renewal', renewalColumns),
      read: (tx, paging) => listRenewal(tx, renewal, { outcome, ...paging }),
      cursorOf: (row) => [row.key, row.deviceId],
      pageSize: 20_000,
      audit: {
        partnerId: call.params.partnerId,
        action: 'contract.coverage_exported',
        objectType: 'contract',
        objectId: call.params.partnerId,
        why: rightOf(call.principal),
        filter: { ...given, outcome },
      },
    })
  },
})
