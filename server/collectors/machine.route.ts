import { z } from '@hono/zod-openapi'
import { readLicence } from '../platform/http/collector.ts'
import { networkOf } from '../platform/http/request.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { enrol, renew } from './enrol.ts'
import { formats, limits, renewAfter } from './licence.ts'
import { boundLicence, ownStatus } from './shapes.ts'

const tag = 'Collector'
const said = z.strictObject({
  version: z.string().trim().max(50).default('').openapi({ description: 'The collector’s own version' }),
  serial: z.string().trim().max(100).default('').openapi({ description: 'Of the machine it runs on' }),
})

/** What collectors ask themselves (decision 25): a licence in `Authorization: DPoP`, a proof in `DPoP`. */
export const machineRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/collector/enrol',
    realm: 'public',
    tag,
    summary:
      'Bind a collector’s own key to its registration: the licence file in Authorization: DPoP, a proof by the key in DPoP',
    body: said,
    answer: boundLicence,
    limits: ({ address }) => [{ bucket: `enrol/network/${address}`, limit: 60, windowSeconds: 600 }],
    handle: async (call) => {
      const { tx, deps, c, request, body } = call
      const shown = await readLicence(tx, deps.config, c, new Uint8Array(await c.req.arrayBuffer()))
      const answer = await enrol(call, { ...shown, network: networkOf(request.address) }, body)
      if ('licence' in answer) c.header('WWW-Authenticate', undefined)
      return answer
    },
  }),
  defineRoute({
    method: 'post',
    path: '/collector/renew',
    realm: 'collector',
    tag,
    summary: 'Another licence before this one ends; this one is good until that is first used',
    body: said,
    answer: boundLicence,
    handle: (call) => renew(call, call.collector, call.body),
  }),
  defineRoute({
    method: 'get',
    path: '/collector/self',
    realm: 'collector',
    tag,
    summary: 'What this collector is registered for, what it may upload now, and until when its licence lasts',
    answer: ownStatus,
    handle: async ({ tx, collector }) => {
      const row = await tx
        .selectFrom('collector')
        .select(['first_upload_at as firstUploadAt', 'last_upload_at as lastUploadAt'])
        .where('partner_id', '=', collector.partnerId)
        .where('collector_id', '=', collector.collectorId)
        .executeTakeFirstOrThrow()
      const until = new Date(collector.licenceExpiresAt)
      return { ...collector, ...row, renewAfter: renewAfter(until), formats, limits, now: new Date() }
    },
  }),
]
