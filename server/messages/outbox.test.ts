import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { type Mailbox, openMailbox } from '../../test/support/mailbox.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { type Jobs, startJobs } from '../platform/jobs/work.ts'
import { closeMailConnections } from '../platform/mail/index.ts'
import { mailJobs, renderStored, resendMail, sendMail } from './index.ts'

let database: TestDatabase
let mailbox: Mailbox
let jobs: Jobs | undefined

beforeAll(async () => {
  mailbox = await openMailbox()
  database = await createTestDatabase({
    SMTP_URL: mailbox.url,
    ORIGIN: 'https://portal.example',
    MAIL_FROM: 'P <no-reply@portal.example>',
  })
})
afterEach(async () => {
  await jobs?.drain(5)
  jobs = undefined
  mailbox.setMood('accept')
})
afterAll(async () => {
  await closeMailConnections()
  await mailbox.close()
  await database.close()
})

async function work(config = database.config) {
  jobs = await startJobs({ db: database.db, config, log: database.log, appUrl: database.appUrl }, mailJobs)
}

const link = 'https://portal.example/reset-password#t=the-secret-token'
let counter = 0

/** Queues one message as a stranger's request would; returns its address. */
async function queue(options: { fail?: boolean; to?: string } = {}): Promise<string> {
  counter += 1
  const to = options.to ?? `person${counter}@example.com`
  const mail = {
    to,
    language: 'es',
    template: 'password_reset',
    params: { firstName: 'Ana', link, minutes: 60 },
  } as const
  await inTransaction(database.db, { kind: 'public' }, async (tx) => {
    await sendMail(tx, database.config, mail)
    if (options.fail) throw new Error('rolled back')
  })
  return to
}

async function row(to: string) {
  return database.ownerDb.selectFrom('mail_message').selectAll().where('to_address', '=', to).executeTakeFirstOrThrow()
}

/** Waits for the message's state, without the pauses between attempts. */
async function until(to: string, state: string) {
  for (let i = 0; i < 150; i++) {
    await hurry()
    const found = await row(to)
    if (found.state === state) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`The message is ${(await row(to)).state}, not ${state}`)
}

/** Lets waiting further attempts begin now. */
async function hurry() {
  await database.ownerDb.executeQuery({
    sql: `update pgboss.job_common set start_after = now() where state in ('created', 'retry')`,
    parameters: [],
    query: { kind: 'RawNode' },
    queryId: { queryId: 'hurry' },
  } as never)
}

describe('the outbox', () => {
  it('delivers what was committed, and wipes its secrets', async () => {
    const to = await queue()
    const sealed = (await row(to)).params_sealed as Buffer
    expect(sealed.includes('the-secret-token')).toBe(false)
    await work()
    const mail = await mailbox.waitFor(to)
    expect(mail.subject).toBe('Elija una contraseña nueva')
    expect(mail.from).toEqual({ name: 'Vendor', address: 'no-reply@portal.example' })
    expect(mail.replyTo).toBe('help@example.com')
    expect(mail.links).toEqual([link])
    expect(mail.html).toContain(link)
    expect(mail.language).toBe('es')
    expect(mail.headers['auto-submitted']).toBe('auto-generated')
    const sent = await until(to, 'sent')
    expect(sent.message_id).toBe(mail.messageId)
    expect(mail.messageId).toBe(`<${sent.mail_id}@portal.example>`)
    expect(sent).toMatchObject({ params_sealed: null, attempts: 1, last_error: null })
  })

  it('never sends what was rolled back', async () => {
    await expect(queue({ fail: true, to: 'nobody@example.com' })).rejects.toThrow('rolled back')
    const later = await queue()
    await work()
    await mailbox.waitFor(later)
    expect(mailbox.received.filter((mail) => mail.to === 'nobody@example.com')).toEqual([])
    const rows = await database.ownerDb
      .selectFrom('mail_message')
      .select('mail_id')
      .where('to_address', '=', 'nobody@example.com')
      .execute()
    expect(rows).toEqual([])
  })

  it('tries again while the server is down or busy, then delivers once', async () => {
    await mailbox.down()
    const addresses = await Promise.all([queue(), queue(), queue()])
    await work()
    for (const to of addresses)
      await expect.poll(async () => (await row(to)).attempts, { timeout: 20_000 }).toBeGreaterThan(0)
    expect((await row(addresses[0] ?? '')).last_error).toContain('ECONNREFUSED')
    await mailbox.up()
    mailbox.setMood('busy')
    const error = async () => {
      await hurry()
      return (await row(addresses[0] ?? '')).last_error
    }
    await expect.poll(error, { timeout: 20_000 }).toContain('Come back later')
    mailbox.setMood('accept')
    for (const to of addresses) {
      await until(to, 'sent')
      expect(mailbox.received.filter((mail) => mail.to === to)).toHaveLength(1)
    }
  })

  it('repeats with the same Message-ID when the answer was lost', async () => {
    mailbox.setMood('drop')
    const to = await queue()
    await work()
    await mailbox.waitFor(to)
    await expect.poll(async () => (await row(to)).attempts, { timeout: 20_000 }).toBe(1)
    mailbox.setMood('accept')
    await until(to, 'sent')
    const copies = mailbox.received.filter((mail) => mail.to === to)
    expect(copies.length).toBeGreaterThan(1)
    expect(new Set(copies.map((mail) => mail.messageId)).size).toBe(1)
  })

  it('gives up on a refused recipient, visibly; it can be sent again', async () => {
    mailbox.setMood('refuse')
    const to = await queue()
    await work()
    const refused = await until(to, 'given_up')
    expect(refused.last_error).toContain('No such mailbox')
    mailbox.setMood('accept')
    const again = (mailId: string) => inTransaction(database.db, { kind: 'system' }, (tx) => resendMail(tx, mailId))
    expect(await again(refused.mail_id)).toBe(true)
    await mailbox.waitFor(to)
    const sent = await until(to, 'sent')
    expect(await again(sent.mail_id)).toBe(false)
  })

  it('keeps messages without an SMTP server, to be read in the outbox', async () => {
    const to = await queue()
    await work({ ...database.config, smtpUrl: undefined })
    const kept = await until(to, 'kept')
    await inTransaction(database.db, { kind: 'system' }, async (tx) => {
      const mail = await renderStored(tx, database.config, kept)
      expect(mail?.text).toContain(link)
      expect(mail?.subject).toBe(kept.subject)
    })
    expect(mailbox.received.filter((mail) => mail.to === to)).toEqual([])
  })

  it('is closed to everybody but staff and the system', async () => {
    await queue()
    const seen = await inTransaction(database.db, { kind: 'public' }, (tx) =>
      tx.selectFrom('mail_message').selectAll().execute(),
    )
    expect(seen).toEqual([])
  })

  it('refuses a link that leads elsewhere (attack 13) and a missing parameter', async () => {
    const send = (params: object) =>
      inTransaction(database.db, { kind: 'public' }, (tx) =>
        sendMail(tx, database.config, {
          to: 'ana@example.com',
          language: 'en',
          template: 'password_reset',
          params: params as never,
        }),
      )
    await expect(send({ firstName: 'Ana', link: 'https://portal.example.evil.test/#t=x', minutes: 5 })).rejects.toThrow(
      'must lead to',
    )
    await expect(send({ firstName: 'Ana', minutes: 5 })).rejects.toThrow()
  })
})

describe('a report by mail', () => {
  it('carries its files', async () => {
    counter += 1
    const to = `report${counter}@example.com`
    await inTransaction(database.db, { kind: 'public' }, (tx) =>
      sendMail(tx, database.config, {
        to,
        language: 'en-GB',
        template: 'status_report',
        params: {
          firstName: 'Ana',
          partner: 'Orbit',
          since: new Date('2026-11-01'),
          until: new Date('2026-11-30'),
          active: 3,
          unconfirmed: 0,
          toVerify: 0,
          suspended: 0,
          disabled: 1,
          link: 'https://portal.example/report',
        },
        attachments: [{ filename: 'people.csv', contentType: 'text/csv', content: Buffer.from('a,b\r\n1,ñ\r\n') }],
      }),
    )
    await work()
    const mail = await mailbox.waitFor(to)
    expect(mail.text).toMatch(/from 1 November 2026\s+to 30 November 2026/)
    expect(mail.attachments).toEqual([
      { filename: 'people.csv', type: 'text/csv', content: Buffer.from('a,b\r\n1,ñ\r\n') },
    ])
  })
})
