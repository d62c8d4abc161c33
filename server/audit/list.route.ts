import { z } from '@hono/zod-openapi'
import { listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { vendorChain } from './append.ts'
import { entryDetailSchema, entrySchema, toEntry } from './entry.ts'
import { mayReadPartnerAudit } from './policy.ts'
import { afterOf, findEntry, keyOf, listEntries } from './queries.ts'

const action = z.string().max(100)
const day = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`))
const moment = z.union([z.iso.datetime({ offset: true }).transform((text) => new Date(text)), day])

/** Filters of the audit. `from` is inclusive; a `to` that is a day means its end. */
export const filterShape = {
  actor: z.string().trim().max(200).optional(),
  action: z.union([action.transform((one) => [one]), z.array(action).max(50)]).optional(),
  objectType: z.string().max(100).optional(),
  objectId: z.string().max(200).optional(),
  from: moment.optional(),
  to: z
    .union([
      z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
      day.transform((start) => new Date(start.getTime() + 86_400_000)),
    ])
    .optional(),
}
export const partnerFilter = { partner: z.string().trim().max(200).optional() }

const seq = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

export const vendorAuditRoute = defineRoute({
  method: 'get',
  path: '/vendor/audit',
  realm: 'vendor',
  tag: 'Audit',
  summary: 'Who did what to what, newest first, in all chains',
  query: listQuery.extend({ ...filterShape, ...partnerFilter }),
  answer: pageOf(entrySchema),
  handle: async ({ tx, query }) => {
    const { cursor, limit, ...filters } = query
    const page = toPage(await listEntries(tx, null, filters, afterOf(cursor), limit + 1), limit, keyOf)
    return { ...page, items: page.items.map(toEntry) }
  },
})

export const partnerAuditRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/audit',
  realm: 'partner',
  tag: 'Audit',
  summary: 'Who did what to what in this partner, newest first',
  params: z.object({ partnerId: z.uuid() }),
  query: listQuery.extend(filterShape),
  answer: pageOf(entrySchema),
  allow: mayReadPartnerAudit,
  handle: async ({ tx, params, query }) => {
    const { cursor, limit, ...filters } = query
    const page = toPage(await listEntries(tx, params.partnerId, filters, afterOf(cursor), limit + 1), limit, keyOf)
    return { ...page, items: page.items.map(toEntry) }
  },
})

export const vendorAuditEntryRoute = defineRoute({
  method: 'get',
  path: '/vendor/audit/{chain}/{seq}',
  realm: 'vendor',
  tag: 'Audit',
  summary: 'One entry of a partner’s chain, or of the vendor’s own (`vendor`), with everything recorded',
  params: z.object({ chain: z.union([z.literal('vendor'), z.uuid()]), seq }),
  answer: entryDetailSchema,
  handle: async ({ tx, params }) => {
    const row = await findEntry(tx, params.chain === 'vendor' ? vendorChain : params.chain, params.seq)
    if (!row) throw problems.not_found()
    return toEntry(row)
  },
})

export const partnerAuditEntryRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/audit/{seq}',
  realm: 'partner',
  tag: 'Audit',
  summary: 'One entry with everything recorded',
  params: z.object({ partnerId: z.uuid(), seq }),
  answer: entryDetailSchema,
  allow: mayReadPartnerAudit,
  handle: async ({ tx, params }) => {
    const row = await findEntry(tx, params.partnerId, params.seq)
    if (!row) throw problems.not_found()
    return toEntry(row)
  },
})
