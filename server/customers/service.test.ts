import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let served: string
let never: string
let closed: string
let user: Actor
let admin: Actor
const at = (rest = '') => `/api/v1/partners/${partnerId}/customers${rest}`

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  served = await world.customer(partnerId, { name: 'Served', domains: ['secret.example'] })
  never = await world.customer(partnerId, { name: 'Never' })
  closed = await world.customer(partnerId, { name: 'Closed' })
  const contractId = await world.service(partnerId, served)
  for (const n of [1, 2, 3]) await world.line(partnerId, contractId, { serial: `S${n}` })
  await world.line(partnerId, await world.service(partnerId, closed, { days: -90 }))
  await world.registered(await world.sponsorship(partnerId, served))
  user = await world.member(partnerId, { role: 'user', customers: [served, closed] })
  await world.member(partnerId, { role: 'user', customers: 'all' })
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world.close())

const one = async (actor: Actor, id: string) => (await world.call(actor, 'GET', at(`/${id}`))).body

test('the service, who sees it and its lines, as far as each reader knows them', async () => {
  const byAdmin = (await world.call(admin, 'GET', at())).body.items
  expect(byAdmin).toMatchObject([
    { name: 'Closed', service: { state: 'closed' }, lines: null, seenBy: 2 },
    { name: 'Never', service: { state: 'none', endsAt: null }, lines: null, seenBy: 1 },
    { name: 'Served', service: { state: 'in_force' }, lines: 3, seenBy: 2, sponsorships: null, people: null },
  ])
  expect(byAdmin[2].domains).toEqual(['secret.example'])
  expect(await one(admin, served)).toMatchObject({ peopleByState: null, notSponsorable: null, mine: null })
  const sponsor = await world.administrator(partnerId)
  expect(await one(sponsor, served)).toMatchObject({ sponsorships: 1, people: 1, lines: null, seenBy: null })
})

test('a partner user reads theirs, without the facts for sponsoring, and learns none by asking', async () => {
  const { items, total } = (await world.call(user, 'GET', at())).body
  expect(total).toBe(2)
  expect(items).toMatchObject([
    { name: 'Closed', lines: null },
    { name: 'Served', lines: 3, domains: null, supportState: null, sponsorships: null, seenBy: null },
  ])
  expect(await one(user, served)).toMatchObject({ purchase: null, mine: { how: 'some', givenByName: 'Fixture' } })
  expect((await world.call(user, 'GET', at(`/${never}`))).status).toBe(404)
  expect((await world.call(user, 'GET', at('?q=secret'))).body).toMatchObject({ items: [], total: 0 })
  expect((await world.call(admin, 'GET', at('?q=secret'))).body.total).toBe(1)
  for (const query of ['?support=valid', '?sort=-support'])
    expect((await world.call(user, 'GET', at(query))).status).toBe(403)
})

test('filters by the state of the service and pages through', async () => {
  const names = async (query: string) =>
    (await world.call(admin, 'GET', at(query))).body.items.map((item: { name: string }) => item.name)
  expect(await names('?service=in_force')).toEqual(['Served'])
  expect(await names('?service=closed&service=none')).toEqual(['Closed', 'Never'])
  expect((await world.call(admin, 'GET', at('?service=none'))).body.total).toBe(1)
  const first = (await world.call(admin, 'GET', at('?limit=2&sort=-name'))).body
  expect(first.items.map((item: { name: string }) => item.name)).toEqual(['Served', 'Never'])
  const second = (await world.call(admin, 'GET', at(`?limit=2&sort=-name&cursor=${first.nextCursor}`))).body
  expect(second.items.map((item: { name: string }) => item.name)).toEqual(['Closed'])
})

test('an end that has passed shows nothing on the very next request', async () => {
  const ends = await world.member(partnerId, { role: 'user' })
  await world.associate(partnerId, ends.accountId, served, inDays(1))
  expect((await world.call(ends, 'GET', at())).body.total).toBe(1)
  await world.ownerDb
    .updateTable('association')
    .set({ ends_at: inDays(-1) })
    .where('account_id', '=', ends.accountId)
    .execute()
  expect((await world.call(ends, 'GET', at())).body).toMatchObject({ items: [], total: 0 })
})

test('SA and PA keep the record; what sponsorships stand on is the sponsorship administrators’ to change', async () => {
  const change = (actor: Actor, body: object) => world.call(actor, 'PATCH', at(`/${never}`), body)
  expect((await change(admin, { city: 'Soria' })).body).toMatchObject({ city: 'Soria' })
  expect(await change(admin, { domains: ['gmail.com'] })).toMatchObject({
    status: 403,
    body: { missing: 'sponsorship administrator' },
  })
  expect((await change(admin, { supportEndsAt: null })).status).toBe(403)
  expect((await change(user, { city: 'Lugo' })).status).toBe(403)
  const both = await world.member(partnerId, { role: 'admin', sponsors: true })
  expect((await change(both, { supportEndsAt: inDays(5).toISOString() })).status).toBe(200)
})
