import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

const sessions = (actor: { cookie: string } | null) => world.call(actor, 'GET', '/api/v1/account/sessions')
const end = (actor: { cookie: string } | null, id = '') =>
  world.call(actor, 'DELETE', `/api/v1/account/sessions${id && `/${id}`}`)
const alive = async (cookie: string) => (await world.call({ cookie }, 'GET', '/api/v1/me')).body.account !== null

test('my sessions are listed with the present one marked, and nobody else’s', async () => {
  const [person, other] = [await world.person(), await world.person()]
  const second = await world.session(person.accountId)
  const { body } = await sessions({ cookie: second })
  expect(body.items).toHaveLength(2)
  expect(body.items.filter(({ present }: { present: boolean }) => present)).toHaveLength(1)
  expect(JSON.stringify(body)).not.toContain('token')
  expect((await sessions(other)).body.items).toHaveLength(1)
  expect((await sessions(null)).status).toBe(401)
})

test('one session is ended; another’s looks like none', async () => {
  const [person, other] = [await world.person(), await world.person()]
  const second = await world.session(person.accountId)
  const mine = (await sessions(person)).body.items.find(({ present }: { present: boolean }) => !present)
  const theirs = (await sessions(other)).body.items[0]
  expect((await end(person, theirs.sessionId)).status).toBe(404)
  expect(await alive(other.cookie)).toBe(true)
  expect((await end(person, 'not-an-id')).status).toBe(404)
  expect((await end(person, mine.sessionId)).status).toBe(204)
  expect(await alive(second)).toBe(false)
  expect((await end(person, mine.sessionId)).status).toBe(404)
  expect(await alive(person.cookie)).toBe(true)
})

test('all others are ended at once', async () => {
  const person = await world.person()
  const others = await Promise.all([1, 2, 3].map(() => world.session(person.accountId)))
  expect((await end(person)).body).toEqual({ ended: 3 })
  expect(await Promise.all(others.map(alive))).toEqual([false, false, false])
  expect(await alive(person.cookie)).toBe(true)
  expect((await end(null)).status).toBe(401)
})

test('signing out ends the session itself, not only the cookie', async () => {
  const person = await world.person()
  const reply = await world.call(person, 'POST', '/api/v1/account/sign-out')
  expect(reply.status).toBe(204)
  expect(reply.headers.getSetCookie().join()).toMatch(/__Host-partnergate\.session_token=; .*Max-Age=0/)
  expect(await alive(person.cookie)).toBe(false)
  expect((await world.call(person, 'POST', '/api/v1/account/sign-out')).status).toBe(401)
})

test('a session past its end, and one of a disabled account, is nobody’s on the very next request', async () => {
  const [late, disabled] = [await world.person(), await world.person()]
  await world.ownerDb
    .updateTable('auth.session')
    .set({ expiresAt: new Date(Date.now() - 1) })
    .where('userId', '=', late.accountId)
    .execute()
  await world.ownerDb
    .updateTable('auth.user')
    .set({ disabledAt: new Date() })
    .where('id', '=', disabled.accountId)
    .execute()
  for (const { cookie } of [late, disabled]) {
    expect(await alive(cookie)).toBe(false)
    expect((await sessions({ cookie })).status).toBe(401)
  }
})

const speak = (actor: Actor | null, body: unknown) => world.call(actor, 'PATCH', '/api/v1/me', body)

test('the language preference is kept, in the copies partners write with, too', async () => {
  const { partnerId } = await world.partner()
  const person = await world.registered(await world.sponsorship(partnerId, await world.customer(partnerId)))
  expect((await speak(person, { language: 'es' })).status).toBe(204)
  expect((await world.call(person, 'GET', '/api/v1/me')).body.account.language).toBe('es')
  const copy = await world.ownerDb
    .selectFrom('registration')
    .select('language')
    .where('account_id', '=', person.accountId)
    .executeTakeFirstOrThrow()
  expect(copy.language).toBe('es')
  expect(await speak(person, { language: 'xx' })).toMatchObject({
    status: 400,
    body: { fields: [{ path: 'language' }] },
  })
  expect((await speak(person, { language: 'es', email: 'x@example.com' })).status).toBe(400)
  expect((await speak(null, { language: 'es' })).status).toBe(401)
})
