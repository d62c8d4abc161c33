import { z } from '@hono/zod-openapi'
import { activePartner, type Member, seesService } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { columnName } from '../platform/files/table.ts'
import { XLSX_TYPE } from '../platform/files/xlsx.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, toPage } from '../platform/http/cursor.ts'
import { Problem, problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { changesBetween } from './changes.ts'
import {
  countCollections,
  listCollections,
  listFindings,
  listInventories,
  whatWouldRelease,
} from './collection-queries.ts'
import { countDifferences, differenceStatuses, listDifferences } from './difference-queries.ts'
import { errors } from './errors.ts'
import { uploadLimits } from './open-source.ts'
import { collectionDetail, collectionShape, differenceShape, findingShape, inventoryShape } from './shapes.ts'
import { type CollectionId, collectionStates, isRevalidatable, readCollection, sources } from './state.ts'
import { coverageCounts } from './summary-queries.ts'
import { acceptUpload, cancelUpload, createUpload, inspect, problemOf, refuseUpload, revalidate } from './upload.ts'

const tag = 'Inventory'
const ofPartner = z.object({ partnerId: z.uuid() })
const ofCollection = z.object({ partnerId: z.uuid(), collectionId: z.uuid() })
const path = '/partners/{partnerId}/collections/{collectionId}'

/** Anybody with a role uploads, for the customers they reach (R21, R29); the database says which. */
const mayUpload = (member: Member) => seesService(member) ?? activePartner(member)

export const listInventoriesRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/inventories',
  realm: 'partner',
  tag,
  summary: 'Inventories of the customers one reaches, by name, and how many uploads the day leaves them (R29)',
  params: ofPartner,
  query: z.object({ customerId: oneOrMore(z.uuid()).optional() }),
  answer: z.object({ items: z.array(inventoryShape) }),
  allow: seesService,
  handle: async ({ tx, params, query }) => ({ items: await listInventories(tx, params.partnerId, query.customerId) }),
})

export const collectionFilters = {
  q: listQuery.shape.q,
  customerId: oneOrMore(z.uuid()).optional(),
  inventoryId: oneOrMore(z.uuid()).optional(),
  state: oneOrMore(z.enum(collectionStates)).optional(),
  source: oneOrMore(z.enum(sources)).optional(),
}

export const listCollectionsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/collections',
  realm: 'partner',
  tag,
  summary: 'Uploads of inventory of the customers one reaches, newest first',
  params: ofPartner,
  query: listQuery.extend(collectionFilters),
  answer: pageOf(collectionShape),
  allow: seesService,
  handle: async ({ tx, params, query }) => {
    const { limit, cursor, ...given } = query
    const filter = { ...given, ...params }
    const rows = await listCollections(tx, filter, { limit, cursor: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.collectionId])
    return cursor ? page : { ...page, total: await countCollections(tx, filter) }
  },
})

export const uploadCollectionRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/collections',
  realm: 'partner',
  tag,
  summary:
    'Upload inventory of a customer by hand (R29) and check it: NDJSON, CSV, a workbook, NetBox’s CSV, FusionInventory or GLPI; up to 256 MB',
  params: ofPartner,
  query: z.object({
    customerId: z.uuid(),
    inventory: z.string().trim().min(1).max(100).default('Main'),
    name: z.string().trim().min(1).max(200),
    /** Of devices that name none; the installation's own when it is left out. */
    vendor: z.string().trim().max(100).optional(),
    partial: z.enum(['true', 'false']).default('false'),
    /** When it was seen, when that is not now. */
    collectedAt: z.coerce.date().max(new Date('9999-12-31')).optional(),
  }),
  upload: {
    maxBytes: uploadLimits.bytes,
    types: [
      'application/x-ndjson',
      'application/json',
      'application/xml',
      'text/xml',
      'text/csv',
      XLSX_TYPE,
      'application/vnd.ms-excel',
      'application/gzip',
      'application/x-gzip',
      'application/x-compress-zlib',
      'application/octet-stream',
      'text/plain',
    ],
  },
  status: 201,
  answer: collectionDetail,
  allow: mayUpload,
  limits: ({ address }) => [{ bucket: `inventory/address/${address}`, limit: 120, windowSeconds: 3600 }],
  prepare: async ({ upload }) =>
    upload ? inspect(upload).catch(problemOf) : Promise.reject(problems.invalid_request()),
  handle: async (call) => {
    if (!call.upload) throw problems.invalid_request()
    const { partnerId } = call.params
    if (call.prepared instanceof Problem) return refuseUpload(call, partnerId, call.query.name, call.prepared)
    const { inventory, name, vendor, partial, customerId, collectedAt } = call.query
    if (collectedAt && collectedAt.getTime() > Date.now() + 60_000)
      throw problems.invalid_request({
        fields: [{ path: 'query.collectedAt', code: 'in_future', message: 'Nothing is seen before its time' }],
      })
    const collectionId = await createUpload(call, call.upload, {
      partnerId,
      customerId,
      inventory,
      fileName: name,
      vendor,
      partial: partial === 'true',
      collectedAt,
      source: call.prepared as Awaited<ReturnType<typeof inspect>>,
    })
    return detailOf(call.tx, { partnerId, collectionId })
  },
})

export const readCollectionRoute = defineRoute({
  method: 'get',
  path,
  realm: 'partner',
  tag,
  summary: 'A collection: how far it is, what it changed, why it is blocked and what would release it (R28)',
  params: ofCollection,
  answer: collectionDetail,
  allow: seesService,
  handle: ({ tx, params }) => detailOf(tx, params),
})

export const listFindingsRoute = defineRoute({
  method: 'get',
  path: `${path}/findings`,
  realm: 'partner',
  tag,
  summary: 'What is wrong with records of a collection, each wrong field by row and column',
  params: ofCollection,
  within: 'collection',
  query: listQuery.pick({ cursor: true, limit: true }),
  answer: pageOf(findingShape),
  allow: seesService,
  handle: async ({ tx, params, query }) => {
    const rows = await listFindings(tx, params, { limit: query.limit, after: decodeCursor(query.cursor, 1) })
    const { items, nextCursor } = toPage(rows, query.limit, (row) => [row.no])
    return {
      items: items.map(({ place, ...row }) => ({ ...row, column: place === null ? null : columnName(place) })),
      nextCursor,
    }
  },
})

export const acceptCollectionRoute = defineRoute({
  method: 'post',
  path: `${path}/accept`,
  realm: 'partner',
  tag,
  summary: 'Take in what was checked: all of it, or the good records; one of the inventory’s uploads of the day (R29)',
  params: ofCollection,
  body: z.strictObject({ mode: z.enum(['all', 'good']) }).openapi('CollectionAcceptance'),
  status: 202,
  answer: collectionDetail,
  allow: mayUpload,
  handle: async (call) => {
    await acceptUpload(call, call.params, call.body.mode)
    return detailOf(call.tx, call.params)
  },
})

export const revalidateCollectionRoute = defineRoute({
  method: 'post',
  path: `${path}/revalidate`,
  realm: 'partner',
  tag,
  summary:
    'Try a collection again that is blocked (R28) or failed by an error of the portal’s own; it takes none of the day’s uploads',
  params: ofCollection,
  status: 202,
  answer: collectionDetail,
  allow: mayUpload,
  handle: async (call) => {
    await revalidate(call, call.params)
    return detailOf(call.tx, call.params)
  },
})

export const cancelCollectionRoute = defineRoute({
  method: 'post',
  path: `${path}/cancel`,
  realm: 'partner',
  tag,
  summary: 'Withdraw a collection that is not done; nothing of it stays half done',
  params: ofCollection,
  answer: collectionDetail,
  allow: mayUpload,
  handle: async (call) => {
    await cancelUpload(call, call.params)
    return detailOf(call.tx, call.params)
  },
})

export const differenceFilters = {
  q: listQuery.shape.q,
  /** The earlier one, or any other. */
  from: z.uuid(),
  status: oneOrMore(z.enum(differenceStatuses)).default(['added', 'removed', 'changed', 'moved']),
}

/** Two collections of one customer that are done. @throws not_found, not_comparable */
export async function comparedOf(tx: Tx, id: CollectionId, from: string) {
  const after = await readCollection(tx, id)
  const before = await readCollection(tx, { partnerId: id.partnerId, collectionId: from })
  if (!after || !before) throw problems.not_found()
  if (after.state !== 'done' || before.state !== 'done' || after.customerId !== before.customerId)
    throw errors.not_comparable({ params: { collectionId: id.collectionId } })
  return { before, after }
}

export const differencesRoute = defineRoute({
  method: 'get',
  path: `${path}/differences`,
  realm: 'partner',
  tag,
  summary: 'What a collection has otherwise than another of the same customer: added, removed, changed, moved (R30)',
  params: ofCollection,
  query: listQuery.extend(differenceFilters),
  answer: pageOf(differenceShape).extend({
    counts: z
      .object({ added: z.number(), removed: z.number(), changed: z.number(), moved: z.number(), unchanged: z.number() })
      .optional(),
  }),
  allow: seesService,
  handle: async ({ tx, params, query }) => {
    const { before, after } = await comparedOf(tx, params, query.from)
    const rows = await listDifferences(
      tx,
      { before, after, status: query.status, q: query.q },
      { limit: query.limit, after: decodeCursor(query.cursor, 2) },
    )
    const { items, nextCursor } = toPage(rows, query.limit, (row) => [row.key, row.deviceId])
    return {
      items: items.map((row) => ({ ...row, changes: changesBetween(row.before, row.after) })),
      nextCursor,
      ...(!query.cursor && { counts: await countDifferences(tx, before, after) }),
    }
  },
})

async function detailOf(tx: Tx, id: CollectionId): Promise<z.input<typeof collectionDetail>> {
  const row = await readCollection(tx, id)
  if (!row) throw problems.not_found()
  return {
    ...row,
    vendor: row.options.vendor,
    coverageNow: row.state === 'done' ? await coverageCounts(tx, row) : null,
    revalidatable: isRevalidatable(row),
    release: row.state === 'blocked' ? await whatWouldRelease(tx, row) : null,
  }
}
