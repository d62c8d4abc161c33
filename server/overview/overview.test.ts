import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, inDays, type World } from '../../test/support/world.ts'
import { newId } from '../platform/ids.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('counts what waits and what there is, of this partner only', async () => {
  const { partnerId } = await world.partner()
  const admin = await world.administrator(partnerId)
  const customerId = await world.customer(partnerId)
  const of = await world.sponsorship(partnerId, customerId, { seats: 7 })
  await world.sponsorship(partnerId, customerId, { seats: 3, days: 20 })
  await world.sponsorship(partnerId, customerId, { state: 'revoked', seats: 50 })
  await world.sponsorship(partnerId, customerId, { state: 'draft' })
  await world.registered(of)
  await world.registered(of, { attestedDaysAgo: 340 })
  await world.registered(of, { state: 'to_be_verified' })
  await world.registered(of, { state: 'unconfirmed' })
  const asking = await world.registered(of, { state: 'disabled' })
  await world.ownerDb
    .insertInto('access_request')
    .values({
      partner_id: partnerId,
      request_id: newId(),
      registration_id: asking.registrationId,
      account_id: asking.accountId,
      entitlement_id: 'commerce.orders',
    })
    .execute()
  const other = await world.partner()
  await world.registered(await world.sponsorship(other.partnerId, await world.customer(other.partnerId)))
  const { status, body } = await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/overview`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    toVerify: 1,
    requests: 1,
    attestationsDue: 1,
    sponsorshipsEnding: 1,
    supportEnding: 0,
    drafts: 1,
    administrators: 1,
    customers: 1,
    sponsorships: 2,
    seats: 10,
    seatsUsed: 4,
    people: 2,
    withoutAccess: 0,
    unconfirmed: 1,
    qualification: { qualified: true, reason: 'qualified' },
  })
  expect(body.registrationsByWeek).toHaveLength(12)
  expect(body.registrationsByWeek.at(-1).count).toBe(4)
})

test('says what is missing when the partner is not qualified, and is closed to others', async () => {
  const { partnerId, contractId } = await world.partner()
  const admin = await world.administrator(partnerId)
  const url = `/api/v1/partners/${partnerId}/overview`
  await world.registered(await world.sponsorship(partnerId, await world.customer(partnerId)))
  await world.ownerDb
    .updateTable('contract')
    .set({ ends_at: inDays(-1) })
    .where('contract_id', '=', contractId)
    .execute()
  expect((await world.call(admin, 'GET', url)).body).toMatchObject({
    qualification: { qualified: false, reason: 'none_in_force' },
    people: 0,
    withoutAccess: 1,
  })
  expect((await world.call(null, 'GET', url)).status).toBe(401)
  expect((await world.call(await world.person(), 'GET', url)).status).toBe(404)
  expect((await world.call(await world.member(partnerId, { role: 'admin' }), 'GET', url)).status).toBe(403)
})
