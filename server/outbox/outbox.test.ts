import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/support/world.ts'
import { sendMail } from '../messages/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
afterEach(() => {
  world.config.demo = false
  world.config.smtpUrl = undefined
})

async function send(to: string, state = 'kept', partnerId: string | null = null): Promise<string> {
  await inTransaction(world.db, { kind: 'system' }, (tx) =>
    sendMail(tx, world.config, {
      to,
      language: 'en',
      template: 'password_reset',
      params: { firstName: 'Ana', link: `${world.config.origin}/reset-password#t=SECRETTOKEN`, minutes: 60 },
      partnerId,
    }),
  )
  const { mail_id } = await world.ownerDb
    .updateTable('mail_message')
    .set({ state, ...(state === 'given_up' && { attempts: 20, last_error: '550 No such mailbox' }) })
    .where('to_address', '=', to)
    .where('state', '=', 'queued')
    .returning('mail_id')
    .executeTakeFirstOrThrow()
  return mail_id
}

const vendor = '/api/v1/vendor/mail'
const outbox = '/api/v1/outbox'

test('staff see who was written to, with what outcome; filters, words and pages', async () => {
  const { partnerId } = await world.partner({ name: 'Northwind Systems' })
  const agent = await world.staff('support_agent')
  await send('first@list.example', 'sent')
  await send('second@list.example', 'given_up', partnerId)
  await send('third@list.example')
  const list = async (query: string) => {
    const { body } = await world.call(agent, 'GET', `${vendor}?q=list.example&${query}`)
    return body.items.map(({ to }: { to: string }) => to.split('@')[0])
  }
  expect(await list('')).toEqual(['third', 'second', 'first'])
  expect(await list('state=given_up')).toEqual(['second'])
  expect(await list('state=given_up&state=sent')).toEqual(['second', 'first'])
  expect(await list('template=password_changed')).toEqual([])
  expect(await list('to=2020-01-01')).toEqual([])
  expect((await world.call(agent, 'GET', `${vendor}?q=NORTHWIND`)).body.items).toMatchObject([
    {
      partnerId,
      partnerName: 'Northwind Systems',
      attempts: 20,
      lastError: '550 No such mailbox',
      subject: 'Choose a new password',
    },
  ])
  const first = await world.call(agent, 'GET', `${vendor}?q=list.example&limit=2`)
  const rest = await world.call(agent, 'GET', `${vendor}?q=list.example&limit=2&cursor=${first.body.nextCursor}`)
  expect(rest.body.items).toHaveLength(1)
  expect(rest.body.nextCursor).toBe(null)
  expect((await world.call(agent, 'GET', `${vendor}?state=lost`)).status).toBe(400)
})

test('where SMTP delivers, what a message says is its addressee’s alone', async () => {
  const id = await send('private@example.com')
  const staff = await world.staff()
  const { body } = await world.call(staff, 'GET', `${vendor}/${id}`)
  expect(body.content.text).toContain('SECRETTOKEN')
  world.config.smtpUrl = 'smtp://127.0.0.1:1'
  const withheld = await world.call(staff, 'GET', `${vendor}/${id}`)
  expect(withheld.body).toMatchObject({ to: 'private@example.com', content: null, withheld: 'addressee_only' })
  expect(withheld.text).not.toContain('SECRETTOKEN')
  expect((await world.call(staff, 'GET', `${vendor}/${id}/html`)).status).toBe(404)
  expect((await world.call(staff, 'GET', `${vendor}/${id}/attachments/0`)).status).toBe(404)
})

test('without SMTP only an administrator reads what it says: a link in it makes one its addressee', async () => {
  const id = await send('link@example.com')
  for (const role of ['support_agent', 'auditor'] as const) {
    const staff = await world.staff(role)
    const withheld = await world.call(staff, 'GET', `${vendor}/${id}`)
    expect(withheld.body).toMatchObject({ to: 'link@example.com', content: null, withheld: 'addressee_only' })
    expect(withheld.text).not.toContain('SECRETTOKEN')
    for (const part of ['html', 'attachments/0'])
      expect((await world.call(staff, 'GET', `${vendor}/${id}/${part}`)).status).toBe(404)
  }
})

test('a wiped message says so', async () => {
  const id = await send('wiped@example.com', 'sent')
  await world.ownerDb.updateTable('mail_message').set({ params_sealed: null }).where('mail_id', '=', id).execute()
  const { body } = await world.call(await world.staff(), 'GET', `${vendor}/${id}`)
  expect(body).toMatchObject({ content: null, withheld: 'wiped', resendable: false })
})

test('its HTML can be framed by our own pages and can do nothing', async () => {
  const id = await send('html@example.com')
  const staff = await world.staff()
  const reply = await world.call(staff, 'GET', `${vendor}/${id}/html`)
  expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(reply.text).toContain('<base target="_blank">')
  const policy = reply.headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/default-src 'none'/)
  expect(policy).toMatch(/frame-ancestors 'self'/)
  expect(policy).toMatch(/sandbox(?!.*allow-scripts)(?!.*allow-same-origin)(?!.*allow-forms)/)
  expect(reply.headers.get('x-frame-options')).toBe('SAMEORIGIN')
  const other = await world.call(staff, 'GET', `${vendor}/${id}`)
  expect(other.headers.get('x-frame-options')).toBe('DENY')
  expect(other.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/)
})

test('a given-up message is queued again once, and that is audited', async () => {
  const id = await send('again@example.com', 'given_up')
  const agent = await world.staff('support_agent')
  const replies = await Promise.all([1, 2, 3].map(() => world.call(agent, 'POST', `${vendor}/${id}/resend`)))
  expect(replies.map(({ status }) => status).sort()).toEqual([204, 409, 409])
  const row = await world.ownerDb
    .selectFrom('mail_message')
    .selectAll()
    .where('mail_id', '=', id)
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ state: 'queued', attempts: 0, last_error: null })
  const entries = await world.ownerDb
    .selectFrom('audit_entry')
    .select(['action', 'account_id'])
    .where('object_id', '=', id)
    .execute()
  expect(entries).toEqual([{ action: 'mail.resent', account_id: agent.accountId }])
  const sent = await send('done@example.com', 'sent')
  expect((await world.call(agent, 'POST', `${vendor}/${sent}/resend`)).body.code).toBe('not_resendable')
})

test('an auditor only reads; strangers and partners see nothing', async () => {
  const id = await send('closed@example.com', 'given_up')
  expect(await world.call(await world.staff('auditor'), 'POST', `${vendor}/${id}/resend`)).toMatchObject({
    status: 403,
    body: { missing: expect.any(String), grantedBy: expect.any(String) },
  })
  const { partnerId } = await world.partner()
  const partner = await world.administrator(partnerId)
  for (const path of [vendor, `${vendor}/${id}`, `${vendor}/${id}/html`, `${vendor}/${id}/attachments/0`]) {
    expect((await world.call(null, 'GET', path)).status).toBe(401)
    expect((await world.call(partner, 'GET', path)).status).toBe(404)
  }
  expect((await world.call(partner, 'POST', `${vendor}/${id}/resend`)).status).toBe(404)
  expect((await world.call(await world.staff(), 'GET', `${vendor}/${crypto.randomUUID()}`)).status).toBe(404)
})

test('the open outbox exists in the demonstration world only', async () => {
  const id = await send('demo@example.com')
  const paths = [outbox, `${outbox}/${id}`, `${outbox}/${id}/html`, `${outbox}/${id}/attachments/0`]
  for (const path of paths) {
    expect((await world.call(null, 'GET', path)).status).toBe(404)
    expect((await world.call(await world.staff(), 'GET', path)).status).toBe(404)
  }
  world.config.demo = true
  expect((await world.call(null, 'GET', `${outbox}?q=demo@example.com`)).body.items).toMatchObject([{ mailId: id }])
  expect((await world.call(null, 'GET', `${outbox}/${id}`)).body.content.text).toContain('SECRETTOKEN')
  expect((await world.call(null, 'GET', `${outbox}/${id}/html`)).headers.get('content-security-policy')).toMatch(
    /sandbox/,
  )
  expect((await world.call(null, 'GET', `${outbox}/${id}/attachments/0`)).status).toBe(404)
})
