import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { customerUser, traces } from '../../test/support/registering.ts'
import { createWorld, inDays, plain, type SponsorshipFixture, type World } from '../../test/support/world.ts'
import { passwordHashes } from '../platform/crypto/passwords.ts'
import { RequestClient } from '../platform/db/dialect.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { newRegistrationNumber, newVerificationKey } from '../sponsorship/codes.ts'
import { takeSeat } from '../sponsorship/index.ts'
import { redeemLimits } from './limits.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(async () => {
  await sql`delete from app.throttle_bucket`.execute(world.ownerDb)
})

async function sponsored(given: Parameters<World['sponsorship']>[2] = {}) {
  const { partnerId, contractId } = await world.partner()
  const customerId = await world.customer(partnerId)
  return { ...(await world.sponsorship(partnerId, customerId, given)), contractId }
}

type Sponsored = Awaited<ReturnType<typeof sponsored>>

const change = (of: SponsorshipFixture, values: object) =>
  world.ownerDb.updateTable('sponsorship').set(values).where('sponsorship_id', '=', of.sponsorshipId).execute()

/** Every way in which number and key can be wrong, and the reason the partner is to see. */
const wrongs: [string, (of: Sponsored) => Promise<Pick<SponsorshipFixture, 'number' | 'key'>>][] = [
  ['unknown_number', async () => ({ number: newRegistrationNumber(), key: newVerificationKey() })],
  ['wrong_key', async (of) => ({ number: of.number, key: newVerificationKey() })],
  [
    'date_passed',
    async (of) => {
      await change(of, { expires_at: inDays(-1) })
      return of
    },
  ],
  [
    'revoked',
    async (of) => {
      await change(of, { state: 'revoked' })
      return of
    },
  ],
  [
    'contract_ended',
    async (of) => {
      await world.ownerDb
        .updateTable('contract')
        .set({ ends_at: inDays(-1) })
        .where('contract_id', '=', of.contractId)
        .execute()
      return of
    },
  ],
  [
    'exhausted',
    async (of) => {
      await change(of, { seats: 1 })
      await world.registered(of)
      return of
    },
  ],
]

const hashesSoFar = async () => (await passwordHashes.get()).values[0]?.value ?? 0

/** One request, with how many statements and password hashes it took. */
async function measured(path: string, body: object) {
  const statements = vi.spyOn(RequestClient.prototype, 'query')
  const before = await hashesSoFar()
  const reply = await world.call(null, 'POST', path, body)
  const count = statements.mock.calls.length
  statements.mockRestore()
  return { reply, statements: count, hashes: (await hashesSoFar()) - before }
}

describe.each([
  ['/api/v1/registration', (codes: { number: string; key: string }) => customerUser(codes), 1],
  [
    '/api/v1/registration/check',
    ({ number, key }: { number: string; key: string }) => ({ registrationNumber: number, verificationKey: key }),
    0,
  ],
] as const)('%s', (path, bodyOf, hashes) => {
  test('whatever is wrong: one status, one body, the same work; the truth stays with the partner (R14, attack 10)', async () => {
    const seen: unknown[] = []
    const reasons: string[] = []
    // The first request plans and connects; it is not compared. Its success is given back after the answer: that statement
    // must not be counted with the next one.
    const first = await sponsored()
    await measured(path, bodyOf(first))
    await vi.waitFor(async () => expect(await usesOf(`redeem/number/${plain(first.number)}`)).toBe(0), 10_000)
    for (const [reason, make] of wrongs) {
      const of = await sponsored()
      const codes = await make(of)
      const before = await traces(world)
      const { reply, statements, hashes: hashesDone } = await measured(path, bodyOf(codes))
      const { requestId: _, ...body } = reply.body
      const limits = ['ratelimit-limit', 'ratelimit-remaining', 'content-type', 'cache-control'].map((name) =>
        name === 'ratelimit-remaining' ? Number(reply.headers.get(name)) > 0 : reply.headers.get(name),
      )
      seen.push({ status: reply.status, body, limits, statements, hashes: hashesDone })
      expect(await traces(world)).toEqual(before)
      const attempts = await world.ownerDb
        .selectFrom('sponsorship_attempt')
        .select('reason')
        .where('sponsorship_id', '=', of.sponsorshipId)
        .execute()
      reasons.push(attempts[0]?.reason ?? 'unknown_number')
      expect(attempts.length).toBe(reason === 'unknown_number' ? 0 : 1)
    }
    expect(reasons).toEqual(wrongs.map(([reason]) => reason))
    expect(seen[0]).toMatchObject({ status: 403, body: { code: 'registration_refused' }, hashes })
    for (const one of seen) expect(one).toEqual(seen[0])
  })
})

async function usesOf(bucket: string): Promise<number> {
  const { rows } = await sql<{ used: number }>`select used from app.throttle_bucket where bucket = ${bucket}`.execute(
    world.ownerDb,
  )
  return rows[0]?.used ?? 0
}

describe('limits (R14)', () => {
  const numberLimit =
    redeemLimits({ number: 'x', address: 'y' }).find((one) => one.bucket.includes('/number/'))?.limit ?? 0

  test('a burst of guesses is counted exactly (attacks 7 and 8)', async () => {
    const of = await sponsored()
    const guess = () =>
      world.call(null, 'POST', '/api/v1/registration/check', {
        registrationNumber: of.number,
        verificationKey: newVerificationKey(),
      })
    const replies = await Promise.all(Array.from({ length: 60 }, guess))
    const judged = replies.filter(({ status }) => status === 403).length
    // An overloaded process says 503 before it looks at the number, or after it has counted the guess: never judged uncounted.
    const overloaded = replies.filter(({ status, body }) => status === 503 && body.code === 'unavailable').length
    expect(judged + overloaded).toBe(60)
    expect(judged).toBeGreaterThan(0)
    for (const bucket of [`redeem/number/${plain(of.number)}`, 'redeem/overall']) {
      expect(await usesOf(bucket)).toBeGreaterThanOrEqual(judged)
      expect(await usesOf(bucket)).toBeLessThanOrEqual(60)
    }
  })

  test('a guess at a number does not wait for who is just registering with it, which would tell that it exists', async () => {
    const of = await sponsored()
    const guess = (number: string) =>
      world.call(null, 'POST', '/api/v1/registration/check', {
        registrationNumber: number,
        verificationKey: newVerificationKey(),
      })
    const entry = { kind: 'system', partnerId: of.partnerId } as const
    await inTransaction(world.db, entry, async (tx) => {
      expect(await takeSeat(tx, of.partnerId, of.sponsorshipId)).toBe(true)
      expect((await guess(of.number)).status).toBe(403)
    })
  })

  test.each(['known', 'unknown'])('a %s number is refused with 429 after as many attempts', async (kind) => {
    const of = await sponsored()
    const number = kind === 'known' ? of.number : newRegistrationNumber()
    await sql`select app.throttle(${`redeem/number/${plain(number)}`}, ${numberLimit - 1}, interval '15 minutes')`.execute(
      world.ownerDb,
    )
    const guess = () =>
      world.call(null, 'POST', '/api/v1/registration/check', {
        registrationNumber: number,
        verificationKey: newVerificationKey(),
      })
    expect((await guess()).status).toBe(403)
    const refused = await guess()
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit-remaining')).toBe('0')
  })

  test('what succeeds is given back, so that a whole company can register from one address', async () => {
    const of = await sponsored()
    const check = await world.call(null, 'POST', '/api/v1/registration/check', {
      registrationNumber: of.number,
      verificationKey: of.key,
    })
    expect(check.status).toBe(200)
    await expect.poll(() => usesOf(`redeem/number/${plain(of.number)}`)).toBe(0)
  })

  test('to the network it was counted for: of an IPv6 address that is its /64', async () => {
    const of = await sponsored()
    world.config.trustedProxies = 1
    try {
      const check = await world.call(
        null,
        'POST',
        '/api/v1/registration/check',
        { registrationNumber: of.number, verificationKey: of.key },
        { 'x-forwarded-for': '2001:db8:1:2:3:4:5:6' },
      )
      expect(check.status).toBe(200)
    } finally {
      world.config.trustedProxies = 0
    }
    await expect.poll(() => usesOf('redeem/overall')).toBe(0)
    expect(await usesOf('redeem/address/2001:db8:1:2::/64')).toBe(0)
    expect(await usesOf('redeem/address/2001:db8:1:2:3:4:5:6')).toBe(0)
  })

  test('whoever is refused at the own address uses up neither the number nor the portal for others', async () => {
    const of = await sponsored()
    await sql`select app.throttle('redeem/address/in-process', 1000, interval '15 minutes')`.execute(world.ownerDb)
    const refused = await world.call(null, 'POST', '/api/v1/registration/check', {
      registrationNumber: of.number,
      verificationKey: newVerificationKey(),
    })
    expect(refused.status).toBe(429)
    await expect.poll(() => usesOf(`redeem/number/${plain(of.number)}`)).toBe(0)
    await expect.poll(() => usesOf('redeem/overall')).toBe(0)
  })
})

test('200 at once for 10 seats: exactly 10 get one, the others the one refusal (attack 9, R17)', {
  timeout: 180_000,
}, async () => {
  const of = await sponsored({ seats: 10 })
  // As a client does: an overloaded process answers 503 with Retry-After, and is asked again.
  const register = async (body: object) => {
    for (;;) {
      const reply = await world.call(null, 'POST', '/api/v1/registration', body)
      if (reply.status !== 503) return reply
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  const replies = await Promise.all(Array.from({ length: 200 }, () => register(customerUser(of))))
  expect(replies.filter(({ status }) => status === 202)).toHaveLength(10)
  expect(replies.filter(({ body }) => body.code === 'registration_refused')).toHaveLength(190)
  const rows = await world.ownerDb
    .selectFrom('registration')
    .select('account_id')
    .where('sponsorship_id', '=', of.sponsorshipId)
    .execute()
  expect(new Set(rows.map((row) => row.account_id)).size).toBe(10)
  const mails = await world.ownerDb
    .selectFrom('mail_message')
    .select('to_address')
    .where('partner_id', '=', of.partnerId)
    .execute()
  expect(mails).toHaveLength(10)
})
