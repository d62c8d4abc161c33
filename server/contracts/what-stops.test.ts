import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('an end put so early that a customer in grace is not even read any more is announced as well (R25)', async () => {
  const own = await world.partner()
  const customerId = await world.customer(own.partnerId, { name: 'In grace' })
  const ended = await world.service(own.partnerId, customerId, { days: -3 })
  await world.ownerDb
    .updateTable('contract')
    .set({ starts_at: inDays(-400) })
    .where('contract_id', '=', ended)
    .execute()
  const agent = await world.staff('support_agent')
  const path = `/api/v1/vendor/partners/${own.partnerId}/contracts/${ended}/preview`
  const { status, body } = await world.call(agent, 'POST', path, { endsAt: inDays(-200).toISOString() })
  expect([status, body]).toMatchObject([
    200,
    { serviceCount: 1, services: [{ customerName: 'In grace', after: 'closed', closesAt: null }] },
  ])
})

test('an end put so early that a customer in grace is read for less long is announced, with its last day (R25)', async () => {
  const own = await world.partner()
  const customerId = await world.customer(own.partnerId, { name: 'In grace' })
  const ended = await world.service(own.partnerId, customerId, { days: -3 })
  const agent = await world.staff('support_agent')
  const path = `/api/v1/vendor/partners/${own.partnerId}/contracts/${ended}`
  const { body } = await world.call(agent, 'POST', `${path}/preview`, { endsAt: inDays(-13).toISOString() })
  const { service } = (await world.call(agent, 'GET', path)).body
  const closesAt = new Date(Date.parse(service.closesAt) - 10 * 86_400_000)
  expect(body).toMatchObject({
    serviceCount: 0,
    readingEarlier: { customers: 1, services: [{ customerId, customerName: 'In grace', partnerName: own.name }] },
  })
  const days = (at: string | Date) => Math.round(new Date(at).getTime() / 60_000)
  expect(days(body.readingEarlier.at)).toBe(days(closesAt))
  expect(days(body.readingEarlier.services[0].closesAt)).toBe(days(closesAt))
  const later = await world.call(agent, 'POST', `${path}/preview`, { endsAt: inDays(-1).toISOString() })
  expect(later.body.readingEarlier).toBeNull()
})

test('of each customer it is told who of the partner loses it, though they keep others', async () => {
  const own = await world.partner()
  const [one, other] = [await world.customer(own.partnerId, { name: 'Lost' }), await world.customer(own.partnerId)]
  const contract = await world.service(own.partnerId, one)
  await world.service(own.partnerId, other)
  const admin = await world.member(own.partnerId, { role: 'admin' })
  const both = await world.member(own.partnerId, { role: 'user', customers: [one, other] })
  await world.member(own.partnerId, { role: 'user', customers: [other] })
  const gone = await world.member(own.partnerId, { role: 'user', customers: [one] })
  await world.ownerDb
    .updateTable('membership')
    .set({ state: 'suspended' })
    .where('account_id', '=', gone.accountId)
    .execute()
  const path = `/api/v1/partners/${own.partnerId}/contracts/${contract}/end`
  const { body } = await world.call(admin, 'GET', path)
  const nameOf = ({ firstName, lastName }: Actor) => `${firstName} ${lastName}`
  expect(body).toMatchObject({
    memberCount: 0,
    services: [{ customerName: 'Lost', memberCount: 2 }],
  })
  expect(body.services[0].members.sort()).toEqual([admin, both].map(nameOf).sort())
  await world.ownerDb.updateTable('contract').set({ state: 'terminated' }).where('contract_id', '=', contract).execute()
  expect((await world.call(admin, 'GET', path)).body).toMatchObject({
    serviceCount: 0,
    begins: 0,
    readingEarlier: null,
  })
})

test('who does not sponsor is told how many sponsorships an end stops, not which', async () => {
  const own = await world.partner()
  await world.sponsorship(own.partnerId, await world.customer(own.partnerId))
  const path = `/api/v1/partners/${own.partnerId}/contracts/${own.contractId}/end`
  const told = async (sponsors: boolean) =>
    (await world.call(await world.member(own.partnerId, { role: 'admin', sponsors }), 'GET', path)).body
  expect(await told(false)).toMatchObject({ sponsorshipCount: 1, sponsorships: [] })
  expect(await told(true)).toMatchObject({ sponsorshipCount: 1, sponsorships: [{ people: 0 }] })
})

test('terminating a suspended contract does not begin its time for reading anew (R25); reactivating and suspending does', async () => {
  const own = await world.partner()
  const customerId = await world.customer(own.partnerId)
  const contract = await world.service(own.partnerId, customerId)
  const agent = await world.staff('support_agent')
  const path = `/api/v1/vendor/partners/${own.partnerId}/contracts/${contract}`
  const become = (state: string) => world.call(agent, 'POST', `${path}/state`, { state, reason: 'Not paid' })
  const service = async () => (await world.call(agent, 'GET', path)).body.service
  const suspendedAt = inDays(-300)
  await world.ownerDb
    .updateTable('contract')
    .set({ state: 'suspended', starts_at: inDays(-400), state_changed_at: suspendedAt, updated_at: suspendedAt })
    .where('contract_id', '=', contract)
    .execute()
  const before = await service()
  expect(before.state).toBe('closed')
  expect((await world.call(agent, 'POST', `${path}/preview`, { state: 'terminated' })).body).toMatchObject({
    begins: 0,
  })
  expect((await become('terminated')).status).toBe(204)
  expect(await service()).toEqual(before)
  // What comes back is said as well as what stops.
  const { name } = await world.ownerDb
    .selectFrom('customer')
    .select('name')
    .where('customer_id', '=', customerId)
    .executeTakeFirstOrThrow()
  const back = (await world.call(agent, 'POST', `${path}/preview`, { state: 'active' })).body
  expect(back).toMatchObject({ serviceCount: 0, servicesBegin: { customers: 1 } })
  expect(back.servicesBegin.names[0]).toContain(name)
  expect((await become('active')).status).toBe(204)
  expect((await world.call(agent, 'POST', `${path}/preview`, { note: 'Renewed' })).body.servicesBegin.customers).toBe(0)
  expect((await become('suspended')).status).toBe(204)
  expect((await service()).state).toBe('grace')
})
