import { z } from '@hono/zod-openapi'
import { renderStored } from '../messages/index.ts'
import type { Config } from '../platform/config.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import type { FileAnswer } from '../platform/http/route.ts'
import { findMail, type MailRow, mailStates } from './queries.ts'

/** A message without what it says. */
export const mailSchema = z
  .object({
    mailId: z.uuid(),
    partnerId: z.uuid().nullable(),
    partnerName: z.string().nullable(),
    to: z.string(),
    template: z.string(),
    language: z.string(),
    subject: z.string(),
    state: z.enum(mailStates),
    attempts: z.number().int(),
    lastError: z.string().nullable(),
    createdAt: z.date(),
    sentAt: z.date().nullable(),
  })
  .openapi('Mail')

export const mailDetailSchema = mailSchema
  .extend({
    resendable: z.boolean(),
    /** Null when the reader may not see it, or when it was wiped. */
    content: z
      .object({
        text: z.string(),
        attachments: z.array(z.object({ name: z.string(), type: z.string(), bytes: z.number().int() })),
      })
      .nullable(),
    /** Why there is no content. */
    withheld: z.enum(['addressee_only', 'wiped']).nullable(),
  })
  .openapi('MailDetail')

type Summary = Omit<MailRow, 'params_sealed' | 'message_id'>

export function toMail(row: Summary): z.input<typeof mailSchema> {
  return {
    mailId: row.mail_id,
    partnerId: row.partner_id,
    partnerName: row.partner_name,
    to: row.to_address,
    template: row.template,
    language: row.language,
    subject: row.subject,
    state: row.state as MailState,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at,
    sentAt: row.sent_at,
  }
}
type MailState = (typeof mailStates)[number]

/** One message, with what it says as far as that is still there and `shown`. */
export async function readMail(
  tx: Tx,
  config: Config,
  mailId: string,
  shown: boolean,
): Promise<z.input<typeof mailDetailSchema>> {
  const row = await findMail(tx, mailId)
  if (!row) throw problems.not_found()
  const opened = shown ? await renderStored(tx, config, row) : null
  return {
    ...toMail(row),
    resendable: (row.state === 'given_up' || row.state === 'kept') && row.params_sealed !== null,
    content: opened && {
      text: opened.text,
      attachments: opened.attachments.map(({ filename, contentType, content }) => ({
        name: filename,
        type: contentType,
        bytes: content.byteLength,
      })),
    },
    withheld: opened ? null : shown ? 'wiped' : 'addressee_only',
  }
}

/** The message as HTML for a frame: links open beside it, and nothing else happens (see the policy of the route). */
export async function readMailHtml(tx: Tx, config: Config, mailId: string): Promise<FileAnswer> {
  const row = await findMail(tx, mailId)
  const opened = row && (await renderStored(tx, config, row))
  if (!opened) throw problems.not_found()
  const html = opened.html.replace(/<head>/i, '<head><base target="_blank">')
  return { file: html, type: 'text/html; charset=utf-8', name: 'message.html', inline: true }
}

/** The `index`th file that goes with a message. */
export async function readAttachment(tx: Tx, config: Config, mailId: string, index: number): Promise<FileAnswer> {
  const row = await findMail(tx, mailId)
  const opened = row && (await renderStored(tx, config, row))
  const attachment = opened?.attachments[index]
  if (!attachment) throw problems.not_found()
  const { filename, contentType, content } = attachment
  return { file: new Uint8Array(content), type: contentType, name: filename }
}

/** A message's styles are inline, and it may open its links in a new tab; it runs, loads and sends nothing. */
export const framePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox'
