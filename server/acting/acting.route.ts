import { z } from '@hono/zod-openapi'
import { decodeCursor, listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { defineRoute } from '../platform/http/route.ts'
import { agentsAndAdministrators, reasonField } from '../vendor/index.ts'
import { startActing, stopActing } from './acting.ts'
import { endsSupportAccess, readsSupportAccess } from './policy.ts'
import { type ActingRow, listActing } from './queries.ts'

const tag = 'Support access'
const ofPartner = z.object({ partnerId: z.uuid() })
const ofActing = ofPartner.extend({ actingId: z.uuid() })
const minutes = z.number().int().min(15).max(480)

const acting = z
  .object({
    actingId: z.uuid(),
    accountId: z.uuid(),
    actorName: z.string(),
    reason: z.string(),
    startedAt: z.date(),
    endsAt: z.date(),
    /** When it ended; null while it lasts. */
    endedAt: z.date().nullable(),
    /** Who ended it; null: its time was over. */
    endedByName: z.string().nullable(),
    endedReason: z.string().nullable(),
    /** Areas of the partner's pages that were looked at, and since when. */
    looks: z.array(z.object({ area: z.string(), at: z.string() })),
  })
  .openapi('Acting')

const query = listQuery.pick({ limit: true, cursor: true })

async function page(rows: Promise<ActingRow[]>, limit: number) {
  return toPage((await rows).map(toActing), limit, (row) => [row.actingId])
}

/** What ran out a moment ago is over, whether or not that was recorded already. */
function toActing(row: ActingRow): ActingRow {
  return { ...row, endedAt: row.endedAt ?? (row.endsAt <= new Date() ? row.endsAt : null) }
}

export const startActingRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/acting',
  realm: 'vendor',
  tag,
  keys: false,
  summary: 'Look at a partner’s pages for a while, changing nothing; announced to its administrators at once',
  params: ofPartner,
  body: z.strictObject({ reason: reasonField, minutes }),
  status: 201,
  answer: z.object({ actingId: z.uuid(), endsAt: z.date() }),
  allow: agentsAndAdministrators,
  handle: (call) => startActing(call, call.params.partnerId, call.body),
})

export const vendorActingRoute = defineRoute({
  method: 'get',
  path: '/vendor/partners/{partnerId}/acting',
  realm: 'vendor',
  tag,
  summary: 'Who of the vendor looked at the partner’s pages, when, why and at what, newest first',
  params: ofPartner,
  within: 'partner',
  query,
  answer: pageOf(acting),
  handle: ({ tx, params, query: { limit, cursor } }) =>
    page(listActing(tx, params.partnerId, limit, decodeCursor(cursor, 1)?.[0]), limit),
})

export const vendorEndActingRoute = defineRoute({
  method: 'post',
  path: '/vendor/partners/{partnerId}/acting/{actingId}/end',
  realm: 'vendor',
  tag,
  keys: false,
  summary: 'End looking at the partner’s pages before its time',
  params: ofActing,
  body: z.strictObject({ reason: reasonField.optional() }),
  allow: agentsAndAdministrators,
  handle: (call) => stopActing(call, call.params, { reason: call.body.reason ?? null, why: 'vendor staff' }),
})

export const partnerActingRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/acting',
  realm: 'partner',
  tag,
  summary: 'Who of the vendor looked at this partner’s pages, when, why and at what, newest first',
  params: ofPartner,
  query,
  answer: pageOf(acting),
  allow: readsSupportAccess,
  handle: ({ tx, params, query: { limit, cursor } }) =>
    page(listActing(tx, params.partnerId, limit, decodeCursor(cursor, 1)?.[0]), limit),
})

export const partnerEndActingRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/acting/{actingId}/end',
  realm: 'partner',
  tag,
  keys: false,
  summary: 'End the vendor’s look at this partner’s pages at once',
  params: ofActing,
  body: z.strictObject({ reason: reasonField }),
  allow: endsSupportAccess,
  handle: (call) => stopActing(call, call.params, { reason: call.body.reason, why: 'an administrator of the partner' }),
})
