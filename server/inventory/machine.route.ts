import { z } from '@hono/zod-openapi'
import { commitSchema, uploadStateSchema, wireLimits } from 'partnergate-collector/wire'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { beginCollection, commitCollection, manifestShape, progressOf, receiveChunk } from './receive.ts'
import { noteRefusedUpload } from './refused-upload.ts'

const tag = 'Collector'
const path = '/collector/collections/{collectionId}'
const params = z.object({ collectionId: z.uuid() })
const refused = noteRefusedUpload

/** Where it stands: what collectors need (`partnergate-collector/wire`), and what people ask for. */
const progress = z
  .object({
    ...uploadStateSchema.shape,
    collection: z.uuid(),
    blockedReason: z.string().nullable(),
    fault: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
    devices: z.int(),
    /** Devices done of the present work. */
    progress: z.int(),
    missingCount: z.int(),
    endedAt: z.date().nullable(),
  })
  .openapi('CollectionProgress')

/** How a collector uploads, as `partnergate-collector/wire` has it (decision 26): begin, chunks in any order and as often as need be, commit. */
export const machineRoutes: Route[] = [
  defineRoute({
    method: 'put',
    path,
    realm: 'collector',
    refused,
    tag,
    summary: 'Begin a collection by its manifest, or go on with it: which chunks are still to be sent',
    params,
    body: manifestShape.openapi('CollectionManifest'),
    answer: progress,
    handle: async (call) => {
      await beginCollection(call, call.params.collectionId, call.body)
      return progressOf(call, call.params.collectionId)
    },
  }),
  defineRoute({
    method: 'get',
    path,
    realm: 'collector',
    refused,
    tag,
    summary: 'Where a collection stands, and which chunks are still to be sent',
    params,
    answer: progress,
    handle: (call) => progressOf(call, call.params.collectionId),
  }),
  defineRoute({
    method: 'put',
    path: `${path}/chunks/{number}`,
    realm: 'collector',
    refused,
    tag,
    summary:
      'A chunk: gzip of up to 1,000 lines, with the digest that the manifest names; the same again changes nothing',
    params: params.extend({ number: z.coerce.number().int().min(1) }),
    bytes: {
      maxBytes: wireLimits.bytesPerChunk,
      types: ['application/gzip', 'application/x-ndjson+gzip', 'application/octet-stream'],
    },
    handle: async (call) => {
      const { collectionId, number } = call.params
      await receiveChunk(call, collectionId, number, call.content, call.c.req.header('content-digest'))
    },
  }),
  defineRoute({
    method: 'post',
    path: `${path}/commit`,
    realm: 'collector',
    refused,
    tag,
    summary: 'All chunks are there: take the collection in; one of the inventory’s uploads of the day (R29)',
    params,
    body: z.strictObject(commitSchema.shape).openapi('CollectionCommit'),
    status: 202,
    answer: progress,
    handle: async (call) => {
      await commitCollection(call, call.params.collectionId, call.body)
      return progressOf(call, call.params.collectionId)
    },
  }),
]
