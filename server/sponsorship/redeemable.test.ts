import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, inDays, plain, type SponsorshipFixture, type World } from '../../test/support/world.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { newRegistrationNumber, newVerificationKey } from './codes.ts'
import { findRedeemable, recordAttempt, seatsUsed, takeSeat } from './index.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

async function sponsored(given: Parameters<World['sponsorship']>[2] = {}) {
  const { partnerId, contractId } = await world.partner()
  const customerId = await world.customer(partnerId)
  return { ...(await world.sponsorship(partnerId, customerId, given)), contractId }
}

const find = (number: string, key: string) =>
  inTransaction(world.db, { kind: 'public' }, async (tx) => {
    const finding = await findRedeemable(tx, { number: plain(number), key: plain(key), secret: world.config.secret })
    if (!finding.ok) await recordAttempt(tx, finding, { address: '192.0.2.7', email: 'who@example.com' })
    return finding
  })

const attempts = async (of: SponsorshipFixture) =>
  (
    await world.ownerDb
      .selectFrom('sponsorship_attempt')
      .select('reason')
      .where('sponsorship_id', '=', of.sponsorshipId)
      .orderBy('at')
      .execute()
  ).map((row) => row.reason)

test('number and key open what is granted and under the ceiling', async () => {
  const of = await sponsored({ entitlements: ['software.download', 'commerce.orders'] })
  const finding = await find(of.number, of.key)
  expect(finding).toMatchObject({ ok: true, sponsorship: { customerId: of.customerId, domains: ['customer.example'] } })
  if (finding.ok) expect(finding.sponsorship.entitlements.map((e) => e.entitlementId)).toEqual(['software.download'])
  expect(await attempts(of)).toEqual([])
})

test('every true reason is kept for the partner, none for an unknown number', async () => {
  const of = await sponsored({ seats: 1 })
  const set = (values: object) =>
    world.ownerDb.updateTable('sponsorship').set(values).where('sponsorship_id', '=', of.sponsorshipId).execute()
  expect(await find(of.number, newVerificationKey())).toMatchObject({ ok: false, reason: 'wrong_key' })
  expect(await find(newRegistrationNumber(), of.key)).toEqual({ ok: false, reason: 'unknown_number' })
  await set({ expires_at: inDays(-1) })
  expect(await find(of.number, of.key)).toMatchObject({ reason: 'date_passed' })
  await set({ expires_at: inDays(5), state: 'revoked' })
  expect(await find(of.number, of.key)).toMatchObject({ reason: 'revoked' })
  await set({ state: 'issued' })
  await world.registered(of)
  expect(await find(of.number, of.key)).toMatchObject({ reason: 'exhausted' })
  const contract = world.ownerDb.updateTable('contract').where('contract_id', '=', of.contractId)
  await contract.set({ ends_at: inDays(-1) }).execute()
  expect(await find(of.number, of.key)).toMatchObject({ reason: 'contract_ended' })
  expect(await attempts(of)).toEqual(['wrong_key', 'date_passed', 'revoked', 'exhausted', 'contract_ended'])
})

test('an unproven key leaves the transaction reaching nothing', async () => {
  const of = await sponsored()
  const seen = await inTransaction(world.db, { kind: 'public' }, async (tx) => {
    await findRedeemable(tx, {
      number: plain(of.number),
      key: plain(newVerificationKey()),
      secret: world.config.secret,
    })
    return tx.selectFrom('sponsorship').select('sponsorship_id').execute()
  })
  expect(seen).toEqual([])
})

test('seats are exact: 50 at once, 10 seats, 10 registrations (R17)', async () => {
  const of = await sponsored({ seats: 10 })
  const people = await Promise.all(Array.from({ length: 50 }, () => world.person()))
  const taken = await Promise.all(
    people.map((person) =>
      inTransaction(world.db, { kind: 'system', partnerId: of.partnerId }, async (tx) => {
        if (!(await takeSeat(tx, of.partnerId, of.sponsorshipId))) return false
        await tx
          .insertInto('registration')
          .values({
            partner_id: of.partnerId,
            registration_id: newId(),
            sponsorship_id: of.sponsorshipId,
            customer_id: of.customerId,
            account_id: person.accountId,
            state: 'unconfirmed',
            first_name: 'A',
            last_name: 'B',
            name_norm: 'b a',
            email: person.email,
            language: 'en',
            job_title: '',
            phone: '',
            site: '',
            country: 'ES',
            employed_statement_at: new Date(),
            terms_accepted_at: new Date(),
            domain_fits: true,
            seat_held_until: inDays(1),
          })
          .execute()
        return true
      }),
    ),
  )
  expect(taken.filter(Boolean)).toHaveLength(10)
  const used = await inTransaction(world.db, { kind: 'system', partnerId: of.partnerId }, (tx) =>
    seatsUsed(tx, of.partnerId, of.sponsorshipId),
  )
  expect(used).toBe(10)
})

test('an unconfirmed registration holds its seat only while its link lives (R16)', async () => {
  const of = await sponsored({ seats: 1 })
  const person = await world.registered(of, { state: 'unconfirmed' })
  expect(await find(of.number, of.key)).toMatchObject({ reason: 'exhausted' })
  await world.ownerDb
    .updateTable('registration')
    .set({ seat_held_until: inDays(-1) })
    .where('registration_id', '=', person.registrationId)
    .execute()
  expect(await find(of.number, of.key)).toMatchObject({ ok: true })
})
