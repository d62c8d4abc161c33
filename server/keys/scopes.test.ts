import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleBody } from '../../test/isolation/sample.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import type { Route } from '../platform/http/route.ts'
import { routes } from '../routes.ts'
import { scopesOf } from './scopes.ts'

// Everything members and staff do, a key does whose scope says so: each scope with a key of its own.

let world: World
let partnerId: string
let owners: Record<'partner' | 'vendor', Actor>
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  await world.service(partnerId, await world.customer(partnerId))
  owners = {
    partner: await world.member(partnerId, { role: 'super_admin', sponsors: true }),
    vendor: await world.staff(),
  }
})
afterAll(() => world.close())

const nobodysId = '01990000-0000-7000-8000-00000000dead'

/** Asks for a route about nobody's things, with a body that it accepts, so that the scope is what decides. */
function ask(key: string, { method, path, query, body, realm }: Route) {
  const filled = path
    .replace('{partnerId}', realm === 'partner' ? partnerId : nobodysId)
    .replaceAll('{seq}', '1')
    .replaceAll('{index}', '0')
    .replaceAll('{entitlementId}', 'software.download')
    .replaceAll(/\{\w+\}/g, nobodysId)
  const asked = query
    ? new URLSearchParams(sampleBody(query, () => undefined) as Record<string, string>).toString()
    : ''
  return world.call(
    null,
    method.toUpperCase(),
    `/api/v1${filled}${asked && `?${asked}`}`,
    body && sampleBody(body, () => undefined),
    { authorization: `Bearer ${key}` },
  )
}

const opens = (scope: string, { scope: needed }: Route) =>
  needed === scope || (scope.endsWith(':write') && needed === scope.replace(':write', ':read'))

describe.each(['partner', 'vendor'] as const)('a key of the %s', (home) => {
  // A file that is sent is read before anybody asks for its sender's scope.
  const there = routes.filter(({ realm, scope, upload }) => realm === home && scope && !upload)
  test.each(scopesOf(home))('with %s opens what belongs to it, and nothing else', async (scope) => {
    const role = home === 'partner' ? 'super_admin' : 'administrator'
    const { key, keyId } = await world.apiKey(home === 'partner' ? partnerId : null, owners[home], {
      role,
      scopes: [scope],
    })
    await world.ownerDb
      .updateTable('api_key')
      .set({ sponsors: home === 'partner' })
      .where('key_id', '=', keyId)
      .execute()
    const within = there.filter((route) => opens(scope, route))
    for (const route of within) {
      const { status, body, text } = await ask(key, route)
      expect(
        status === 401 || status >= 500 || ['scope_missing', 'not_for_keys'].includes(body.code),
        `${route.method} ${route.path}: ${text}`,
      ).toBe(false)
    }
    // One operation of every other scope stands for them, one that reads where there is one: what is sent is judged first.
    const others = new Map(there.filter((route) => !opens(scope, route)).map((route) => [route.scope, route]))
    for (const [needed, route] of others)
      expect((await ask(key, route)).body, `${route.method} ${route.path}`).toMatchObject({
        status: 403,
        missing: `scope ${needed}`,
      })
  })
})
