import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ZodObject } from 'zod'
import { routes } from '../../server/routes.ts'
import { type Actor, createWorld, type World } from '../support/world.ts'

/*
 * What no form would send: text the database cannot keep, cursors nobody gave out, paths that are no encoding. Every
 * operation answers that the request is wrong, none that the portal is.
 */

let world: World
let staff: Actor
let administrator: Actor
let partnerId: string
beforeAll(async () => {
  world = await createWorld()
  staff = await world.staff()
  partnerId = (await world.partner()).partnerId
  // Some lists are the support service's, and open only while it is.
  await world.service(partnerId, await world.customer(partnerId))
  administrator = await world.member(partnerId, { role: 'super_admin', sponsors: true })
})
afterAll(() => world.close())

const somewhere = (path: string) =>
  `/api/v1${path.replace('{partnerId}', partnerId).replace(/\{\w+\}/g, crypto.randomUUID())}`
const readerOf = (realm: string) => (realm === 'vendor' ? staff : realm === 'public' ? null : administrator)

const lists = routes.filter(({ query }) => query && 'cursor' in (query as ZodObject).shape)
const forged = [
  ['nonsense', 'nonsense'],
  ['\0', '\0'],
  ['9999999999999999999999', crypto.randomUUID()],
  ['300000-01-01', crypto.randomUUID()],
  ['x', 'vendor', '1e400'],
].map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'))

test('there are lists to forge cursors for', () => expect(lists.length).toBeGreaterThan(8))

describe.each(lists.map((route) => [route.path, route] as const))('%s', (_, route) => {
  test('refuses forged cursors', async () => {
    for (const cursor of forged) {
      const reply = await world.call(readerOf(route.realm), 'GET', `${somewhere(route.path)}?cursor=${cursor}`)
      // Some are harmless: a number as the beginning of names.
      expect([200, 400, 404], `${cursor}: ${reply.text}`).toContain(reply.status)
    }
  })
})

test('no operation takes NUL or half a character, however deep, nor a name of a field with it', async () => {
  // A collector's body is read after its licence: server/collectors/refusals.test.ts.
  for (const route of routes.filter(({ body, realm }) => body && realm !== 'collector')) {
    for (const hostile of [{ reason: 'a\0b' }, { a: [{ b: '\ud800' }] }, { 'x\0': 1 }]) {
      const reply = await world.call(readerOf(route.realm), route.method.toUpperCase(), somewhere(route.path), hostile)
      const codes = reply.body.fields?.map(({ code }: { code: string }) => code)
      // An entitlement's id is no UUID: that path names nothing.
      if (reply.status !== 404) expect(codes, `${route.path} ${reply.text}`).toEqual(['invalid_text'])
    }
  }
  expect((await world.call(staff, 'GET', '/api/v1/vendor/partners?q=%00')).status).toBe(400)
})

test('no operation passes over a parameter it does not know: whoever mistypes a filter is not answered with everything', async () => {
  // A machine and a key are asked for first in theirs; a path that cannot be one names nothing.
  for (const route of routes.filter(({ realm, upload }) => realm !== 'collector' && realm !== 'key' && !upload)) {
    const reply = await world.call(
      readerOf(route.realm),
      route.method.toUpperCase(),
      `${somewhere(route.path)}?nope=1`,
      route.body ? {} : undefined,
    )
    const found = reply.body.fields?.find(({ path }: { path: string }) => path === 'query.nope')
    if (reply.status !== 404) expect(found?.code, `${route.path} ${reply.text}`).toBe('unknown_field')
  }
})

test('nesting without end is refused, not followed', async () => {
  const reply = await world.call(null, 'POST', '/api/v1/account/sign-in', `${'['.repeat(5000)}${']'.repeat(5000)}`)
  expect(reply.status).toBe(400)
})

test('a path that is no encoding names nothing', async () => {
  for (const path of ['/%', '/%ff', '/assets/%E0%A4%A.js', '/api/v1/vendor/partners/%ff'])
    expect((await world.call(null, 'GET', path)).status, path).toBeLessThan(500)
})

test('an id in capitals is the same id, in the audit log, too', async () => {
  const shouted = partnerId.toUpperCase()
  const change = { website: 'https://partner.example/' }
  expect((await world.call(staff, 'PATCH', `/api/v1/vendor/partners/${shouted}`, change)).status).toBe(204)
  const { body } = await world.call(administrator, 'GET', `/api/v1/partners/${shouted}/audit/verification`)
  expect(body).toMatchObject({ intact: true, entries: 1, findings: [] })
})
