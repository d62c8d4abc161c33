import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let customerId: string
let me: Actor

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha Networks' })).partnerId
  customerId = await world.customer(partnerId, { name: 'Bakery' })
  me = await world.registered(await world.sponsorship(partnerId, customerId))
})
afterAll(() => world.close())

const seen = async () => (await world.call(me, 'GET', '/api/v1/access/who-sees')).body.items[0]
const emails = async () => (await seen()).people.map((one: { email: string }) => one.email).sort()

test('the support service’s people are seen while the company’s service is open, with how, since when and until when', async () => {
  const sponsor = await world.administrator(partnerId)
  const admin = await world.member(partnerId, { role: 'admin' })
  const all = await world.member(partnerId, { role: 'user', customers: 'all' })
  const some = await world.member(partnerId, { role: 'user' })
  await world.associate(partnerId, some.accountId, customerId, inDays(10))
  const ended = await world.member(partnerId, { role: 'user' })
  await world.associate(partnerId, ended.accountId, customerId, inDays(-1))
  await world.member(partnerId, { role: 'user', customers: [await world.customer(partnerId)] })
  for (const state of ['suspended', 'removed']) {
    const gone = await world.member(partnerId, { role: 'user', customers: [customerId] })
    await world.ownerDb.updateTable('membership').set({ state }).where('account_id', '=', gone.accountId).execute()
  }
  // Never had a service: nobody sees data.
  expect(await seen()).toMatchObject({ service: { state: 'none' }, people: [{ email: sponsor.email, reach: null }] })
  await world.service(partnerId, customerId)
  expect(await emails()).toEqual([sponsor, admin, all, some].map(({ email }) => email).sort())
  const { people, service } = await seen()
  expect(service).toEqual({ state: 'in_force', endedAt: null, closesAt: null })
  const reachOf = (actor: Actor) => people.find((one: { email: string }) => one.email === actor.email).reach
  expect(reachOf(admin)).toMatchObject({ how: 'role', givenByName: null, until: null })
  expect(reachOf(all)).toMatchObject({ how: 'all' })
  expect(reachOf(some)).toMatchObject({ how: 'some', givenByName: 'Fixture', until: expect.any(String) })
  expect(reachOf(sponsor)).toBeNull()
  const close = (days: number) =>
    world.ownerDb
      .updateTable('contract')
      .set({ ends_at: inDays(days), starts_at: inDays(-400) })
      .where('customer_id', '=', customerId)
      .execute()
  await close(-2)
  expect(await seen()).toMatchObject({ service: { state: 'grace', closesAt: expect.any(String) } })
  expect(await emails()).toHaveLength(4)
  await close(-90)
  expect(await seen()).toMatchObject({ service: { state: 'closed', endedAt: expect.any(String), closesAt: null } })
  expect(await emails()).toEqual([sponsor.email])
})
