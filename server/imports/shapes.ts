import { z } from '@hono/zod-openapi'
import { impactAnswer } from '../entitlements/index.ts'
import { tableFormats } from '../platform/files/table.ts'
import { dateOrders, importFields } from './fields.ts'
import { findingCodes } from './findings.ts'
import { importStates } from './state.ts'

const place = z.number().int().min(0).max(99)
export const mappingField = z
  .strictObject(
    Object.fromEntries(importFields.map((field) => [field, place.optional()])) as Record<
      (typeof importFields)[number],
      z.ZodOptional<typeof place>
    >,
  )
  .openapi('ImportMapping')

const endings = z.enum(['none', 'lines', 'contracts'])
export const optionsField = z
  .strictObject({
    createCustomers: z.boolean().default(false),
    endMissing: endings.default('none'),
    dateOrder: z.enum(dateOrders).default('iso'),
    vendor: z.string().trim().max(100).default(''),
  })
  .openapi('ImportOptionsInput')
const options = z
  .object({ createCustomers: z.boolean(), endMissing: endings, dateOrder: z.enum(dateOrders), vendor: z.string() })
  .openapi('ImportOptions')

const count = z.number().int()
const counted = z.object({ new: count, changed: count, unchanged: count, missing: count })

export const importSummary = z
  .object({
    importId: z.uuid(),
    fileName: z.string(),
    format: z.enum(tableFormats),
    bytes: count,
    state: z.enum(importStates),
    counts: z
      .object({
        rows: count,
        errorRows: count,
        errors: count,
        contracts: counted,
        lines: counted,
        /** Customers that applying makes. */
        customers: count,
      })
      .nullable(),
    mode: z.enum(['all', 'good']).nullable(),
    createdByName: z.string(),
    createdAt: z.date(),
    checkedAt: z.date().nullable(),
    endedAt: z.date().nullable(),
  })
  .openapi('ImportSummary')

export const importDetail = importSummary
  .extend({
    sha256: z.string(),
    sheet: z.string().nullable(),
    sheets: z.array(z.string()),
    header: z.array(z.string()),
    sample: z.array(z.array(z.string())),
    mapping: mappingField,
    options,
    progress: count,
    progressTotal: count.nullable(),
    impact: z.union([impactAnswer, z.null()]),
    fault: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
    reason: z.string().nullable(),
    cancelRequested: z.boolean(),
    forgotten: z.boolean(),
  })
  .openapi('Import')

export const findingShape = z
  .object({
    row: count,
    field: z.enum(importFields).nullable(),
    /** As a spreadsheet names it: A, B, … */
    column: z.string().nullable(),
    header: z.string().nullable(),
    code: z.enum(findingCodes),
    value: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .openapi('ImportFinding')

export const differenceStatus = z.enum(['new', 'changed', 'unchanged', 'missing'])
const before = z.record(z.string(), z.string().nullable()).nullable()

export const contractDifference = z
  .object({
    row: count.nullable(),
    status: differenceStatus,
    partnerId: z.uuid(),
    partnerName: z.string(),
    contractId: z.uuid(),
    number: z.string(),
    contractTypeName: z.string(),
    customerName: z.string().nullable(),
    /** The customer is made when this is applied. */
    customerIsNew: z.boolean(),
    startsAt: z.date(),
    endsAt: z.date(),
    /** Changed fields as they stand in the records. */
    before,
  })
  .openapi('ImportContract')

export const lineDifference = z
  .object({
    row: count.nullable(),
    status: differenceStatus,
    partnerName: z.string(),
    number: z.string(),
    serial: z.string(),
    vendor: z.string(),
    productId: z.string(),
    serviceLevel: z.string(),
    startsAt: z.date(),
    endsAt: z.date(),
    before,
  })
  .openapi('ImportLine')
