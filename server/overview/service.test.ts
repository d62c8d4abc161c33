import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const at = (partnerId: string) => `/api/v1/partners/${partnerId}/overview/service`

test('an administrator sees what waits at this partner; a partner user what is theirs', async () => {
  const { partnerId } = await world.partner()
  const sa = await world.member(partnerId, { role: 'super_admin' })
  const made = []
  for (const days of [5, 50, -10, -90]) {
    const id = await world.customer(partnerId)
    await world.service(partnerId, id, { days })
    made.push(id)
  }
  const [soon = '', later = '', grace = ''] = made
  await world.customer(partnerId)
  await world.member(partnerId, { role: 'user' })
  const user = await world.member(partnerId, { role: 'user', customers: [grace] })
  await world.associate(partnerId, user.accountId, soon, inDays(12))
  const { status, body } = await world.call(sa, 'GET', at(partnerId))
  expect(status).toBe(200)
  expect(body).toMatchObject({
    role: 'super_admin',
    service: { state: 'in_force' },
    customers: { inForce: 2, grace: 1, closed: 1, none: 1 },
    contractsEnding: { in7: 1, in30: 1, in60: 2, in90: 2 },
    administers: {
      peopleWithout: 1,
      customersUnseen: 1,
      associationsEnding: 1,
      superAdministrators: 1,
      administrators: 0,
      users: 2,
      associations: 2,
      reviewsToAnswer: 0,
      invitationsOpen: 0,
      invitationsExpired: 0,
    },
    mine: null,
  })
  const mine = (await world.call(user, 'GET', at(partnerId))).body
  expect(mine).toMatchObject({
    role: 'user',
    administers: null,
    customers: { inForce: 1, grace: 1, closed: 0, none: 0 },
    contractsEnding: { in7: 1, in90: 1 },
    mine: { ending: 1 },
    whomToAsk: [{ name: `${sa.firstName} ${sa.lastName}`, role: 'super_admin' }],
  })
  expect(mine.mine.customers.map((one: { customerId: string }) => one.customerId).sort()).toEqual([soon, grace].sort())
  expect(JSON.stringify(mine)).not.toContain(later)
})

test('without an open service it says since when, to everybody with a role (R22, R36)', async () => {
  const { partnerId } = await world.partner()
  const user = await world.member(partnerId, { role: 'user', customers: 'all' })
  expect((await world.call(user, 'GET', at(partnerId))).body.service).toEqual({
    state: 'none',
    endsAt: null,
    closesAt: null,
  })
  await world.service(partnerId, await world.customer(partnerId), { days: -100 })
  const { body } = await world.call(user, 'GET', at(partnerId))
  expect(body).toMatchObject({ service: { state: 'closed', endsAt: expect.any(String) }, customers: { closed: 0 } })
})

test('is closed to strangers, other partners, and members without a role', async () => {
  const { partnerId } = await world.partner()
  const other = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
  expect((await world.call(null, 'GET', at(partnerId))).status).toBe(401)
  expect((await world.call(other, 'GET', at(partnerId))).status).toBe(404)
  expect((await world.call(await world.administrator(partnerId), 'GET', at(partnerId))).status).toBe(403)
})
