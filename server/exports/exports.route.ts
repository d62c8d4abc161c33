import { z } from '@hono/zod-openapi'
import { auditCall, filesOf } from '../audit/index.ts'
import { hasRole, type Member, rightOf } from '../partners/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { XLSX_TYPE } from '../platform/files/xlsx.ts'
import { readFields } from '../platform/http/input.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { errors } from './errors.ts'
import { makeJob } from './jobs.ts'
import { type FileList, fileLists, fileRoutes } from './lists.ts'
import { createExport, deleteExport, listExports, readExport, readerOf } from './queries.ts'
import { streamExport } from './stream.ts'

const value = z.string().max(500)
const query = z
  .record(z.string().max(50), z.union([value, z.array(value).max(100)]))
  .refine((given) => Object.keys(given).length <= 50, { message: 'At most 50 parameters' })
const format = z.enum(['csv', 'xlsx'])
const shape = z
  .object({
    exportId: z.uuid(),
    list: z.enum(fileLists),
    /** As the list's own file takes them. */
    query,
    format,
    state: z.enum(['waiting', 'running', 'ready', 'failed']),
    /** As far as it is made. */
    bytes: z.number(),
    /** Written by now, and how many there will be; null where the list does not say. */
    rows: z.number(),
    total: z.number().nullable(),
    fault: z.enum(['access_lost', 'refused', 'too_large', 'not_made']).nullable(),
    createdAt: z.date(),
    endedAt: z.date().nullable(),
    expiresAt: z.date().nullable(),
    /** Ready, and the reader still reaches all that they reached when it was made. */
    isMine: z.boolean(),
  })
  .openapi('Export')

const ofPartner = z.object({ partnerId: z.uuid() })
const ofExport = z.object({ partnerId: z.uuid(), exportId: z.uuid() })
/** Beside that of files that are made at once. */
const limits = filesOf('exports')
// Made for a person, who is told; a key reads the list's file at once.
const common = { realm: 'partner', tag: 'Exports', keys: false, allow: hasRole } as const

export const exportRoutes: Route[] = [
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/exports',
    summary: 'My files made in the background, newest first',
    params: ofPartner,
    answer: z.object({ items: z.array(shape) }),
    handle: async ({ tx, principal }) => ({
      items: (await listExports(tx, readerOf(principal))) as z.input<typeof shape>[],
    }),
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/partners/{partnerId}/exports',
    summary:
      'Have the file of a big list made in the background, as its own address would give it; a mail tells when it is ready',
    params: ofPartner,
    body: z.strictObject({ list: z.enum(fileLists), query: query.default({}), format }),
    status: 202,
    answer: z.object({ exportId: z.uuid() }),
    limits,
    handle: async (call) => {
      const { tx, principal, body, request } = call
      requireReadable(principal, body)
      const { requestId, address } = request
      const exportId = await createExport(tx, readerOf(principal), { ...body, asked: { requestId, address } })
      if (exportId === 'full') throw errors.exports_full()
      await enqueue(tx, makeJob, { exportId })
      await auditCall(call, { ...factsOf(principal, exportId, body), action: 'export.requested' })
      return { exportId }
    },
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/partners/{partnerId}/exports/{exportId}/file',
    summary: 'Download a file of mine, while I reach all that it may hold; audited (R34)',
    params: ofExport,
    produces: 'application/octet-stream',
    writes: true,
    limits,
    handle: async (call) => {
      const { tx, principal, params, entry, deps } = call
      const reader = readerOf(principal)
      const found = await readExport(tx, reader, params.exportId)
      if (!found) throw problems.not_found()
      if (found.state !== 'ready') throw errors.export_not_ready()
      const denied = fileRoutes[found.list].allow?.(principal)
      if (denied) throw denied
      if (!found.isMine) throw errors.export_outdated()
      const facts = factsOf(principal, params.exportId, found)
      await auditCall(call, { ...facts, action: 'export.downloaded' })
      return {
        file: streamExport(deps.db, entry, found),
        type: found.format === 'csv' ? 'text/csv; charset=utf-8' : XLSX_TYPE,
        name: `${found.list}-${found.createdAt.toISOString().slice(0, 10)}.${found.format}`,
      }
    },
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/partners/{partnerId}/exports/{exportId}',
    summary: 'Delete a file of mine; one that is being made is stopped',
    params: ofExport,
    handle: async (call) => {
      const { principal, params } = call
      const gone = await deleteExport(call.tx, readerOf(principal), params.exportId)
      if (!gone) throw problems.not_found()
      await auditCall(call, { ...factsOf(principal, params.exportId, gone), action: 'export.deleted' })
    },
  }),
]

type Wanted = { list: FileList; query: Record<string, string | string[]>; format: 'csv' | 'xlsx' }

/** @throws what the list's own file would say to this reader and this query; nothing is made in vain */
function requireReadable(principal: Principal, { list, query, format }: Wanted): void {
  const route = fileRoutes[list]
  const denied = route.allow?.(principal)
  if (denied) throw denied
  const { fields } = readFields(route.query, { ...query, format }, 'query')
  if (fields.length > 0) throw problems.invalid_request({ fields })
}

function factsOf(
  principal: Principal & Member,
  exportId: string,
  { list, ...more }: { list: FileList } & Partial<Wanted>,
) {
  const detail = more.format ? { format: more.format, filter: more.query } : undefined
  return {
    partnerId: principal.partner?.partnerId ?? null,
    objectType: 'export',
    objectId: exportId,
    objectLabel: list,
    why: rightOf(principal),
    detail,
  }
}
