import { z } from '@hono/zod-openapi'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { listQuery, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute, type RouteDeps } from '../platform/http/route.ts'
import { framePolicy, mailDetailSchema, mailSchema, readAttachment, readMail, readMailHtml, toMail } from './message.ts'
import { listMail } from './queries.ts'

const params = z.object({ mailId: z.uuid() })

/** Anybody reads everything here, so it exists in the demonstration world only; elsewhere there is nothing to find. */
function inDemonstration<T>(deps: RouteDeps, read: (tx: Tx) => Promise<T>): Promise<T> {
  if (!deps.config.demo) throw problems.not_found()
  return inTransaction(deps.db, { kind: 'system' }, read, { readOnly: true })
}

export const listOutboxRoute = defineRoute({
  method: 'get',
  path: '/outbox',
  realm: 'public',
  tag: 'Demonstration',
  summary: 'Every message of the demonstration world, newest first',
  query: listQuery,
  answer: pageOf(mailSchema),
  handle: ({ deps, query }) =>
    inDemonstration(deps, async (tx) => {
      const rows = await listMail(tx, { q: query.q }, query.cursor, query.limit + 1)
      const page = toPage(rows, query.limit, (row) => [row.created_exactly, row.mail_id])
      return { ...page, items: page.items.map(toMail) }
    }),
})

export const readOutboxMailRoute = defineRoute({
  method: 'get',
  path: '/outbox/{mailId}',
  realm: 'public',
  tag: 'Demonstration',
  summary: 'One message of the demonstration world with what it says',
  params,
  answer: mailDetailSchema,
  handle: ({ deps, params }) => inDemonstration(deps, (tx) => readMail(tx, deps.config, params.mailId, true)),
})

export const readOutboxHtmlRoute = defineRoute({
  method: 'get',
  path: '/outbox/{mailId}/html',
  realm: 'public',
  tag: 'Demonstration',
  summary: 'A message of the demonstration world as it looks, for a frame',
  params,
  produces: 'text/html',
  handle: async ({ deps, params, c }) => {
    const file = await inDemonstration(deps, (tx) => readMailHtml(tx, deps.config, params.mailId))
    c.header('Content-Security-Policy', framePolicy)
    return file
  },
})

export const readOutboxAttachmentRoute = defineRoute({
  method: 'get',
  path: '/outbox/{mailId}/attachments/{index}',
  realm: 'public',
  tag: 'Demonstration',
  summary: 'A file that goes with a message of the demonstration world',
  params: params.extend({ index: z.coerce.number().int().min(0).max(100) }),
  produces: 'application/octet-stream',
  handle: ({ deps, params }) =>
    inDemonstration(deps, (tx) => readAttachment(tx, deps.config, params.mailId, params.index)),
})
