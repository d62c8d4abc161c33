import { z } from '@hono/zod-openapi'
import { fileLimits } from '../audit/index.ts'
import { customerFilters, knowsOf, mayAskFor, sponsorsOnly } from '../customers/index.ts'
import { readsRecords } from '../partners/index.ts'
import { partnerParams } from '../people/index.ts'
import { defineRoute } from '../platform/http/route.ts'
import { sponsorshipFilters } from '../sponsorship/index.ts'
import { customersFile, sponsorshipsFile } from './list-file.ts'
import { fileFormats } from './status-file.ts'

const wanted = { format: z.enum(fileFormats), q: z.string().trim().max(200).optional() }

export const exportCustomersRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/customers-export',
  realm: 'partner',
  tag: 'Customers',
  summary:
    'The customers as CSV or Excel file, those and what of them the reader sees, filtered and sorted as their list is; audited (R34)',
  params: partnerParams,
  query: customerFilters.extend(wanted),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: readsRecords,
  handle: (call) => {
    const { format, ...filter } = call.query
    const denied = mayAskFor(knowsOf(call.principal), filter)
    if (denied) throw denied
    return customersFile(call, { ...call.params, format, filter })
  },
})

export const exportSponsorshipsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/sponsorships-export',
  realm: 'partner',
  tag: 'Sponsorships',
  summary: 'The sponsorships as CSV or Excel file, filtered and sorted as their list is; audited (R34)',
  params: partnerParams,
  query: sponsorshipFilters.extend(wanted),
  produces: 'application/octet-stream',
  writes: true,
  limits: fileLimits,
  allow: sponsorsOnly,
  handle: (call) => {
    const { format, ...filter } = call.query
    return sponsorshipsFile(call, { ...call.params, format, filter })
  },
})
