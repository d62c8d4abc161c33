import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/support/world.ts'
import { newId } from '../platform/ids.ts'
import { createDecider } from './decide.ts'

let world: World
const people: { accountId: string; sponsored: boolean }[] = []

beforeAll(async () => {
  world = await createWorld()
  const { partnerId } = await world.partner()
  const sponsorship = await world.sponsorship(partnerId, await world.customer(partnerId))
  for (let n = 0; n < 5; n += 1) {
    const { accountId } = await world.registered(sponsorship)
    people.push({ accountId, sponsored: true }, { accountId: newId(), sponsored: false })
  }
})
afterAll(() => world.close())

const entitlementId = 'software.download'

test('questions asked at the same moment get each its own answer', async () => {
  const decide = createDecider(world.db)
  const asked = [...people, ...people, ...people]
  const answers = await Promise.all(asked.map(({ accountId }) => decide(accountId, entitlementId)))
  expect(answers).toEqual(asked.map(({ sponsored }) => sponsored))
  expect(await decide(people[0]?.accountId ?? '', 'no.such')).toBe(false)
})

test('an answer is of the facts after its question, however many wait', async () => {
  const decide = createDecider(world.db)
  const [{ accountId } = { accountId: '' }] = people
  const before = Array.from({ length: 20 }, () => decide(accountId, entitlementId))
  await Promise.all(before)
  await world.ownerDb
    .updateTable('entitlement')
    .set({ state: 'retired' })
    .where('entitlement_id', '=', entitlementId)
    .execute()
  const after = await Promise.all(people.map((person) => decide(person.accountId, entitlementId)))
  await world.ownerDb
    .updateTable('entitlement')
    .set({ state: 'active' })
    .where('entitlement_id', '=', entitlementId)
    .execute()
  expect(after).toEqual(people.map(() => false))
})

test('a question that is none fails alone', async () => {
  const decide = createDecider(world.db)
  const answers = await Promise.allSettled([
    ...people.map(({ accountId }) => decide(accountId, entitlementId)),
    decide('not an id', entitlementId),
    ...people.map(({ accountId }) => decide(accountId, entitlementId)),
  ])
  const expected = people.map(({ sponsored }) => ({ status: 'fulfilled', value: sponsored }))
  expect(answers).toEqual([...expected, { status: 'rejected', reason: expect.anything() }, ...expected])
})
