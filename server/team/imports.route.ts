import { z } from '@hono/zod-openapi'
import { activePartner, administersPartner } from '../partners/index.ts'
import { decodeCursor, listQuery, oneOrMore, pageOf, sortOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { languageField, requireKnownLanguage } from '../vendor/index.ts'
import { listImportRows, readImport, rowOutcomes, rowResults, rowSorts } from './import-queries.ts'
import { applyImport, checkImport } from './imports.ts'
import { registersPeople } from './policy.ts'
import { customersField, flagged, freeMailField, partnerParams, roleField, tag } from './shapes.ts'

const count = z.number().int()
const head = z
  .object({
    importId: z.uuid(),
    state: z.enum(['checked', 'applying', 'done']),
    createdByName: z.string(),
    createdAt: z.date(),
    finishedAt: z.date().nullable(),
    total: count,
    invite: count,
    member: count,
    invited: count,
    invalid: count,
    sent: count,
    refused: count,
    skipped: count,
  })
  .openapi('TeamImport')

const row = z
  .object({
    position: count,
    email: z.string(),
    freeMail: freeMailField,
    firstName: z.string(),
    lastName: z.string(),
    language: z.string(),
    role: roleField.nullable(),
    allCustomers: z.boolean(),
    customerIds: z.array(z.uuid()),
    outcome: z.enum(rowOutcomes),
    errors: z.array(z.object({ column: z.string(), code: z.string(), value: z.string() })),
    result: z.enum(rowResults).nullable(),
    refusal: z.string().nullable(),
  })
  .openapi('TeamImportRow')

const importParams = partnerParams.extend({ importId: z.uuid() })

export const checkImportRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team-imports',
  realm: 'partner',
  tag,
  summary: 'Check a list of people, pasted or from a CSV file: every row’s outcome, all errors at once; invites nobody',
  params: partnerParams,
  body: z
    .strictObject({
      text: z.string().min(1).max(500_000),
      role: roleField,
      language: languageField,
      customers: customersField,
    })
    .openapi('TeamImportInput'),
  status: 201,
  answer: head,
  limits: ({ params }) => [{ bucket: `team-import/partner/${params.partnerId}`, limit: 60, windowSeconds: 3600 }],
  allow: (principal) => registersPeople(principal) ?? activePartner(principal),
  handle: async (call) => {
    const { text, ...defaults } = call.body
    await requireKnownLanguage(call.tx, defaults.language)
    return checkImport(call, text, defaults)
  },
})

export const readImportRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/team-imports/{importId}',
  realm: 'partner',
  tag,
  summary: 'How many rows of a list come out how, and how far its invitations have been sent',
  params: importParams,
  answer: head,
  allow: administersPartner,
  handle: async ({ tx, params }) => {
    const found = await readImport(tx, params.partnerId, params.importId)
    if (!found) throw problems.not_found()
    return found
  },
})

export const importRowsRoute = defineRoute({
  method: 'get',
  path: '/partners/{partnerId}/team-imports/{importId}/rows',
  realm: 'partner',
  tag,
  summary: 'The rows of a list with their outcomes',
  params: importParams,
  within: 'team_import',
  query: listQuery.extend({ outcome: oneOrMore(z.enum(rowOutcomes)).optional(), sort: sortOf(rowSorts, 'position') }),
  answer: pageOf(row),
  allow: administersPartner,
  handle: async ({ tx, params, query }) => {
    const { limit, sort, cursor, ...filter } = query
    const paging = { limit, sort, cursor: decodeCursor(cursor, 2) }
    const rows = await listImportRows(tx, params.partnerId, params.importId, filter, paging)
    return toPage(rows.map(flagged), limit, (one) => [one.key, String(one.position)])
  },
})

export const applyImportRoute = defineRoute({
  method: 'post',
  path: '/partners/{partnerId}/team-imports/{importId}/apply',
  realm: 'partner',
  tag,
  summary: 'Send the invitations of a checked list: all, or those of the good rows',
  params: importParams,
  body: z.strictObject({ goodRowsOnly: z.boolean().default(false) }),
  status: 202,
  answer: head,
  allow: (principal) => registersPeople(principal) ?? activePartner(principal),
  handle: (call) => applyImport(call, call.params.importId, call.body.goodRowsOnly),
})
