import { z } from '@hono/zod-openapi'
import { auditCall, fileLimits } from '../audit/index.ts'
import { administersPartner, rightOf } from '../partners/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import type { PartnerCall } from './change.ts'
import { associationsFile, layouts, seersFile } from './file.ts'
import { axesQuery } from './matrix.route.ts'
import { customerParams } from './seen-by.route.ts'
import { requireCustomer } from './seers.ts'
import { partnerParams } from './shapes.ts'

const format = z.enum(['csv', 'xlsx'])
const shared = {
  method: 'get',
  realm: 'partner',
  tag: 'Associations',
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: administersPartner,
} as const

export const associationsFileRoute = defineRoute({
  ...shared,
  path: '/partners/{partnerId}/associations-export',
  summary: 'Who sees which customers as CSV or Excel file, a row an association or as a matrix; audited (R34)',
  params: partnerParams,
  query: axesQuery.extend({ format, layout: z.enum(layouts).default('list') }),
  handle: async (call) => {
    const { format: wanted, layout, ...filter } = call.query
    const { language, partner } = call.principal
    const { rows, ...file } = await associationsFile(call.tx, partner.partnerId, filter, layout, {
      ...{ format: wanted, language },
    })
    await audited(call, file.name, partner.partnerId, { format: wanted, layout, filter, rows })
    return file
  },
})

export const seersFileRoute = defineRoute({
  ...shared,
  path: '/partners/{partnerId}/customers/{customerId}/seen-by-export',
  summary: 'Who at the partner sees a customer, as CSV or Excel file; audited (R34)',
  params: customerParams,
  query: z.object({ format }),
  handle: async (call) => {
    const { tx, params, query, principal } = call
    const customer = await requireCustomer(tx, params.partnerId, params.customerId)
    const wanted = { format: query.format, language: principal.language }
    const { rows, ...file } = await seersFile(tx, params.partnerId, customer, wanted)
    await audited(call, file.name, params.customerId, { format: query.format, customer: customer.name, rows })
    return file
  },
})

function audited(call: PartnerCall, file: string, objectId: string, detail: Record<string, unknown>) {
  return auditCall(call, {
    partnerId: call.principal.partner.partnerId,
    action: 'association.exported',
    objectType: 'association',
    objectId,
    objectLabel: file,
    why: rightOf(call.principal),
    detail,
  })
}
