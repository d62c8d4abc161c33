import { z } from '@hono/zod-openapi'
import { tableLimits } from '../platform/files/table.ts'
import { XLSX_TYPE } from '../platform/files/xlsx.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { agentsAndAdministrators, reasonField } from '../vendor/index.ts'
import { countImports, listImports, readImport } from './queries.ts'
import { importDetail, importSummary, mappingField, optionsField } from './shapes.ts'
import { importStates } from './state.ts'
import { template } from './template.ts'
import { createImport, type Inspected, inspect } from './upload.ts'
import { cancelImport, chooseSheet, startApply, startCheck } from './work.ts'

const tag = 'Imports'
const params = z.object({ importId: z.uuid() })
const path = '/vendor/imports/{importId}'
/** Looking into a file is the work that costs. */
const uploadLimits = ({ address }: { address: string }) => [
  { bucket: `import/address/${address}`, limit: 60, windowSeconds: 3600 },
]

export const listImportsRoute = defineRoute({
  method: 'get',
  path: '/vendor/imports',
  realm: 'vendor',
  tag,
  summary: 'Files of contracts that were imported or are about to be, newest first',
  query: listQuery.extend({ state: oneOrMore(z.enum(importStates)).optional() }),
  answer: pageOf(importSummary),
  handle: async ({ tx, query }) => {
    const { limit, cursor, ...filter } = query
    const rows = await listImports(tx, filter, { limit, after: decodeCursor(cursor, 2) })
    const page = toPage(rows, limit, (row) => [row.key, row.importId])
    return cursor || filter.q ? page : { ...page, total: await countImports(tx, filter) }
  },
})

export const uploadImportRoute = defineRoute({
  method: 'post',
  path: '/vendor/imports',
  realm: 'vendor',
  tag,
  summary:
    'Upload a file of contracts and lines: CSV, an Excel workbook, a JSON array or one JSON object a line; up to 50 MB',
  query: z.object({ name: z.string().trim().min(1).max(200), sheet: z.string().min(1).max(31).optional() }),
  upload: {
    maxBytes: tableLimits.bytes,
    types: [
      'text/csv',
      XLSX_TYPE,
      'application/json',
      'application/x-ndjson',
      'application/vnd.ms-excel',
      'application/octet-stream',
      'text/plain',
    ],
  },
  status: 201,
  answer: importDetail,
  allow: agentsAndAdministrators,
  limits: uploadLimits,
  prepare: ({ upload, query }) => (upload ? inspect(upload, query) : Promise.reject(problems.invalid_request())),
  handle: async (call) => {
    if (!call.upload) throw problems.invalid_request()
    const inspected = call.prepared as Inspected
    const importId = await createImport(call, call.upload, { ...inspected, fileName: call.query.name })
    return detailOf(call.tx, importId)
  },
})

export const readImportRoute = defineRoute({
  method: 'get',
  path,
  realm: 'vendor',
  tag,
  summary: 'An import: its file, how it is mapped, how far the work is, what it would change and stop',
  params,
  answer: importDetail,
  handle: ({ tx, params }) => detailOf(tx, params.importId),
})

export const chooseSheetRoute = defineRoute({
  method: 'post',
  path: `${path}/sheet`,
  realm: 'vendor',
  tag,
  summary: 'Of a workbook read another sheet; it is mapped, and to be checked, anew',
  params,
  body: z.strictObject({ sheet: z.string().min(1).max(31) }).openapi('ImportSheet'),
  answer: importDetail,
  allow: agentsAndAdministrators,
  limits: uploadLimits,
  handle: async (call) => {
    await chooseSheet(call, call.params.importId, call.body.sheet)
    return detailOf(call.tx, call.params.importId)
  },
})

export const checkImportRoute = defineRoute({
  method: 'post',
  path: `${path}/check`,
  realm: 'vendor',
  tag,
  summary: 'Start the dry run: every error, and the differences to what is recorded; changes nothing',
  params,
  body: z.strictObject({ mapping: mappingField, options: optionsField }).openapi('ImportCheck'),
  status: 202,
  answer: importDetail,
  allow: agentsAndAdministrators,
  handle: async (call) => {
    await startCheck(call, call.params.importId, call.body)
    return detailOf(call.tx, call.params.importId)
  },
})

export const applyImportRoute = defineRoute({
  method: 'post',
  path: `${path}/apply`,
  realm: 'vendor',
  tag,
  summary: 'Apply what was checked, in one step: all rows, or the good ones only; what stops something needs a reason',
  params,
  body: z.strictObject({ mode: z.enum(['all', 'good']), reason: reasonField.optional() }).openapi('ImportApply'),
  status: 202,
  answer: importDetail,
  allow: agentsAndAdministrators,
  handle: async (call) => {
    await startApply(call, call.params.importId, call.body)
    return detailOf(call.tx, call.params.importId)
  },
})

export const cancelImportRoute = defineRoute({
  method: 'post',
  path: `${path}/cancel`,
  realm: 'vendor',
  tag,
  summary: 'Stop an import; nothing of it stays half done',
  params,
  answer: importDetail,
  allow: agentsAndAdministrators,
  handle: async (call) => {
    await cancelImport(call, call.params.importId)
    return detailOf(call.tx, call.params.importId)
  },
})

export const importTemplateRoute = defineRoute({
  method: 'get',
  path: '/vendor/import-template',
  realm: 'vendor',
  tag,
  summary: 'A file to fill in, with one row as an example',
  query: z.object({ format: z.enum(['csv', 'xlsx']).default('csv') }),
  produces: 'application/octet-stream',
  handle: async ({ tx, query, principal }) => {
    const settings = await tx.selectFrom('vendor_settings').select('name').executeTakeFirstOrThrow()
    const partner = await tx.selectFrom('partner').select('name').orderBy('created_at').limit(1).executeTakeFirst()
    const type = await tx
      .selectFrom('contract_type')
      .select('name')
      .where('state', '=', 'active')
      .orderBy('created_at')
      .limit(1)
      .executeTakeFirst()
    return template(query.format, principal.language, {
      partner: partner?.name ?? 'Example Partner',
      contractType: type?.name ?? 'Support',
      vendor: settings.name,
    })
  },
})

async function detailOf(tx: Parameters<typeof readImport>[0], importId: string): Promise<z.input<typeof importDetail>> {
  const row = await readImport(tx, importId)
  if (!row) throw problems.not_found()
  return row as unknown as z.input<typeof importDetail>
}
