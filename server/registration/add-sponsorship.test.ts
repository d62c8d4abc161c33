import { afterAll, beforeAll, expect, test } from 'vitest'
import { customerUser, mailsTo } from '../../test/support/registering.ts'
import { type Actor, createWorld, type SponsorshipFixture, type World } from '../../test/support/world.ts'
import { newVerificationKey } from '../sponsorship/codes.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

async function sponsored(given: Parameters<World['sponsorship']>[2] = {}) {
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId)
  return world.sponsorship(partnerId, customerId, given)
}

function bodyOf(of: Pick<SponsorshipFixture, 'number' | 'key'>) {
  const { registrationNumber, verificationKey, jobTitle, phone, site, country, employedStatement, termsAccepted } =
    customerUser(of)
  return { registrationNumber, verificationKey, jobTitle, phone, site, country, employedStatement, termsAccepted }
}

const add = (actor: Actor | null, of: Pick<SponsorshipFixture, 'number' | 'key'>, extra: object = {}) =>
  world.call(actor, 'POST', '/api/v1/registration/sponsorships', { ...bodyOf(of), ...extra })

const registrationsOf = (sponsorshipId: string) =>
  world.ownerDb.selectFrom('registration').selectAll().where('sponsorship_id', '=', sponsorshipId).execute()

test('an account with a fitting address has the access at once (R9)', async () => {
  const of = await sponsored()
  const person = await world.person({ email: 'fits@customer.example' })
  const reply = await add(person, of)
  expect(reply).toMatchObject({ status: 201, body: { state: 'active', partnerId: of.partnerId } })
  expect(await registrationsOf(of.sponsorshipId)).toMatchObject([
    { state: 'active', account_id: person.accountId, job_title: 'Network engineer', seat_held_until: null },
  ])
  expect((await mailsTo(world, person.email)).map((mail) => mail.template)).toEqual(['registration_confirmed'])
  const me = await world.call(person, 'GET', '/api/v1/me')
  expect(me.body.sponsored).toMatchObject([{ partnerId: of.partnerId }])
})

test('another address waits for the partner (R8)', async () => {
  const of = await sponsored()
  const administrator = await world.administrator(of.partnerId)
  const person = await world.person({ email: 'else@where.example' })
  expect((await add(person, of)).body.state).toBe('to_be_verified')
  expect((await mailsTo(world, administrator.email)).map((mail) => mail.template)).toEqual(['person_to_verify'])
})

test('nobody is registered twice, whether seats are left or not; ten tries at once make one', async () => {
  const of = await sponsored({ seats: 2 })
  const person = await world.person({ email: 'once@customer.example' })
  const replies = await Promise.all(Array.from({ length: 10 }, () => add(person, of)))
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(replies.filter(({ body }) => body.code === 'already_registered')).toHaveLength(9)
  expect((await add(await world.person({ email: 'two@customer.example' }), of)).status).toBe(201)
  expect((await add(person, of)).body.code).toBe('already_registered')
  expect((await add(await world.person({ email: 'three@customer.example' }), of)).body.code).toBe(
    'registration_refused',
  )
})

test('who left can come back', async () => {
  const of = await sponsored()
  const person = await world.registered(of, { state: 'left', email: 'back@customer.example' })
  expect((await add(person, of)).status).toBe(201)
  expect((await registrationsOf(of.sponsorshipId)).map((row) => row.state).sort()).toEqual(['active', 'left'])
})

test('whom the partner disabled does not come back by the key', async () => {
  const of = await sponsored()
  const person = await world.registered(of, { state: 'disabled' })
  expect((await add(person, of)).body.code).toBe('already_registered')
})

test('who works for the partner is no employee of its customer (R8, R24)', async () => {
  const of = await sponsored()
  const administrator = await world.administrator(of.partnerId)
  expect(await add(administrator, of)).toMatchObject({ status: 403, body: { code: 'own_partner' } })
  expect(await registrationsOf(of.sponsorshipId)).toEqual([])
})

test('a wrong key is the one refusal, and the partner sees why', async () => {
  const of = await sponsored()
  const person = await world.person()
  const reply = await add(person, { number: of.number, key: newVerificationKey() })
  expect(reply).toMatchObject({ status: 403, body: { code: 'registration_refused' } })
  const attempts = await world.ownerDb
    .selectFrom('sponsorship_attempt')
    .select(['reason', 'email'])
    .where('sponsorship_id', '=', of.sponsorshipId)
    .execute()
  expect(attempts).toEqual([{ reason: 'wrong_key', email: person.email }])
})

test('needs a session, and nothing but its own fields', async () => {
  const of = await sponsored()
  expect((await add(null, of)).status).toBe(401)
  const person = await world.person()
  expect((await add(person, of, { state: 'active' })).status).toBe(400)
  expect((await add(person, of, { employedStatement: false })).status).toBe(400)
  expect(await registrationsOf(of.sponsorshipId)).toEqual([])
})
