import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type Reply, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let administrator: Actor

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha' })).partnerId
  administrator = await world.administrator(partnerId)
})
afterAll(() => world.close())

const at = (path: string) => `/api/v1/partners/${partnerId}/${path}`
const call = (path: string, body: object) => world.call(administrator, 'POST', at(path), body)

test('the list says who has nothing any more, at the moment of asking: filtered, exported, and to the vendor as well (R35)', async () => {
  const customer = await world.customer(partnerId, { name: 'Ended' })
  const under = await world.sponsorship(partnerId, customer, { seats: 9 })
  const one = await world.registered(under, { lastName: 'Quintero' })
  const overdue = await world.registered(under, { attestedDaysAgo: 370 })
  const unconfirmed = await world.registered(under, { state: 'unconfirmed' })
  const staff = await world.staff()
  const stateIn = async (who: Actor, path: string, of: string) =>
    (await world.call(who, 'GET', path)).body.items.find((row: Reply['body']) => row.registrationId === of)?.state
  const states = async () => {
    const list = at(`people?customerId=${customer}`)
    const [state, byVendor] = [
      await stateIn(administrator, list, one.registrationId),
      await stateIn(staff, '/api/v1/vendor/people?q=Quintero', one.registrationId),
    ]
    expect(byVendor).toBe(state)
    expect(await stateIn(administrator, `${list}&state=${state}`, one.registrationId)).toBe(state)
    const detail = (await world.call(administrator, 'GET', at(`people/${one.registrationId}`))).body
    expect(detail.state).toBe(state)
    // The list and the explanation say the same, because both ask effective access.
    expect(detail.entitlements.some((entitlement: { holds: boolean }) => entitlement.holds)).toBe(state === 'active')
    const file = await world.call(administrator, 'GET', at(`status-report/export?format=csv&customerId=${customer}`))
    expect(file.text.split('\r\n').find((row) => row.includes('Quintero'))).toContain(
      state === 'active' ? 'Active,' : '"Active, without access"',
    )
    return state
  }
  const set = async (table: 'sponsorship' | 'contract' | 'customer', values: Record<string, unknown>) => {
    const { contract_id } = await world.ownerDb
      .selectFrom('sponsorship')
      .select('contract_id')
      .where('sponsorship_id', '=', under.sponsorshipId)
      .executeTakeFirstOrThrow()
    const id = { sponsorship: under.sponsorshipId, contract: contract_id, customer }[table]
    await world.ownerDb
      .updateTable(table)
      .set(values)
      .where(sql.ref(`${table}_id`), '=', id)
      .execute()
  }
  expect(await states()).toBe('active')
  for (const [table, over, again] of [
    ['sponsorship', { state: 'revoked' }, { state: 'issued' }],
    ['sponsorship', { expires_at: inDays(-1) }, { expires_at: inDays(100) }],
    ['contract', { state: 'suspended' }, { state: 'active' }],
    ['contract', { ends_at: inDays(-1) }, { ends_at: inDays(200) }],
    ['customer', { support_ends_at: inDays(-1) }, { support_ends_at: inDays(200) }],
  ] as const) {
    await set(table, over)
    expect([over, await states()]).toEqual([over, 'without_access'])
    await set(table, again)
    expect([again, await states()]).toEqual([again, 'active'])
  }
  await set('sponsorship', { state: 'revoked' })
  // What is asked of people and done to them goes on as before: who is overdue stays so (R18), nobody unconfirmed is without access (R16).
  expect(await stateIn(administrator, at('attestations?due=overdue'), overdue.registrationId)).toBe('without_access')
  expect(await stateIn(administrator, at('people?state=unconfirmed'), unconfirmed.registrationId)).toBe('unconfirmed')
  expect((await world.call(administrator, 'GET', at(`customers/${customer}`))).body.peopleByState).toEqual({
    without_access: 2,
    unconfirmed: 1,
  })
  expect((await call('attestations/confirm', { registrationIds: [overdue.registrationId] })).body.done).toBe(1)
  expect((await call('people/disable', { registrationIds: [one.registrationId], reason: 'Over' })).body.done).toBe(1)
})
