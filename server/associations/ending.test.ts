import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { endingJob } from './jobs.ts'

let world: World
let partnerId: string
let admin: Actor
let superAdmin: Actor

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha Networks' })).partnerId
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world.close())

const run = () =>
  endingJob.handle({}, { ...world, signal: new AbortController().signal, attempt: 1 } as Parameters<
    typeof endingJob.handle
  >[1])
const mails = async (to: Actor) =>
  (
    await world.ownerDb
      .selectFrom('mail_message')
      .select('template')
      .where('to_address', '=', to.email)
      .orderBy('created_at')
      .execute()
  ).map(({ template }) => template)

/** Time passes: nothing but the end comes nearer. */
const move = (accountId: string, days: number, warnedDays: number | null) =>
  world.ownerDb
    .updateTable('association')
    .set({ ends_at: inDays(days), warned_at: warnedDays === null ? null : inDays(warnedDays) })
    .where('account_id', '=', accountId)
    .execute()

test('warns the person and who gave it 14 and 3 days before an end, once each', async () => {
  const person = await world.member(partnerId, { role: 'user' })
  const customerId = await world.customer(partnerId)
  await world.service(partnerId, customerId)
  await world.associate(partnerId, person.accountId, customerId, inDays(20))
  await world.ownerDb.updateTable('association').set({ given_by: admin.accountId }).execute()
  await run()
  expect(await mails(person)).toEqual([])
  await move(person.accountId, 13, null)
  await run()
  await run()
  expect(await mails(person)).toEqual(['associations_ending_person'])
  expect(await mails(admin)).toEqual(['associations_ending_giver'])
  await move(person.accountId, 2, -11)
  await run()
  await run()
  expect(await mails(person)).toHaveLength(2)
  expect(await mails(admin)).toHaveLength(2)
  expect(await mails(superAdmin)).toEqual([])
})

test('every customer until a day is announced alike; where the giver is gone, to the super administrators', async () => {
  const person = await world.member(partnerId, { role: 'user', customers: 'all' })
  await world.ownerDb
    .updateTable('membership')
    .set({ all_customers_until: inDays(2) })
    .where('account_id', '=', person.accountId)
    .execute()
  const gone = await world.member(partnerId, { role: 'user', customers: 'all' })
  await world.ownerDb
    .updateTable('membership')
    .set({ all_customers_until: inDays(2), state: 'suspended' })
    .where('account_id', '=', gone.accountId)
    .execute()
  await run()
  await run()
  expect(await mails(person)).toEqual(['associations_ending_person'])
  expect(await mails(superAdmin)).toEqual(['associations_ending_giver'])
  expect(await mails(gone)).toEqual([])
})
