import { z } from '@hono/zod-openapi'
import { auditCall } from '../audit/index.ts'
import { alertsChanged } from '../coverage/index.ts'
import { TableFault } from '../platform/files/table.ts'
import { XLSX_TYPE } from '../platform/files/xlsx.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type Route } from '../platform/http/route.ts'
import { administratorsOnly } from '../vendor/index.ts'
import { errors } from './errors.ts'
import { importLifecycle } from './import.ts'
import { hardwareMilestones, softwareMilestones } from './milestones.ts'
import {
  countEntries,
  deleteEntry,
  lifecycleSorts,
  listEntries,
  readEntry,
  readSettings,
  writeSettings,
} from './queries.ts'
import { lifecycleLimits, type ReadFile, readLifecycle } from './read-file.ts'

const common = { realm: 'vendor', tag: 'Lifecycle' } as const
const count = z.number().int()
const about = z.enum(['hardware', 'software'])
const source = z.enum(['eox', 'endoflife'])

const entryShape = z
  .object({
    entryId: z.uuid(),
    about,
    /** Product id, or software family. */
    name: z.string(),
    vendor: z.string(),
    /** Of software: the train. */
    cycle: z.string(),
    title: z.string(),
    bulletin: z.string(),
    url: z.string(),
    replacement: z.string(),
    source,
    milestones: z.array(z.object({ milestone: z.string(), date: z.string().nullable() })),
    updatedAt: z.date(),
    updatedBy: z.string(),
  })
  .openapi('LifecycleEntry')

const outcomeShape = z
  .object({
    source,
    family: z.string(),
    applied: z.boolean(),
    records: count,
    new: count,
    changed: count,
    unchanged: count,
    empty: count,
    errors: count,
    differences: z.array(
      z.object({
        row: count,
        name: z.string(),
        cycle: z.string(),
        status: z.enum(['new', 'changed']),
        fields: z.array(z.string()),
      }),
    ),
    findings: z.array(z.object({ row: count, field: z.string(), code: z.string(), value: z.string() })),
  })
  .openapi('LifecycleImport')

const settingsShape = z
  .strictObject({
    milestoneDays: z.number().int().min(0).max(1095),
    hardwareMilestones: z.array(z.enum(hardwareMilestones)).max(20),
    softwareMilestones: z.array(z.enum(softwareMilestones)).max(20),
  })
  .openapi('LifecycleSettings')

/** Reads the file before there is a transaction: it may take a while. */
async function inspect(...[upload, given]: Parameters<typeof readLifecycle>): Promise<ReadFile> {
  try {
    return await readLifecycle(upload, given)
  } catch (error) {
    if (!(error instanceof TableFault)) throw error
    const { code, params, message } = error
    throw errors.lifecycle_unreadable({ params, fields: [{ path: 'file', code, message }] })
  }
}

export const lifecycleRoutes: Route[] = [
  defineRoute({
    ...common,
    method: 'get',
    path: '/vendor/lifecycle',
    summary: 'Until when products and software trains are sold and supported',
    query: listQuery.extend({
      about: oneOrMore(about).optional(),
      source: oneOrMore(source).optional(),
      sort: sortOf(lifecycleSorts, 'name'),
    }),
    answer: pageOf(entryShape),
    handle: async ({ tx, query }) => {
      const { limit, sort, cursor, ...filter } = query
      const rows = await listEntries(tx, filter, { limit, sort, cursor: decodeCursor(cursor, 2) })
      const page = toPage(rows, limit, (row) => [row.sortKey, row.entryId])
      return cursor ? page : { ...page, total: await countEntries(tx, filter) }
    },
  }),
  defineRoute({
    ...common,
    method: 'post',
    path: '/vendor/lifecycle/import',
    summary:
      'Compare a file of lifecycle data with what is recorded, or record it: JSON or a table in the EoX shape, or a product of endoflife.date; up to 10 MB (audited)',
    query: z.object({
      mode: z.enum(['check', 'apply']).default('check'),
      name: z.string().trim().min(1).max(200).default('file'),
      /** Software family that the file is about, where it does not say so itself. */
      family: z.string().trim().max(100).default(''),
      /** Whose products they are; empty: whoever's that are called so. */
      vendor: z.string().trim().max(100).default(''),
    }),
    upload: {
      maxBytes: lifecycleLimits.bytes,
      types: [
        'application/json',
        'text/csv',
        XLSX_TYPE,
        'application/vnd.ms-excel',
        'application/octet-stream',
        'text/plain',
      ],
    },
    answer: outcomeShape,
    allow: administratorsOnly,
    limits: ({ address }) => [{ bucket: `lifecycle/address/${address}`, limit: 120, windowSeconds: 3600 }],
    prepare: ({ upload, query }) => (upload ? inspect(upload, query) : Promise.reject(problems.invalid_request())),
    handle: (call) =>
      importLifecycle(call, {
        file: call.prepared as ReadFile,
        name: call.query.name,
        apply: call.query.mode === 'apply',
      }),
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/vendor/lifecycle/{entryId}',
    summary: 'One product or train, with its milestones',
    params: z.object({ entryId: z.uuid() }),
    answer: entryShape,
    handle: async ({ tx, params }) => {
      const row = await readEntry(tx, params.entryId)
      if (!row) throw problems.not_found()
      return row
    },
  }),
  defineRoute({
    ...common,
    method: 'delete',
    path: '/vendor/lifecycle/{entryId}',
    summary: 'Forget a product or train; its alerts resolve (audited)',
    params: z.object({ entryId: z.uuid() }),
    allow: administratorsOnly,
    handle: async (call) => {
      const row = await readEntry(call.tx, call.params.entryId)
      if (!row) throw problems.not_found()
      await deleteEntry(call.tx, row.entryId)
      await alertsChanged(call.tx)
      await auditCall(call, {
        partnerId: null,
        action: 'lifecycle.removed',
        objectType: 'lifecycle',
        objectId: row.entryId,
        objectLabel: `${row.name} ${row.cycle}`.trim(),
        why: 'vendor role administrator',
        detail: { before: row.milestones },
      })
    },
  }),
  defineRoute({
    ...common,
    method: 'get',
    path: '/vendor/lifecycle-settings',
    summary: 'Which milestones are alerted, and how many days ahead',
    answer: settingsShape,
    handle: async ({ tx }) => settingsShape.parse(await readSettings(tx)),
  }),
  defineRoute({
    ...common,
    method: 'put',
    path: '/vendor/lifecycle-settings',
    summary: 'Choose which milestones are alerted, and how many days ahead (audited)',
    body: settingsShape,
    answer: settingsShape,
    allow: administratorsOnly,
    handle: async (call) => {
      const before = await readSettings(call.tx)
      await writeSettings(call.tx, call.body)
      await alertsChanged(call.tx)
      await auditCall(call, {
        partnerId: null,
        action: 'lifecycle.settings_changed',
        objectType: 'lifecycle',
        objectId: 'settings',
        objectLabel: '',
        why: 'vendor role administrator',
        detail: { before, after: call.body },
      })
      return call.body
    },
  }),
]
