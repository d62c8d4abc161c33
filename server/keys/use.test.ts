import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let customers: string
let customerId: string
let superAdmin: Actor
let administrator: Actor
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  customers = `/api/v1/partners/${partnerId}/customers`
  customerId = await world.customer(partnerId)
  await world.service(partnerId, customerId)
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
  administrator = await world.staff()
})
afterAll(() => world.close())

const everything = ['customers:write', 'people:write', 'audit:read', 'sponsorships:write', 'overview:read']
async function keyOf(
  actor: Actor,
  given: object = {},
  home = `partners/${partnerId}`,
): Promise<{ key: string; keyId: string }> {
  const body = { name: 'Script', role: 'admin', scopes: everything, ...given }
  const reply = await world.call(actor, 'POST', `/api/v1/${home}/keys`, body)
  expect(reply.status, reply.text).toBe(201)
  return reply.body
}
const vendorKey = (role: string, scopes: string[]) => keyOf(administrator, { role, scopes }, 'vendor')
const by = (key: string, method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  world.call(null, method, path, body, { authorization: `Bearer ${key}`, ...headers })

describe('where a key works', () => {
  test('in its partner only, and not at the vendor', async () => {
    const { key } = await keyOf(superAdmin)
    expect((await by(key, 'GET', customers)).body.items).toMatchObject([{ customerId }])
    const other = (await world.partner()).partnerId
    await world.customer(other)
    for (const path of [
      `/api/v1/partners/${other}/customers`,
      '/api/v1/vendor/partners',
      `/api/v1/partners/${other}/keys`,
    ])
      expect((await by(key, 'GET', path)).status).toBe(404)
  })

  test('of the vendor: at the vendor only, with its role', async () => {
    const { key } = await vendorKey('auditor', ['partners:write', 'audit:read'])
    expect((await by(key, 'GET', '/api/v1/vendor/partners')).status).toBe(200)
    expect((await by(key, 'GET', '/api/v1/vendor/audit')).status).toBe(200)
    expect((await by(key, 'POST', '/api/v1/vendor/partners', { name: 'By an auditor' })).body).toMatchObject({
      status: 403,
      missing: 'role administrator or support agent',
    })
    expect((await by(key, 'GET', customers)).status).toBe(404)
    const agent = await vendorKey('support_agent', ['partners:write'])
    expect((await by(agent.key, 'POST', '/api/v1/vendor/partners', { name: 'By an agent' })).status).toBe(201)
  })

  test('never for a person’s own affairs, whatever its scopes', async () => {
    const { key } = await keyOf(superAdmin)
    for (const [method, path, body] of [
      ['GET', '/api/v1/account/sessions'],
      ['PATCH', '/api/v1/me', { language: 'es' }],
      ['GET', '/api/v1/access'],
      ['PUT', `/api/v1/partners/${partnerId}/status-report/subscription`, { every: 'weekly' }],
    ] as const)
      expect((await by(key, method, path, body)).body, path).toMatchObject({ status: 403, code: 'not_for_keys' })
  })

  test('says what it is', async () => {
    const { key, keyId } = await keyOf(superAdmin, {
      role: 'user',
      customers: [customerId],
      scopes: ['customers:read'],
    })
    expect((await by(key, 'GET', '/api/v1/key')).body).toMatchObject({
      keyId,
      name: 'Script',
      scopes: ['customers:read'],
      staffRole: null,
      partner: { partnerId, role: 'user', service: 'in_force', allCustomers: false },
    })
    const ofVendor = await vendorKey('administrator', ['vendor:read'])
    expect((await by(ofVendor.key, 'GET', '/api/v1/key')).body).toMatchObject({
      staffRole: 'administrator',
      partner: null,
    })
    expect((await world.call(superAdmin, 'GET', '/api/v1/key')).body.code).toBe('key_required')
  })
})

describe('what a key may', () => {
  test('reaches its customers and no others (R21)', async () => {
    const other = await world.customer(partnerId)
    const { key } = await keyOf(superAdmin, { role: 'user', customers: [customerId] })
    expect((await by(key, 'GET', customers)).body.items).toMatchObject([{ customerId }])
    expect((await by(key, 'GET', `${customers}/${other}`)).status).toBe(404)
    expect((await by(key, 'POST', customers, { name: 'By a user key' })).status).toBe(403)
    await world.ownerDb.deleteFrom('customer').where('customer_id', '=', other).execute()
  })

  test('a write scope holds the read; without one it is told which is missing', async () => {
    const writing = await keyOf(superAdmin, { scopes: ['customers:write'] })
    const reading = await keyOf(superAdmin, { scopes: ['customers:read'] })
    expect((await by(writing.key, 'GET', customers)).status).toBe(200)
    const refused = await by(reading.key, 'POST', customers, { name: 'No scope' })
    expect(refused.body).toMatchObject({ status: 403, code: 'scope_missing', params: { scope: 'customers:write' } })
    const ofVendor = await vendorKey('administrator', ['mail:read'])
    expect((await by(ofVendor.key, 'GET', '/api/v1/vendor/partners')).body.grantedBy).toBe('a vendor administrator')
  })

  test('the audit says that it was a key, whose, and by which right', async () => {
    const { key, keyId } = await keyOf(superAdmin, { name: 'CRM sync' })
    const made = await by(key, 'POST', customers, { name: 'Made by a script' })
    expect(made.status).toBe(201)
    const list = await world.call(superAdmin, 'GET', `/api/v1/partners/${partnerId}/audit?actor=${keyId}`)
    expect(list.body.items).toMatchObject([
      {
        actor: 'CRM sync',
        action: 'customer.created',
        why: 'partner administrator',
        key: { keyId, ownerId: superAdmin.accountId, owner: `${superAdmin.firstName} ${superAdmin.lastName}` },
      },
    ])
    const verified = await world.call(superAdmin, 'GET', `/api/v1/partners/${partnerId}/audit/verification`)
    expect(verified.body).toMatchObject({ intact: true })
  })

  test('an idempotency key of a script is no other’s', async () => {
    const headers = { 'idempotency-key': 'shared-words' }
    const one = await keyOf(superAdmin)
    const two = await keyOf(superAdmin)
    const ids = []
    for (const { key } of [one, one, two])
      ids.push((await by(key, 'POST', customers, { name: `Of ${key.slice(0, 12)}` }, headers)).body.customerId)
    expect(ids[0]).toBe(ids[1])
    expect(ids[2]).not.toBe(ids[0])
  })

  test('of a suspended partner it only reads', async () => {
    const { partnerId: suspended } = await world.partner()
    const owner = await world.member(suspended, { role: 'admin' })
    const { key } = await keyOf(owner, { scopes: ['customers:write'] }, `partners/${suspended}`)
    await world.ownerDb.updateTable('partner').set({ state: 'suspended' }).where('partner_id', '=', suspended).execute()
    const path = `/api/v1/partners/${suspended}/customers`
    expect((await by(key, 'GET', path)).status).toBe(200)
    expect((await by(key, 'POST', path, { name: 'Late' })).status).toBe(403)
  })
})

describe('an owner who may give less (R35)', () => {
  const change = (accountId: string, set: object) =>
    world.ownerDb.updateTable('membership').set(set).where('account_id', '=', accountId).execute()
  const state = async (keyId: string) =>
    (await world.call(superAdmin, 'GET', `/api/v1/partners/${partnerId}/keys/${keyId}`)).body

  test('a demoted one leaves a demoted key; one who gives none leaves it asleep, until somebody takes it over', async () => {
    const owner = await world.member(partnerId, { role: 'super_admin' })
    const { key, keyId } = await keyOf(owner, { role: 'super_admin' })
    const role = async () => (await by(key, 'GET', '/api/v1/key')).body.partner?.role
    expect(await role()).toBe('super_admin')
    await change(owner.accountId, { role: 'admin' })
    expect(await role()).toBe('admin')
    expect(await state(keyId)).toMatchObject({ state: 'active', role: 'super_admin', effectiveRole: 'admin' })
    for (const set of [{ role: 'user' }, { role: 'admin', state: 'suspended' }, { state: 'removed' }]) {
      await change(owner.accountId, set)
      expect((await by(key, 'GET', customers)).body, JSON.stringify(set)).toMatchObject({ code: 'key_refused' })
    }
    expect(await state(keyId)).toMatchObject({ state: 'sleeping', effectiveRole: null })
    const take = () => world.call(superAdmin, 'POST', `/api/v1/partners/${partnerId}/keys/${keyId}/take-over`)
    expect((await take()).status).toBe(204)
    expect((await take()).body.code).toBe('key_owned')
    expect(await role()).toBe('super_admin')
    expect(await state(keyId)).toMatchObject({ state: 'active', owner: { myself: true } })
  })

  test('loses the right to sponsor, and so does the key', async () => {
    const owner = await world.member(partnerId, { role: 'admin', sponsors: true })
    const { key } = await keyOf(owner, { sponsors: true })
    const sponsorships = `/api/v1/partners/${partnerId}/sponsorships`
    expect((await by(key, 'GET', sponsorships)).status).toBe(200)
    await change(owner.accountId, { sponsors: false })
    expect((await by(key, 'GET', sponsorships)).status).toBe(403)
  })

  test('of the vendor: an administrator no more, no key more', async () => {
    const owner = await world.staff()
    const { key } = await keyOf(owner, { role: 'auditor', scopes: ['partners:read'] }, 'vendor')
    expect((await by(key, 'GET', '/api/v1/vendor/partners')).status).toBe(200)
    await world.ownerDb
      .updateTable('vendor_staff')
      .set({ role: 'support_agent' })
      .where('account_id', '=', owner.accountId)
      .execute()
    expect((await by(key, 'GET', '/api/v1/vendor/partners')).status).toBe(401)
  })

  test('a disabled account has no keys', async () => {
    const owner = await world.member(partnerId, { role: 'admin' })
    const { key } = await keyOf(owner)
    await world.ownerDb
      .updateTable('auth.user')
      .set({ disabledAt: new Date() })
      .where('id', '=', owner.accountId)
      .execute()
    expect((await by(key, 'GET', customers)).status).toBe(401)
  })
})

describe('a request with a key', () => {
  test('and a cookie is the key’s; a foreign page’s origin does not matter to it', async () => {
    const { key } = await keyOf(superAdmin, { scopes: ['people:read'] })
    const headers = { authorization: `Bearer ${key}` }
    expect((await world.call(superAdmin, 'GET', customers, undefined, headers)).body.code).toBe('scope_missing')
    expect((await world.call(administrator, 'GET', '/api/v1/vendor/partners', undefined, headers)).status).toBe(404)
    // Where strangers are let in, neither counts.
    expect((await world.call(superAdmin, 'GET', '/api/v1/me', undefined, headers)).body.account).toBeNull()
    const wide = await keyOf(superAdmin)
    for (const origin of ['https://evil.example', 'null'])
      expect((await by(wide.key, 'POST', customers, { name: `From ${origin}` }, { origin })).status).toBe(201)
    // Without one a cookie still needs the portal's own origin.
    const forged = { origin: 'https://evil.example' }
    expect((await world.call(superAdmin, 'POST', customers, { name: 'Forged' }, forged)).body.code).toBe(
      'foreign_origin',
    )
    const basic = { ...forged, authorization: 'Basic eDp5' }
    expect((await world.call(superAdmin, 'POST', customers, { name: 'Forged' }, basic)).body.code).toBe(
      'foreign_origin',
    )
  })

  test('is counted by the key, and says how much is left', async () => {
    const { key } = await keyOf(superAdmin)
    const first = await by(key, 'GET', customers)
    expect(first.headers.get('ratelimit-limit')).toBe('600')
    const left = Number(first.headers.get('ratelimit-remaining'))
    expect(Number((await by(key, 'GET', customers)).headers.get('ratelimit-remaining'))).toBe(left - 1)
    await Promise.all(Array.from({ length: left - 1 }, () => by(key, 'GET', '/api/v1/key')))
    const refused = await by(key, 'GET', customers)
    expect(refused.body).toMatchObject({ status: 429, code: 'too_many_requests' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    // Nobody else's requests are counted with it.
    expect((await by((await keyOf(superAdmin)).key, 'GET', customers)).status).toBe(200)
  })

  test('notes when it was used and from where, once a minute', async () => {
    const { key, keyId } = await keyOf(superAdmin)
    const used = () =>
      world.ownerDb.selectFrom('api_key').selectAll().where('key_id', '=', keyId).executeTakeFirstOrThrow()
    await by(key, 'GET', customers)
    const first = await used()
    expect(first.last_used_network).toBe('in-process')
    await by(key, 'GET', customers)
    expect((await used()).last_used_at).toEqual(first.last_used_at)
    const earlier = new Date(Date.now() - 61_000)
    await world.ownerDb.updateTable('api_key').set({ last_used_at: earlier }).where('key_id', '=', keyId).execute()
    // What fails was a use as well.
    await by(key, 'GET', `${customers}/${crypto.randomUUID()}`)
    expect((await used()).last_used_at?.getTime()).toBeGreaterThan(earlier.getTime())
  })
})
