import { z } from 'zod'
import type { Catalogue } from '../catalogue.ts'
import type { Config } from '../config.ts'
import { deriveKey, open, seal } from '../crypto/tokens.ts'
import { inTransaction, send, type Tx } from '../db/transaction.ts'
import { newId } from '../ids.ts'
import { enqueue, enqueuing } from '../jobs/enqueue.ts'
import { type AnyJob, defineJob } from '../jobs/job.ts'
import { deliver } from './deliver.ts'
import { type Letterhead, type RenderedMail, renderMail, renderSubject } from './render.ts'
import type { Block, MailTemplate } from './template.ts'

export type Templates = Record<string, MailTemplate>

export type MailKind<T extends Templates> = {
  /** Messages by name, in snake case; a released name keeps its parameters. */
  templates: T
  catalogue: Catalogue
  /** Who writes; read when a message is rendered. */
  letterhead: (tx: Tx) => Promise<Letterhead>
}

export type Attachment = { filename: string; contentType: string; content: Uint8Array }

export type Outgoing<T extends Templates, N extends keyof T> = {
  to: string
  language: string
  template: N
  params: z.input<T[N]['params']>
  partnerId?: string | null
  attachments?: Attachment[]
}

/** A row of mail_message, as far as it matters for its content. */
export type StoredMail = {
  mail_id: string
  to_address: string
  template: string
  language: string
  subject: string
  params_sealed: Buffer | null
}

/** A message as it would leave now; `attachments` with their content. */
export type OpenedMail = RenderedMail & { letterhead: Letterhead; attachments: Attachment[] }

const sealedShape = z.object({
  params: z.record(z.string(), z.unknown()),
  attachments: z.array(z.object({ filename: z.string(), contentType: z.string(), content: z.string() })),
})

/** Queues, resends and renders the messages of `kind`; `jobs` must be among those the installation works. */
export function createMail<T extends Templates>(kind: MailKind<T>) {
  const { templates, catalogue } = kind

  /**
   * Queues one message in the caller's transaction: it leaves if and only if that commits (issue §6). Its parameters are
   * sealed at rest and wiped once it is sent, because they hold one-time secrets.
   * @throws ZodError when a parameter is wrong; Error when a link leads out of this installation (attack 13).
   */
  async function sendMail<N extends keyof T & string>(
    tx: Tx,
    config: Pick<Config, 'secret' | 'origin'>,
    mail: Outgoing<T, N>,
  ): Promise<void> {
    const template = templates[mail.template]
    if (!template) throw new Error(`There is no mail called ${mail.template}`)
    const params = template.params.parse(mail.params) as Record<string, unknown>
    for (const link of linkParams(template.blocks)) requireOwnLink(params[link], config.origin)
    const language = catalogue.resolve(mail.language)
    const mailId = newId()
    const attachments = (mail.attachments ?? []).map(({ content, ...rest }) => ({
      ...rest,
      content: Buffer.from(content).toString('base64'),
    }))
    const message = {
      mail_id: mailId,
      partner_id: mail.partnerId ?? null,
      to_address: mail.to,
      template: mail.template,
      language,
      subject: renderSubject({ catalogue, name: mail.template, language, params }),
      params_sealed: seal(sealingKey(config), JSON.stringify({ params, attachments }), mailId),
      message_id: `<${mailId}@${new URL(config.origin).hostname}>`,
      state: 'queued',
    }
    send(
      tx,
      tx
        .with('message', (db) => db.insertInto('mail_message').values(message))
        .selectNoFrom(enqueuing(deliverJob, { mailId }).as('job')),
    )
  }

  /** A stored message as it is or would be sent; null once its content was wiped. */
  async function renderStored(tx: Tx, config: Pick<Config, 'secret'>, row: StoredMail): Promise<OpenedMail | null> {
    return write(config, row, await kind.letterhead(tx))
  }

  function write(config: Pick<Config, 'secret'>, row: StoredMail, letterhead: Letterhead): OpenedMail | null {
    const template = templates[row.template]
    if (!row.params_sealed || !template) return null
    const { params, attachments } = sealedShape.parse(
      JSON.parse(open(sealingKey(config), row.params_sealed, row.mail_id)),
    )
    const { template: name, language, to_address: to } = row
    return {
      ...renderMail({ catalogue, template, name, language, params, to, letterhead }),
      letterhead,
      attachments: attachments.map((one) => ({ ...one, content: Buffer.from(one.content, 'base64') })),
    }
  }

  /** Queues a given-up or kept message again. False when it was sent, is still queued or has lost its content. */
  async function resendMail(tx: Tx, mailId: string): Promise<boolean> {
    const row = await tx
      .updateTable('mail_message')
      .set({ state: 'queued', attempts: 0, last_error: null, updated_at: new Date() })
      .where('mail_id', '=', mailId)
      .where('state', 'in', ['given_up', 'kept'])
      .where('params_sealed', 'is not', null)
      .returning('mail_id')
      .executeTakeFirst()
    if (row) await enqueue(tx, deliverJob, { mailId })
    return row !== undefined
  }

  const deliverJob = defineJob(
    'mail.deliver',
    z.strictObject({ mailId: z.uuid() }),
    ({ mailId }, context) => deliver(mailId, context, { letterhead: kind.letterhead, write }),
    // What ends the attempts is the message's own count; this only bounds attempts that never got that far.
    { retryLimit: 100, retryDelaySeconds: 4, retryDelayMaxSeconds: 3600, timeoutSeconds: 120, concurrency: 2 },
  )
  const jobs: AnyJob[] = [deliverJob, forgetJob]
  return { sendMail, renderStored, resendMail, jobs }
}

const sealingKey = (config: Pick<Config, 'secret'>) => deriveKey(config.secret, 'mail')

function linkParams(blocks: Block<string>[]): string[] {
  return blocks.flatMap((block) =>
    block.kind === 'button' ? [block.link] : block.kind === 'when' ? linkParams(block.blocks) : [],
  )
}

function requireOwnLink(link: unknown, origin: string): void {
  if (link === null || link === undefined) return
  if (!String(link).startsWith(`${origin}/`)) throw new Error('A link in a mail must lead to this installation')
}

/** What was never sent keeps its content for 30 days, to be sent by hand; then the secrets in it go, too. */
const forgetJob = defineJob(
  'mail.forget',
  z.object({}),
  async (_, { db }) => {
    await inTransaction(db, { kind: 'system' }, (tx) =>
      tx
        .updateTable('mail_message')
        .set({ params_sealed: null })
        .where('params_sealed', 'is not', null)
        .where('state', 'in', ['given_up', 'kept'])
        .where('updated_at', '<', new Date(Date.now() - 30 * 24 * 3600_000))
        .execute(),
    )
  },
  { cron: '40 3 * * *', oneWaitingPerKey: true },
)
