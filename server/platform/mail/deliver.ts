import type { Config } from '../config.ts'
import { type Db, inTransaction, type Tx } from '../db/transaction.ts'
import type { JobContext } from '../jobs/job.ts'
import type { OpenedMail, StoredMail } from './outbox.ts'
import type { Letterhead } from './render.ts'
import { deliverBySmtp, isPermanentRefusal } from './transport.ts'

/** Doubling from 4 s to an hour: the last attempt is about ten hours after the first. */
export const MAIL_ATTEMPTS = 20

type Writing = {
  letterhead: (tx: Tx) => Promise<Letterhead>
  write: (config: Config, row: StoredMail, letterhead: Letterhead) => OpenedMail | null
}

/**
 * One attempt to hand a queued message to the SMTP server. The same Message-ID every time: when we are killed between the
 * server's 250 and our commit, the message leaves twice and receivers can tell. Throws to be called again later.
 */
export async function deliver(mailId: string, context: JobContext, writing: Writing): Promise<void> {
  const { db, config, log } = context
  const found = await system(db, async (tx) => {
    const row = await tx.selectFrom('mail_message').selectAll().where('mail_id', '=', mailId).executeTakeFirst()
    return row?.state === 'queued' ? { row, letterhead: await writing.letterhead(tx) } : undefined
  })
  if (!found) return
  const { row } = found
  let mail: OpenedMail | null = null
  try {
    mail = writing.write(config, row, found.letterhead)
  } catch (error) {
    // A message whose text changed, another secret: no repetition helps.
    log.error({ mailId, template: row.template, error }, 'mail cannot be written')
  }
  if (!mail) {
    return settle(db, mailId, { state: 'given_up', last_error: 'The message could not be written' })
  }
  if (!config.smtpUrl) return settle(db, mailId, { state: 'kept' })
  const attempts = row.attempts + 1
  try {
    await deliverBySmtp(
      config.smtpUrl,
      {
        messageId: row.message_id,
        from: { name: mail.letterhead.name, address: addressOf(config.mailFrom) },
        replyTo: mail.letterhead.helpEmail,
        to: row.to_address,
        language: row.language,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        attachments: mail.attachments.map((one) => ({ ...one, content: Buffer.from(one.content) })),
      },
      context.signal,
    )
  } catch (error) {
    const givenUp = isPermanentRefusal(error) || attempts >= MAIL_ATTEMPTS
    const message = error instanceof Error ? error.message : String(error)
    await settle(db, mailId, { attempts, last_error: message.slice(0, 500), ...(givenUp && { state: 'given_up' }) })
    if (!givenUp) throw error
    log.error({ mailId, template: row.template, attempts }, 'mail given up')
    return
  }
  await settle(db, mailId, { state: 'sent', attempts, last_error: null, params_sealed: null, sent_at: new Date() })
}

type Settlement = {
  state?: 'sent' | 'given_up' | 'kept'
  attempts?: number
  last_error?: string | null
  params_sealed?: null
  sent_at?: Date
}

/** Never overwrites what another attempt has settled meanwhile. */
async function settle(db: Db, mailId: string, change: Settlement): Promise<void> {
  await system(db, (tx) =>
    tx
      .updateTable('mail_message')
      .set({ ...change, updated_at: new Date() })
      .where('mail_id', '=', mailId)
      .where('state', '=', 'queued')
      .execute(),
  )
}

function system<T>(db: Db, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(db, { kind: 'system' }, fn)
}

/** MAIL_FROM may be `Name <address>`; the name people see is the vendor's. */
function addressOf(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from
}
