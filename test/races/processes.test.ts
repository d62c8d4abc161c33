import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type Mailbox, openMailbox } from '../support/mailbox.ts'
import { freePort, ServerProcess } from '../support/server-process.ts'
import { makeSponsorships, type Redeemable } from '../support/sponsorships.ts'

let database: TestDatabase
let mailbox: Mailbox
let servers: ServerProcess[] = []
let sponsorships: Redeemable[] = []

beforeAll(async () => {
  mailbox = await openMailbox()
  database = await createTestDatabase()
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  sponsorships = await makeSponsorships(owner, database.config.secret, { count: 2, seats: 10 })
  await owner.end()
  // Links in mails carry the configured origin; all four serve the same one.
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  servers = ports.map(
    (port) =>
      new ServerProcess(port, {
        ...database.env,
        PORT: String(port),
        SMTP_URL: mailbox.url,
        TRUSTED_PROXIES: '1',
        LOG_LEVEL: 'error',
      }),
  )
  await Promise.all(servers.map((server) => server.start()))
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.end('SIGTERM')))
  await mailbox?.close()
  await database?.close()
})

const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')

/** As a client does: an overloaded process answers 503 with Retry-After, and is asked again. */
async function send(n: number, path: string, body: unknown): Promise<{ status: number; text: string }> {
  const server = servers[n % servers.length] as ServerProcess
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${server.port}/api/v1${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': `10.0.${n >> 8}.${n & 255}`,
        origin: database.config.origin,
      },
    })
    const text = await response.text()
    if (response.status !== 503) return { status: response.status, text }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

const register = (n: number, of: Redeemable) =>
  send(n, '/registration', {
    kind: 'customer_user',
    firstName: 'Race',
    lastName: `Person ${letters(n)}`,
    email: `${letters(n)}@customer.example`,
    password: 'correct-lantern-orbit-42',
    language: 'en',
    registrationNumber: of.number,
    verificationKey: of.key,
    jobTitle: 'Engineer',
    phone: '+34 600 000 000',
    site: 'Madrid',
    country: 'ES',
    employedStatement: true,
    termsAccepted: true,
  })

it('gives exactly 10 seats to 200 people who redeem at once through four processes (R17, attack 9)', {
  timeout: 240_000,
}, async () => {
  const [of] = sponsorships as [Redeemable]
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => register(n, of)))
  expect(answers.filter((answer) => answer.status === 202)).toHaveLength(10)
  const refused = answers.filter((answer) => answer.status === 403)
  expect(refused).toHaveLength(190)
  const bodies = new Set(refused.map((answer) => answer.text.replace(/"requestId":"[^"]*"/, '')))
  expect(bodies.size).toBe(1)
  const rows = await database.ownerDb
    .selectFrom('registration')
    .select('email')
    .where('sponsorship_id', '=', of.sponsorshipId)
    .execute()
  expect(rows).toHaveLength(10)
  const attempts = await database.ownerDb
    .selectFrom('sponsorship_attempt')
    .select('reason')
    .where('sponsorship_id', '=', of.sponsorshipId)
    .execute()
  expect(attempts).toHaveLength(190)
  expect(new Set(attempts.map((attempt) => attempt.reason))).toEqual(new Set(['exhausted']))
})

it('lets one of two simultaneous confirmations of one link win, in different processes (attack 12)', {
  timeout: 240_000,
}, async () => {
  const [, of] = sponsorships as [Redeemable, Redeemable]
  expect((await register(1000, of)).status).toBe(202)
  const mail = await mailbox.waitFor(`${letters(1000)}@customer.example`)
  const token = /#t=([\w-]+)/.exec(mail.text)?.[1]
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => send(n, '/confirmations', { token })))
  expect(answers.filter((answer) => answer.status < 300)).toHaveLength(1)
  expect(answers.filter((answer) => answer.status >= 500)).toHaveLength(0)
  const row = await database.ownerDb
    .selectFrom('registration')
    .select('state')
    .where('sponsorship_id', '=', of.sponsorshipId)
    .executeTakeFirstOrThrow()
  expect(row.state).toBe('active')
})
