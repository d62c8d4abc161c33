import { z } from '@hono/zod-openapi'
import type { Tx } from '../platform/db/transaction.ts'
import { csvFile } from '../platform/files/csv.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { contractDifferences, findingsOf, lineDifferences } from './differences.ts'
import { findingCodes, keptFindings } from './findings.ts'
import { type ImportRow, readImport } from './queries.ts'
import { contractDifference, differenceStatus, findingShape, lineDifference } from './shapes.ts'

const tag = 'Imports'
const params = z.object({ importId: z.uuid() })
const path = '/vendor/imports/{importId}'
const differing = listQuery.extend({ status: differenceStatus.default('changed') })

async function existing(tx: Tx, importId: string): Promise<ImportRow> {
  const row = await readImport(tx, importId)
  if (!row) throw problems.not_found()
  return row
}

export const importFindingsRoute = defineRoute({
  method: 'get',
  path: `${path}/findings`,
  realm: 'vendor',
  tag,
  summary: `What is wrong with the rows of a file, by row and column; the first ${keptFindings} of them`,
  params,
  query: listQuery.omit({ q: true }).extend({ code: oneOrMore(z.enum(findingCodes)).optional() }),
  answer: pageOf(findingShape),
  handle: async ({ tx, params, query }) => {
    const { header, counts } = await existing(tx, params.importId)
    const [after] = decodeCursor(query.cursor, 1) ?? []
    const rows = await findingsOf(tx, params.importId, header, { ...query, after })
    const page = toPage(rows, query.limit, (row) => [row.key])
    return (query.cursor || query.code ? page : { ...page, total: counts?.errors ?? 0 }) as never
  },
})

export const exportFindingsRoute = defineRoute({
  method: 'get',
  path: `${path}/findings-export`,
  realm: 'vendor',
  tag,
  summary: 'The same as a CSV file',
  params,
  produces: 'text/csv',
  handle: async ({ tx, params }) => {
    const { header, fileName } = await existing(tx, params.importId)
    const rows = await findingsOf(tx, params.importId, header, { limit: keptFindings, after: undefined })
    return {
      file: csvFile(
        ['Row', 'Column', 'Header', 'Field', 'Error', 'Value', 'Detail'],
        rows.map((row) => [
          row.row,
          row.column,
          row.header,
          row.field,
          row.code,
          row.value,
          Object.entries(row.params)
            .map(([name, value]) => `${name} ${value}`)
            .join(', '),
        ]),
      ),
      type: 'text/csv; charset=utf-8',
      name: `${fileName.replace(/\.[a-z]+$/i, '')}-errors.csv`,
    }
  },
})

export const importContractsRoute = defineRoute({
  method: 'get',
  path: `${path}/contracts`,
  realm: 'vendor',
  tag,
  summary: 'Contracts of a file that are new, changed, unchanged or missing from it',
  params,
  query: differing,
  answer: pageOf(contractDifference),
  handle: async ({ tx, params, query }) => {
    const { counts } = await existing(tx, params.importId)
    const [after] = decodeCursor(query.cursor, 1) ?? []
    const page = toPage(await contractDifferences(tx, params.importId, { ...query, after }), query.limit, (row) => [
      row.key,
    ])
    return query.q ? page : { ...page, total: counts?.contracts[query.status] ?? 0 }
  },
})

export const importLinesRoute = defineRoute({
  method: 'get',
  path: `${path}/lines`,
  realm: 'vendor',
  tag,
  summary: 'Contract lines of a file that are new, changed, unchanged or missing from it',
  params,
  query: differing,
  answer: pageOf(lineDifference),
  handle: async ({ tx, params, query }) => {
    const { counts } = await existing(tx, params.importId)
    const [after] = decodeCursor(query.cursor, 1) ?? []
    const page = toPage(await lineDifferences(tx, params.importId, { ...query, after }), query.limit, (row) => [
      row.key,
    ])
    return query.q ? page : { ...page, total: counts?.lines[query.status] ?? 0 }
  },
})
