import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { lettersTo, runJobs } from '../../test/support/outbox.ts'
import { type Actor, createWorld, goodPassword, type Reply, type World } from '../../test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => {
  counter += 1
  world.config.trustedProxies = 1
})
let counter = 0

const newPassword = 'violet harbour seventeen kites'

function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  actor: Actor | null = null,
): Promise<Reply> {
  return world.call(actor, 'POST', `/api/v1/account/${path}`, body, {
    'x-forwarded-for': `192.0.2.${counter}`,
    ...headers,
  })
}

const signIn = (email: string, password: string) => post('sign-in', { email, password })
const forgot = (email: string, headers = {}) => post('password/forgot', { email }, headers)
const reset = (token: string, password = newPassword) => post('password/reset', { token, password })

async function tokenFor(person: Actor, headers = {}): Promise<string> {
  expect((await forgot(person.email, headers)).status).toBe(202)
  await runJobs(world, 'accounts.send_reset_link')
  const letter = (await lettersTo(world, person.email)).findLast(({ template }) => template === 'password_reset')
  expect(letter?.link).toMatch(/^http:\/\/localhost:3000\/reset-password#t=[\w-]{43}$/)
  return letter?.token ?? ''
}

test('the answer is the same for every address; only a confirmed account’s owner gets a mail', async () => {
  const person = await world.person()
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
  const addresses = [person.email, 'stranger@example.com', unconfirmed.email, disabled.email]
  for (const email of addresses) {
    const reply = await forgot(email)
    expect(reply).toMatchObject({ status: 202, body: { email } })
    expect(reply.headers.getSetCookie()).toEqual([])
  }
  expect(await runJobs(world, 'accounts.send_reset_link')).toBe(4)
  const mailed = await Promise.all(addresses.map(async (email) => (await lettersTo(world, email)).length))
  expect(mailed).toEqual([1, 0, 0, 0])
})

test('the request itself looks nothing up: what waits in the queue names nobody', async () => {
  const { email } = await world.person()
  await forgot(email)
  const waiting = await world.ownerDb
    .selectFrom('pgboss.job' as never)
    .select('data' as never)
    .where('name' as never, '=', 'accounts.send_reset_link' as never)
    .execute()
  expect(JSON.stringify(waiting)).not.toContain(email.split('@')[0])
  await runJobs(world, 'accounts.send_reset_link')
})

test('a forged Host leads nobody elsewhere: links carry the configured origin', async () => {
  const token = await tokenFor(await world.person(), {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example',
  })
  expect(token).not.toBe('')
})

test('a mailed token sets a new password once; every session ends and the owner is told', async () => {
  const person = await world.person()
  const other = await world.session(person.accountId)
  const token = await tokenFor(person)
  expect((await reset(token)).status).toBe(204)
  for (const cookie of [person.cookie, other])
    expect((await world.call({ cookie }, 'GET', '/api/v1/me')).body.account).toBe(null)
  expect((await signIn(person.email, goodPassword)).status).toBe(401)
  expect((await signIn(person.email, newPassword)).status).toBe(200)
  expect((await reset(token, 'another fine long password')).body.code).toBe('link_invalid')
  expect((await lettersTo(world, person.email)).map(({ template }) => template)).toEqual([
    'password_reset',
    'password_changed',
  ])
})

test('of ten at once with one token, one wins', async () => {
  const person = await world.person()
  const token = await tokenFor(person)
  const replies = await Promise.all(Array.from({ length: 10 }, (_, n) => reset(token, `${newPassword} number ${n}`)))
  expect(replies.map(({ status }) => status).sort()).toEqual([204, ...Array(9).fill(410)])
  const winner = replies.findIndex(({ status }) => status === 204)
  expect((await signIn(person.email, `${newPassword} number ${winner}`)).status).toBe(200)
})

test('an expired, an altered and an invented token are refused', async () => {
  const person = await world.person()
  const token = await tokenFor(person)
  expect((await reset(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).status).toBe(410)
  expect((await reset('A'.repeat(43))).status).toBe(410)
  await world.ownerDb
    .updateTable('auth.verification')
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .where('value', 'like', `%${person.accountId}%`)
    .execute()
  expect((await reset(token)).status).toBe(410)
  expect((await signIn(person.email, goodPassword)).status).toBe(200)
})

test('a newer link replaces the older one', async () => {
  const person = await world.person()
  const first = await tokenFor(person)
  const second = await tokenFor(person)
  expect((await reset(first)).status).toBe(410)
  expect((await reset(second)).status).toBe(204)
})

test('a token of one kind opens nothing of another', async () => {
  const token = await tokenFor(await world.person())
  expect((await post('email/confirm', { token })).status).toBe(410)
  expect((await reset(token)).status).toBe(204)
})

test('a refused password says every reason and does not spend the token', async () => {
  const person = await world.person({ firstName: 'Bartholomew', lastName: 'Featherstone' })
  const token = await tokenFor(person)
  const codes = async (password: string) => {
    const reply = await reset(token, password)
    expect(reply).toMatchObject({ status: 400, body: { code: 'password_refused' } })
    return reply.body.fields.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`)
  }
  expect(await codes('abc')).toContain('password password_too_short')
  expect(await codes('passwordpassword1')).toEqual(['password password_guessable'])
  expect(await codes('bartholomew featherstone')).toEqual(['password password_personal'])
  expect((await reset(token)).status).toBe(204)
})

test('guesses locked out elsewhere do not keep the owner from starting afresh', async () => {
  const person = await world.person()
  for (let n = 0; n < 11; n += 1) await signIn(person.email, 'not the right password')
  expect((await signIn(person.email, goodPassword)).status).toBe(429)
  expect((await reset(await tokenFor(person))).status).toBe(204)
  expect((await signIn(person.email, newPassword)).status).toBe(200)
})

test('asking for links is limited per address mailed to, whether it exists or not', async () => {
  for (const email of [(await world.person()).email, 'flooded@example.com']) {
    const statuses: number[] = []
    for (let n = 0; n < 6; n += 1) statuses.push((await forgot(email)).status)
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429])
  }
  await runJobs(world, 'accounts.send_reset_link')
})

const change = (actor: Actor | null, body: unknown) => world.call(actor, 'PUT', '/api/v1/account/password', body)

test('changing needs the present password, keeps this session and ends the others', async () => {
  const person = await world.person()
  const other = await world.session(person.accountId)
  const link = await tokenFor(person)
  const wrong = await change(person, { currentPassword: 'not the right password', password: newPassword })
  expect(wrong).toMatchObject({ status: 403, body: { code: 'password_wrong', fields: [{ path: 'currentPassword' }] } })
  expect((await change(person, { currentPassword: goodPassword, password: 'short' })).status).toBe(400)
  expect((await change(person, { currentPassword: goodPassword, password: newPassword })).status).toBe(204)
  expect((await world.call(person, 'GET', '/api/v1/me')).body.account).not.toBe(null)
  expect((await world.call({ cookie: other }, 'GET', '/api/v1/me')).body.account).toBe(null)
  expect((await signIn(person.email, newPassword)).status).toBe(200)
  expect((await reset(link)).status, 'a link asked for before').toBe(410)
  const actions = await world.ownerDb
    .selectFrom('audit_entry')
    .select('action')
    .where('object_id', '=', person.accountId)
    .where('action', 'like', 'account.password%')
    .orderBy('seq')
    .execute()
  expect(actions.map(({ action }) => action)).toEqual([
    'account.password_reset_requested',
    'account.password_change_refused',
    'account.password_changed',
  ])
})

test('changing is for signed-in people, and takes no other fields', async () => {
  expect((await change(null, { currentPassword: 'a', password: newPassword })).status).toBe(401)
  const person = await world.person()
  const reply = await change(person, {
    currentPassword: goodPassword,
    password: newPassword,
    accountId: person.accountId,
  })
  expect(reply).toMatchObject({ status: 400, body: { fields: [{ path: 'accountId', code: 'unknown_field' }] } })
})

test('guessing the present password within a session is limited', async () => {
  const person = await world.person()
  const statuses: number[] = []
  for (let n = 0; n < 11; n += 1)
    statuses.push((await change(person, { currentPassword: `guess ${n}`, password: newPassword })).status)
  expect(statuses).toEqual([...Array(10).fill(403), 429])
})

test('a form can ask what is wrong with a password before it sends one', async () => {
  const check = (body: object, actor: Actor | null = null) => post('password/check', body, {}, actor)
  expect((await check({ password: newPassword })).body).toEqual({ reasons: [] })
  expect((await check({ password: 'qwertyuiop' })).body.reasons).toContain('password_too_short')
  expect(
    (await check({ password: 'tintagel fisheries ltd', context: ['Tintagel Fisheries Ltd'] })).body.reasons,
  ).toEqual(['password_personal'])
  const person = await world.person({ firstName: 'Bartholomew', lastName: 'Featherstone' })
  expect((await check({ password: 'bartholomew featherstone' }, person)).body.reasons).toEqual(['password_personal'])
  expect((await check({ password: 'x', other: 1 })).status).toBe(400)
})
