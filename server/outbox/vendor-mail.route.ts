import { z } from '@hono/zod-openapi'
import { auditCall } from '../audit/index.ts'
import { resendMail } from '../messages/index.ts'
import { listQuery, oneOrMore, pageOf, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { defineRoute } from '../platform/http/route.ts'
import { agentsAndAdministrators } from '../vendor/index.ts'
import { errors } from './errors.ts'
import { framePolicy, mailDetailSchema, mailSchema, readAttachment, readMail, readMailHtml, toMail } from './message.ts'
import { contentIsShown } from './policy.ts'
import { findMail, listMail, mailStates } from './queries.ts'

const params = z.object({ mailId: z.uuid() })
const day = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`))

export const listVendorMailRoute = defineRoute({
  method: 'get',
  path: '/vendor/mail',
  realm: 'vendor',
  tag: 'Mail',
  summary: 'Messages sent, waiting and given up, newest first',
  query: listQuery.extend({
    state: oneOrMore(z.enum(mailStates)).optional(),
    template: oneOrMore(z.string().max(100)).optional(),
    from: day.optional(),
    /** Inclusive: up to the end of this day. */
    to: day.transform((start) => new Date(start.getTime() + 86_400_000)).optional(),
  }),
  answer: pageOf(mailSchema),
  handle: async ({ tx, query }) => {
    const { cursor, limit, ...filters } = query
    const page = toPage(await listMail(tx, filters, cursor, limit + 1), limit, (row) => [
      row.created_exactly,
      row.mail_id,
    ])
    return { ...page, items: page.items.map(toMail) }
  },
})

export const readVendorMailRoute = defineRoute({
  method: 'get',
  path: '/vendor/mail/{mailId}',
  realm: 'vendor',
  tag: 'Mail',
  summary: 'One message; what it says only where no SMTP server delivers it',
  params,
  answer: mailDetailSchema,
  handle: ({ tx, deps, params, principal }) =>
    readMail(tx, deps.config, params.mailId, contentIsShown(deps.config, principal)),
})

export const readVendorMailHtmlRoute = defineRoute({
  method: 'get',
  path: '/vendor/mail/{mailId}/html',
  realm: 'vendor',
  tag: 'Mail',
  summary: 'The message as it looks, for a frame; only where no SMTP server delivers it',
  params,
  produces: 'text/html',
  handle: ({ tx, deps, params, principal, c }) => {
    if (!contentIsShown(deps.config, principal)) throw problems.not_found()
    c.header('Content-Security-Policy', framePolicy)
    return readMailHtml(tx, deps.config, params.mailId)
  },
})

export const readVendorMailAttachmentRoute = defineRoute({
  method: 'get',
  path: '/vendor/mail/{mailId}/attachments/{index}',
  realm: 'vendor',
  tag: 'Mail',
  summary: 'A file that goes with a message; only where no SMTP server delivers it',
  params: params.extend({ index: z.coerce.number().int().min(0).max(100) }),
  produces: 'application/octet-stream',
  handle: ({ tx, deps, params, principal }) => {
    if (!contentIsShown(deps.config, principal)) throw problems.not_found()
    return readAttachment(tx, deps.config, params.mailId, params.index)
  },
})

export const resendVendorMailRoute = defineRoute({
  method: 'post',
  path: '/vendor/mail/{mailId}/resend',
  realm: 'vendor',
  tag: 'Mail',
  summary: 'Send a given-up message again',
  params,
  allow: agentsAndAdministrators,
  handle: async (call) => {
    const { tx, params } = call
    const row = await findMail(tx, params.mailId)
    if (!row) throw problems.not_found()
    if (!(await resendMail(tx, params.mailId))) throw errors.not_resendable()
    await auditCall(call, {
      partnerId: row.partner_id,
      action: 'mail.resent',
      objectType: 'mail',
      objectId: row.mail_id,
      objectLabel: row.to_address,
      why: `vendor staff: ${call.principal.staffRole}`,
      detail: { template: row.template, attemptsBefore: row.attempts, lastError: row.last_error },
    })
  },
})
