import { z } from '@hono/zod-openapi'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { readRhythm, rhythms, writeRhythm } from './digest-queries.ts'
import { acknowledgesAlerts, readsAlerts } from './policy.ts'

const params = z.object({ partnerId: z.uuid() })
const shape = z.strictObject({ every: z.enum(rhythms) }).openapi('AlertDigest')
// A person's own mailbox: no key has one.
const common = { realm: 'partner', tag: 'Alerts', keys: false, path: '/partners/{partnerId}/alert-digest' } as const

export const digestRoutes: Route[] = [
  defineRoute({
    ...common,
    method: 'get',
    summary: 'How often one is written to about new alerts of this partner’s customers',
    params,
    answer: shape,
    allow: readsAlerts,
    handle: async ({ tx, params: { partnerId }, principal }) => ({
      every: await readRhythm(tx, partnerId, principal.accountId),
    }),
  }),
  defineRoute({
    ...common,
    method: 'put',
    summary: 'Choose how often one is written to: never, daily or weekly',
    params,
    body: shape,
    answer: shape,
    allow: acknowledgesAlerts,
    handle: async ({ tx, params: { partnerId }, principal, body }) => {
      await writeRhythm(tx, partnerId, principal.accountId, body.every)
      return body
    },
  }),
]
