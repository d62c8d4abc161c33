import { afterAll, beforeAll, expect, test } from 'vitest'
import { lettersTo } from '../../test/support/outbox.ts'
import { type Actor, createWorld, goodPassword, type World } from '../../test/support/world.ts'
import { newId } from '../platform/ids.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const ask = (actor: Actor | null, email: string, currentPassword = goodPassword) =>
  world.call(actor, 'POST', '/api/v1/account/email', { email, currentPassword })
const confirm = (token: string) => world.call(null, 'POST', '/api/v1/account/email/confirm', { token })

async function tokenTo(email: string): Promise<string> {
  const letter = (await lettersTo(world, email)).findLast(({ template }) => template === 'email_change_confirm')
  expect(letter?.link).toMatch(/^http:\/\/localhost:3000\/confirm-email#t=[\w-]{43}$/)
  return letter?.token ?? ''
}

test('both addresses are told, the new one confirms, and every copy follows', async () => {
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId)
  const person = await world.registered(await world.sponsorship(partnerId, customerId))
  await world.ownerDb
    .insertInto('membership')
    .values({
      partner_id: partnerId,
      account_id: person.accountId,
      first_name: 'a',
      last_name: 'b',
      email: person.email,
    })
    .execute()
  await world.ownerDb
    .insertInto('vendor_staff')
    .values({ account_id: person.accountId, role: 'auditor', first_name: 'a', last_name: 'b', email: person.email })
    .execute()
  await world.ownerDb
    .insertInto('administrator_request')
    .values({
      request_id: newId(),
      account_id: person.accountId,
      first_name: 'a',
      last_name: 'b',
      email: person.email,
      language: 'en',
      job_title: 'x',
      phone: 'x',
      company_name: 'x',
      company_country: 'ES',
      own_brand_statement: true,
      contract_numbers: ['1'],
    })
    .execute()
  const next = 'new.address@example.com'
  expect(await ask(person, next.toUpperCase())).toMatchObject({ status: 202, body: { email: next } })
  expect((await lettersTo(world, person.email)).map(({ template }) => template)).toEqual(['email_change_notice'])
  expect((await world.call(person, 'GET', '/api/v1/me')).body.account.email, 'until confirmed').toBe(person.email)
  expect(await confirm(await tokenTo(next))).toMatchObject({ status: 200, body: { email: next } })
  expect((await world.call(person, 'GET', '/api/v1/me')).body.account.email).toBe(next)
  for (const table of ['membership', 'vendor_staff', 'registration', 'administrator_request'] as const) {
    const rows = await world.ownerDb
      .selectFrom(table)
      .select('email')
      .where('account_id', '=', person.accountId)
      .execute()
    expect(rows, table).toEqual([{ email: next }])
  }
  for (const to of [person.email, next]) expect((await lettersTo(world, to)).at(-1)?.template, to).toBe('email_changed')
  const signIn = (email: string) =>
    world.call(null, 'POST', '/api/v1/account/sign-in', { email, password: goodPassword })
  expect((await signIn(person.email)).status).toBe(401)
  expect((await signIn(next)).status).toBe(200)
})

test('the link works once, also when two follow it at once', async () => {
  const person = await world.person()
  await ask(person, 'once@example.com')
  const token = await tokenTo('once@example.com')
  const replies = await Promise.all([confirm(token), confirm(token), confirm(token)])
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 410, 410])
  expect((await confirm(token)).status).toBe(410)
})

test('the answer does not tell that an address is taken; its owner gets no mail', async () => {
  const [person, owner] = [await world.person(), await world.person()]
  const taken = await ask(person, owner.email)
  const free = await ask(person, 'free@example.com')
  expect(taken.status).toBe(free.status)
  expect(Object.keys(taken.body)).toEqual(Object.keys(free.body))
  expect(await lettersTo(world, owner.email)).toEqual([])
})

test('an address taken between asking and confirming stays its owner’s', async () => {
  const person = await world.person()
  await ask(person, 'contested@example.com')
  await world.person({ email: 'contested@example.com' })
  const token = await tokenTo('contested@example.com')
  expect(await confirm(token)).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  expect((await world.call(person, 'GET', '/api/v1/me')).body.account.email).toBe(person.email)
})

test('two who want one address at once: one gets it, the other is refused', async () => {
  const [one, two] = [await world.person(), await world.person()]
  await ask(one, 'wanted@example.com')
  const first = await tokenTo('wanted@example.com')
  await ask(two, 'wanted@example.com')
  const second = await tokenTo('wanted@example.com')
  const replies = await Promise.all([confirm(first), confirm(second)])
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
})

test('the present password is needed, and an address that is one', async () => {
  const person = await world.person()
  expect(await ask(person, 'x@example.com', 'not the right password')).toMatchObject({
    status: 403,
    body: { code: 'password_wrong' },
  })
  expect(await lettersTo(world, 'x@example.com')).toEqual([])
  expect(await ask(person, 'not an address')).toMatchObject({ status: 400, body: { fields: [{ path: 'email' }] } })
  expect(await ask(person, person.email)).toMatchObject({
    status: 400,
    body: { fields: [{ path: 'email', code: 'email_unchanged' }] },
  })
  expect((await ask(null, 'x@example.com')).status).toBe(401)
  expect(
    (
      await world.call(person, 'POST', '/api/v1/account/email', {
        email: 'x@example.com',
        currentPassword: goodPassword,
        verified: true,
      })
    ).status,
  ).toBe(400)
})

test('an invented and an expired token are refused', async () => {
  const person = await world.person()
  expect((await confirm('B'.repeat(43))).status).toBe(410)
  await ask(person, 'late@example.com')
  const token = await tokenTo('late@example.com')
  await world.ownerDb
    .updateTable('auth.verification')
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .where('value', 'like', `%${person.accountId}%`)
    .execute()
  expect((await confirm(token)).status).toBe(410)
})
