import { z } from '@hono/zod-openapi'
import type { Principal } from '../platform/db/transaction.ts'
import { defineRoute } from '../platform/http/route.ts'
import { auditCall } from './call.ts'
import { exportCsv, exportXlsx, readAs } from './export.ts'
import { filterShape, partnerFilter } from './list.route.ts'
import { fileLimits } from './list-file.ts'
import { mayReadPartnerAudit } from './policy.ts'

const format = z.enum(['csv', 'xlsx']).default('csv')
const q = z.string().trim().max(200).optional()

export const vendorAuditExportRoute = defineRoute({
  method: 'get',
  path: '/vendor/audit/export',
  realm: 'vendor',
  tag: 'Audit',
  summary: 'The filtered entries of all chains as CSV or Excel; audited itself (R34)',
  query: z.object({ format, q, ...filterShape, ...partnerFilter }),
  produces: 'text/csv',
  writes: true,
  limits: fileLimits,
  handle: async (call) => {
    const { format, ...given } = call.query
    const filters = { ...given, to: given.to ?? new Date() }
    const answer =
      format === 'xlsx'
        ? await exportXlsx({ run: (fn) => fn(call.tx), chain: null, filters }, fileName())
        : exportCsv(
            { run: readAs(call.deps.db, call.entry, (reader) => Boolean(reader?.staffRole)), chain: null, filters },
            fileName(),
          )
    await auditCall(call, {
      ...exported(format, filters),
      partnerId: null,
      why: `vendor staff: ${call.principal.staffRole}`,
    })
    return answer
  },
})

export const partnerAuditExportRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/audit/export',
  realm: 'partner',
  tag: 'Audit',
  summary: 'The filtered entries of this partner as CSV or Excel; audited itself (R34)',
  params: z.object({ partnerId: z.uuid() }),
  query: z.object({ format, q, ...filterShape }),
  produces: 'text/csv',
  writes: true,
  limits: fileLimits,
  allow: mayReadPartnerAudit,
  handle: async (call) => {
    const { partnerId } = call.params
    const { format, ...given } = call.query
    const filters = { ...given, to: given.to ?? new Date() }
    const stillAllowed = (reader: Principal | null) => reader !== null && mayReadPartnerAudit(reader) === null
    const answer =
      format === 'xlsx'
        ? await exportXlsx({ run: (fn) => fn(call.tx), chain: partnerId, filters }, fileName())
        : exportCsv({ run: readAs(call.deps.db, call.entry, stillAllowed), chain: partnerId, filters }, fileName())
    await auditCall(call, { ...exported(format, filters), partnerId, why: 'administrator of the partner' })
    return answer
  },
})

function exported(format: string, filters: object) {
  return {
    action: 'audit.exported',
    objectType: 'audit',
    objectId: 'export',
    objectLabel: format.toUpperCase(),
    detail: { filters },
  }
}

function fileName(): string {
  return `audit-${new Date().toISOString().slice(0, 10)}`
}
