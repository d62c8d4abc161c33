import { z } from '@hono/zod-openapi'
import type { Entry } from '../platform/db/transaction.ts'
import type { Cell } from '../platform/files/csv.ts'
import { defineRoute, type FileAnswer } from '../platform/http/route.ts'
import type { OperationCall } from './call.ts'
import { toEntry } from './entry.ts'
import { filterShape, partnerFilter } from './list.route.ts'
import { fileLimits, listFile } from './list-file.ts'
import { mayReadPartnerAudit } from './policy.ts'
import { type AuditFilters, afterKey, type EntryRow, listEntries } from './queries.ts'

const format = z.enum(['csv', 'xlsx']).default('csv')
const q = z.string().trim().max(200).optional()

export const vendorAuditExportRoute = defineRoute({
  method: 'get',
  path: '/vendor/audit/export',
  realm: 'vendor',
  tag: 'Audit',
  summary: 'The filtered entries of all chains as CSV or Excel file of any size; audited itself (R34)',
  query: z.object({ format, q, ...filterShape, ...partnerFilter }),
  produces: 'text/csv',
  writes: true,
  limits: fileLimits,
  handle: (call) => auditFile(call, { ...call.query, chain: null, why: `vendor staff: ${call.principal.staffRole}` }),
})

export const partnerAuditExportRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/audit/export',
  realm: 'partner',
  tag: 'Audit',
  summary: 'The filtered entries of this partner as CSV or Excel file of any size; audited itself (R34)',
  params: z.object({ partnerId: z.uuid() }),
  query: z.object({ format, q, ...filterShape }),
  produces: 'text/csv',
  writes: true,
  limits: fileLimits,
  allow: mayReadPartnerAudit,
  handle: (call) =>
    auditFile(call, { ...call.query, chain: call.params.partnerId, why: 'administrator of the partner' }),
})

type Wanted = AuditFilters & { format: 'csv' | 'xlsx'; chain: string | null; why: string }

function auditFile(
  call: OperationCall & { entry: Entry },
  { format, chain, why, ...given }: Wanted,
): Promise<FileAnswer> {
  // Bounded, so that it does not chase what is appended meanwhile, itself among it.
  const filters = { ...given, to: given.to ?? new Date() }
  return listFile(call, {
    format,
    name: 'audit',
    header,
    cells,
    read: (tx, { limit, cursor }) => listEntries(tx, chain, filters, cursor && afterKey(cursor), limit + 1),
    cursorOf: (row) => [row.at.toISOString(), row.partner_id, String(row.seq)],
    audit: {
      partnerId: chain,
      action: 'audit.exported',
      objectType: 'audit',
      objectId: 'export',
      why,
      filter: filters,
    },
  })
}

const header = [
  'Time (UTC)',
  'Partner',
  'Number',
  'Actor',
  'Action',
  'Object type',
  'Object',
  'Object id',
  'Why allowed',
  'Address',
  'Request',
  'Detail',
  'Hash',
]

function cells(row: EntryRow): Cell[] {
  const entry = toEntry(row)
  return [
    row.at,
    entry.partnerName,
    entry.seq,
    entry.actor,
    entry.action,
    entry.objectType,
    entry.objectLabel,
    entry.objectId,
    entry.why,
    entry.address,
    entry.requestId,
    JSON.stringify(entry.detail),
    entry.hash,
  ]
}
