import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Actor, createWorld, goodPassword, type Reply, type World } from '../../test/support/world.ts'
import { newId } from '../platform/ids.ts'
import { deviceCookieName } from './device.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
// Every test comes from an address of its own, so that none uses up another's attempts.
beforeEach(() => {
  world.config.trustedProxies = 1
  counter += 1
  caller = `192.0.2.${counter}`
})
let counter = 0
let caller = ''

const path = '/api/v1/account/sign-in'

function signIn(email: string, password: string, headers: Record<string, string> = {}): Promise<Reply> {
  return world.call(null, 'POST', path, { email, password }, { 'x-forwarded-for': caller, ...headers })
}

function cookieOf(reply: Reply, name: string): string {
  const found = reply.headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=`))
  return found?.split(';')[0] ?? ''
}

const sessionName = '__Host-partnergate.session_token'
const facts = ({ status, body, headers }: Reply) => {
  const { requestId: _, ...rest } = body
  return { status, rest, cookies: headers.getSetCookie(), type: headers.get('content-type') }
}

test('the right password opens a session that the next request is recognised by', async () => {
  const person = await world.person({ firstName: 'Ana', lastName: 'Ruiz' })
  const reply = await signIn(` ${person.email.toUpperCase()} `.trim(), person.password)
  expect(reply.status).toBe(200)
  expect(reply.body).toEqual({ accountId: person.accountId })
  const cookies = reply.headers.getSetCookie()
  for (const cookie of cookies) {
    expect(cookie).toMatch(/^__Host-/)
    expect(cookie).toMatch(/; Secure/i)
    expect(cookie).toMatch(/; HttpOnly/i)
    expect(cookie).toMatch(/; SameSite=Lax/i)
    expect(cookie).toMatch(/; Path=\/(;|$)/i)
    expect(cookie).not.toMatch(/domain=/i)
  }
  const me = await world.call({ cookie: cookieOf(reply, sessionName) }, 'GET', '/api/v1/me')
  expect(me.body.account).toMatchObject({ accountId: person.accountId, firstName: 'Ana' })
})

test('a cookie whose signature or token was changed is nobody’s', async () => {
  const { cookie } = await world.person()
  const [name, value = ''] = cookie.split(/=(.*)/s)
  const decoded = decodeURIComponent(value)
  for (const forged of [`x${decoded}`, decoded.replace(/\..*/, '.AAAA'), decoded.split('.')[0], '', '.'])
    expect(
      (await world.call({ cookie: `${name}=${encodeURIComponent(forged ?? '')}` }, 'GET', '/api/v1/me')).body.account,
    ).toBe(null)
})

test('wrong, unknown, unconfirmed, without a password and disabled are one and the same answer', async () => {
  const wrong = await world.person()
  const unconfirmed = await world.person()
  await world.ownerDb
    .updateTable('auth.user')
    .set({ emailVerified: false })
    .where('id', '=', unconfirmed.accountId)
    .execute()
  const disabled = await world.person()
  await world.ownerDb
    .updateTable('auth.user')
    .set({ disabledAt: new Date() })
    .where('id', '=', disabled.accountId)
    .execute()
  const without = await world.person()
  await world.ownerDb.deleteFrom('auth.account').where('userId', '=', without.accountId).execute()
  const replies = [
    await signIn(wrong.email, 'not the right password'),
    await signIn('nobody@example.com', goodPassword),
    await signIn(unconfirmed.email, goodPassword),
    await signIn(unconfirmed.email, 'not the right password'),
    await signIn(disabled.email, goodPassword),
    await signIn(without.email, goodPassword),
  ]
  for (const reply of replies) expect(facts(reply)).toEqual(facts(replies[0] as Reply))
  expect(replies[0]).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } })
  expect(replies[0]?.headers.getSetCookie()).toEqual([])
  const left = await world.ownerDb
    .selectFrom('auth.session')
    .select('id')
    .where('userId', 'in', [disabled.accountId, unconfirmed.accountId])
    .where('token', 'not like', '________________________________________________')
    .execute()
  expect(left).toEqual([])
})

test('attempts are audited, the refused ones too', async () => {
  const person = await world.person()
  await signIn(person.email, 'not the right password')
  await signIn(person.email, person.password)
  const entries = await world.ownerDb
    .selectFrom('audit_entry')
    .select(['action', 'body'])
    .where('object_label', '=', person.email)
    .orderBy('seq')
    .execute()
  expect(entries.map(({ action }) => action)).toEqual(['account.sign_in_refused', 'account.signed_in'])
  for (const { body } of entries) {
    expect(JSON.parse(body).address).toBe(caller)
    expect(body).not.toContain('not the right password')
    expect(body).not.toContain(person.password)
  }
})

test('bad input is named, unknown fields too', async () => {
  const reply = await world.call(null, 'POST', path, { email: 'no address', admin: true })
  expect(reply.status).toBe(400)
  expect(reply.body.fields.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual(
    expect.arrayContaining([
      ['email', 'invalid_format'],
      ['password', 'required'],
      ['admin', 'unknown_field'],
    ]),
  )
  // What is of the wrong kind is not missing.
  const wrong = await world.call(null, 'POST', path, { email: 5, password: null })
  expect(wrong.body.fields.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
    ['email', 'invalid_type'],
    ['password', 'required'],
  ])
})

test('a foreign page cannot sign anybody in', async () => {
  const person = await world.person()
  const reply = await signIn(person.email, person.password, { origin: 'https://elsewhere.example' })
  expect(reply).toMatchObject({ status: 403, body: { code: 'foreign_origin' } })
})

async function guess(email: string, times: number, headers: Record<string, string> = {}): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n < times; n += 1) statuses.push((await signIn(email, 'not the right password', headers)).status)
  return statuses
}

test('guesses at one account are limited from everywhere together, known or not', async () => {
  for (const email of [(await world.person()).email, 'no-such-account@example.com']) {
    const statuses: number[] = []
    for (let n = 1; n <= 12; n += 1) {
      caller = `198.51.100.${n}`
      statuses.push(...(await guess(email, 1)))
    }
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429])
  }
  const right = await signIn('no-such-account@example.com', goodPassword)
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0)
})

test('a burst of parallel guesses is counted exactly', async () => {
  const { email } = await world.person()
  const replies = await Promise.all(Array.from({ length: 40 }, () => signIn(email, 'not the right password')))
  expect(replies.filter(({ status }) => status === 401)).toHaveLength(10)
})

test('guesses from one address are limited whatever the account', async () => {
  const email = () => `${newId()}@example.com`
  const replies = await Promise.all(Array.from({ length: 105 }, () => signIn(email(), 'x')))
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(5)
})

async function exhausted(person: Actor): Promise<void> {
  expect((await guess(person.email, 11)).at(-1)).toBe(429)
  caller = `203.0.113.${counter}`
}

test('the owner signs in from a device that knows them while a stranger’s guesses are locked out', async () => {
  const person = await world.person()
  const device = cookieOf(await signIn(person.email, person.password), deviceCookieName)
  expect(device).not.toBe('')
  await exhausted(person)
  expect((await signIn(person.email, person.password)).status).toBe(429)
  expect((await signIn(person.email, person.password, { cookie: device })).status).toBe(200)
})

test('a device cookie forged, or made for another account, opens no second bucket', async () => {
  const [person, other] = [await world.person(), await world.person()]
  const device = cookieOf(await signIn(other.email, other.password), deviceCookieName)
  await exhausted(person)
  for (const cookie of [
    device,
    `${deviceCookieName}=abc.def`,
    `${device}0`,
    `${deviceCookieName}=x.${device.split('.')[2]}`,
  ])
    expect((await signIn(person.email, person.password, { cookie })).status).toBe(429)
})

test('guessing with a device cookie is limited as well', async () => {
  const person = await world.person()
  const cookie = cookieOf(await signIn(person.email, person.password), deviceCookieName)
  expect((await guess(person.email, 21, { cookie })).filter((status) => status === 429)).toHaveLength(1)
})

test('a success forgets the typing errors before it', async () => {
  const person = await world.person()
  await guess(person.email, 9)
  expect((await signIn(person.email, person.password)).status).toBe(200)
  expect((await guess(person.email, 9)).every((status) => status === 401)).toBe(true)
})

test('there is no second way to sign in or up: the library’s own handler is not mounted', async () => {
  const person = await world.person()
  for (const route of ['sign-in/email', 'sign-up/email', 'forget-password', 'request-password-reset', 'get-session'])
    for (const prefix of ['/api/auth', '/api/v1/auth'])
      for (const method of ['GET', 'POST'])
        expect(
          (
            await world.call(
              null,
              method,
              `${prefix}/${route}`,
              method === 'POST' ? { email: person.email, password: person.password, name: 'x' } : undefined,
            )
          ).status,
        ).toBe(404)
})
