import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let path: string
let customerId: string
let superAdmin: Actor
let admin: Actor
beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  path = `/api/v1/partners/${partnerId}/keys`
  customerId = await world.customer(partnerId)
  superAdmin = await world.member(partnerId, { role: 'super_admin' })
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world.close())

const wanted = { name: 'Nightly import', role: 'admin', scopes: ['customers:read'] }
const make = async (actor: Actor, given: object = {}) => {
  const reply = await world.call(actor, 'POST', path, { ...wanted, ...given })
  expect(reply.status, reply.text).toBe(201)
  return reply.body as { keyId: string; key: string; hint: string; expiresAt: string }
}
const read = async (keyId: string, actor = superAdmin) => (await world.call(actor, 'GET', `${path}/${keyId}`)).body
const by = (key: string, method = 'GET', where = `/api/v1/partners/${partnerId}/customers`, body?: object) =>
  world.call(null, method, where, body, { authorization: `Bearer ${key}` })

describe('making one', () => {
  test('answers the key once; what is kept is a keyed hash', async () => {
    const made = await make(admin)
    expect(made.key).toMatch(/^pgk_\w{8}_\w{38}$/)
    expect(made.key.startsWith(`${made.hint}_`)).toBe(true)
    const days = (new Date(made.expiresAt).getTime() - Date.now()) / 86_400_000
    expect(Math.round(days)).toBe(90)
    const shown = await read(made.keyId)
    expect(shown).toMatchObject({
      state: 'active',
      role: 'admin',
      effectiveRole: 'admin',
      owner: { accountId: admin.accountId, myself: false },
      lastUsedAt: null,
      secrets: [{ hint: made.hint, validUntil: null }],
      mayChange: true,
    })
    const secret = made.key.slice(13)
    for (const table of ['api_key', 'api_key_secret', 'audit_entry', 'app.idempotency_key'] as const) {
      const rows = await world.ownerDb
        .selectFrom(table as 'api_key')
        .selectAll()
        .execute()
      expect(JSON.stringify(rows)).not.toContain(secret)
    }
    expect(JSON.stringify(await read(made.keyId))).not.toContain(secret)
  })

  test('a retry with its idempotency key answers the same key', async () => {
    const headers = { 'idempotency-key': 'make-once' }
    const [first, second] = [
      await world.call(admin, 'POST', path, { ...wanted, name: 'Once' }, headers),
      await world.call(admin, 'POST', path, { ...wanted, name: 'Once' }, headers),
    ]
    expect(second.body).toEqual(first.body)
    expect((await world.call(admin, 'GET', `${path}?q=once`)).body.total).toBe(1)
  })

  test('nobody gives above their own role, or sponsoring without having it (R24)', async () => {
    const above = await world.call(admin, 'POST', path, { ...wanted, role: 'super_admin' })
    expect(above.status).toBe(403)
    expect(above.body).toMatchObject({ missing: 'role super administrator' })
    const sponsoring = await world.call(superAdmin, 'POST', path, { ...wanted, sponsors: true })
    expect(sponsoring.body).toMatchObject({ status: 403, missing: 'sponsorship administrator' })
    const both = await world.member(partnerId, { role: 'super_admin', sponsors: true })
    expect(await read((await make(both, { role: 'super_admin', sponsors: true })).keyId)).toMatchObject({
      sponsors: true,
    })
    expect((await world.call(admin, 'GET', `${path}/choices`)).body).toMatchObject({
      roles: ['admin', 'user'],
      sponsors: false,
      standardDays: 90,
    })
  })

  test('naming somebody else as owner or maker is refused (attack 14)', async () => {
    for (const field of ['ownerId', 'owner_id', 'userId', 'accountId', 'createdBy', 'partnerId'])
      for (const [actor, status] of [
        [admin, 400],
        [null, 401],
      ] as const)
        expect((await world.call(actor, 'POST', path, { ...wanted, [field]: superAdmin.accountId })).status).toBe(
          status,
        )
  })

  test('all wrong fields are named at once', async () => {
    const reply = await world.call(admin, 'POST', path, {
      name: ' ',
      role: 'root',
      scopes: ['x:read'],
      expiresInDays: 366,
    })
    expect(reply.status).toBe(400)
    expect(reply.body.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
      'expiresInDays',
      'name',
      'role',
      'scopes.0',
    ])
    const elsewhere = await world.customer((await world.partner()).partnerId)
    for (const [given, code] of [
      [{ role: 'user' }, 'customers_or_all'],
      [{ role: 'user', allCustomers: true, customers: [customerId] }, 'customers_or_all'],
      [{ role: 'user', customers: [elsewhere] }, 'unknown_customer'],
      [{ role: 'admin', customers: [customerId] }, 'for_user_keys'],
    ] as const) {
      const { body } = await world.call(admin, 'POST', path, { ...wanted, ...given })
      expect(body.fields).toMatchObject([{ path: 'customers', code }])
    }
  })

  test('of an administrator’s role takes that it reaches all, which says nothing new', async () => {
    const made = await world.call(admin, 'POST', path, {
      ...wanted,
      name: 'All of it',
      role: 'admin',
      allCustomers: true,
    })
    expect(made.status, made.text).toBe(201)
    const { body } = await world.call(admin, 'GET', `${path}/${made.body.keyId}`)
    expect(body).toMatchObject({ role: 'admin', allCustomers: false, customers: [] })
    const changed = await world.call(admin, 'PATCH', `${path}/${made.body.keyId}`, { allCustomers: true })
    expect(changed.status, changed.text).toBe(204)
    await world.call(admin, 'POST', `${path}/${made.body.keyId}/revoke`, { reason: 'Only a test' })
  })

  test('is for SA and PA; others learn why not, outsiders nothing', async () => {
    const user = await world.member(partnerId, { role: 'user', customers: 'all' })
    const sponsor = await world.administrator(partnerId)
    const stranger = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
    for (const [actor, status] of [
      [user, 403],
      [sponsor, 403],
      [stranger, 404],
      [await world.staff(), 404],
      [null, 401],
    ] as const) {
      expect((await world.call(actor, 'POST', path, wanted)).status).toBe(status)
      expect((await world.call(actor, 'GET', path)).status).toBe(status)
    }
  })

  test('a key changes no keys, and reads them only with the scope', async () => {
    const { key, keyId } = await make(superAdmin, { role: 'super_admin', scopes: ['api-keys:read'] })
    for (const [method, where, body] of [
      ['GET', `${path}/choices`],
      ['POST', path, wanted],
      ['PATCH', `${path}/${keyId}`, { scopes: ['customers:write'] }],
      ['POST', `${path}/${keyId}/rotate`, {}],
      ['POST', `${path}/${keyId}/revoke`, { reason: 'by itself' }],
    ] as const)
      expect((await by(key, method, where, body)).body).toMatchObject({ status: 403, code: 'not_for_keys' })
    expect((await by(key, 'GET', `${path}/${keyId}`)).body).toMatchObject({ keyId, mayChange: false })
    expect((await by((await make(superAdmin)).key, 'GET', path)).body.code).toBe('scope_missing')
  })
})

describe('changing one', () => {
  let made: Awaited<ReturnType<typeof make>>
  beforeEach(async () => {
    made = await make(superAdmin, { role: 'super_admin' })
  })

  test('counts from its next request on', async () => {
    expect((await by(made.key)).status).toBe(200)
    const change = { name: 'Renamed', scopes: ['people:read'] }
    expect((await world.call(superAdmin, 'PATCH', `${path}/${made.keyId}`, change)).status).toBe(204)
    const refused = await by(made.key)
    expect(refused.body).toMatchObject({
      status: 403,
      code: 'scope_missing',
      missing: 'scope customers:read',
      grantedBy: 'an administrator of the partner',
    })
    expect(await read(made.keyId)).toMatchObject(change)
  })

  test('a PA neither changes, rotates nor takes over an SA’s, but may end it', async () => {
    const own = `${path}/${made.keyId}`
    for (const [method, where, body] of [
      ['PATCH', own, { name: 'Mine' }],
      ['POST', `${own}/rotate`, {}],
      ['POST', `${own}/take-over`, undefined],
    ] as const)
      expect((await world.call(admin, method, where, body)).body).toMatchObject({ status: 403 })
    expect(await read(made.keyId, admin)).toMatchObject({ mayChange: false, name: wanted.name })
    expect((await world.call(admin, 'POST', `${own}/revoke`, { reason: 'leaked' })).status).toBe(204)
    expect((await by(made.key)).body).toMatchObject({ status: 401, code: 'key_refused' })
    expect(await read(made.keyId)).toMatchObject({ state: 'revoked', revokedReason: 'leaked', secrets: [] })
    for (const act of ['revoke', 'rotate'])
      expect(
        (await world.call(superAdmin, 'POST', `${own}/${act}`, act === 'revoke' ? { reason: 'again' } : {})).body.code,
      ).toBe('key_revoked')
  })

  test('rotation: a new secret at once, the old one for as long as was said', async () => {
    const rotate = (body: object) => world.call(superAdmin, 'POST', `${path}/${made.keyId}/rotate`, body)
    const second = (await rotate({ overlapHours: 48, expiresInDays: 30 })).body
    expect((await by(made.key)).status).toBe(200)
    expect((await by(second.key)).status).toBe(200)
    const shown = await read(made.keyId)
    expect(shown.secrets.map(({ hint }: { hint: string }) => hint)).toEqual([second.hint, made.hint])
    expect(shown.secrets[0].validUntil).toBeNull()
    const hours = (new Date(shown.secrets[1].validUntil).getTime() - Date.now()) / 3_600_000
    expect(Math.round(hours)).toBe(48)
    expect(shown.expiresAt).toBe(second.expiresAt)
    // Without an overlap all that went before end at once.
    const third = (await rotate({ overlapHours: 0 })).body
    for (const [key, status] of [
      [made.key, 401],
      [second.key, 401],
      [third.key, 200],
    ])
      expect((await by(key)).status).toBe(status)
    expect((await world.call(superAdmin, 'POST', `${path}/${made.keyId}/rotate`, { overlapHours: 337 })).status).toBe(
      400,
    )
  })

  test('an expired one gets a new end with its new secret', async () => {
    await world.ownerDb
      .updateTable('api_key')
      .set({ expires_at: new Date() })
      .where('key_id', '=', made.keyId)
      .execute()
    expect(await read(made.keyId)).toMatchObject({ state: 'expired' })
    const rotate = (body: object) => world.call(superAdmin, 'POST', `${path}/${made.keyId}/rotate`, body)
    expect((await rotate({})).body).toMatchObject({ status: 409, code: 'key_expired' })
    expect((await by((await rotate({ expiresInDays: 7 })).body.key)).status).toBe(200)
  })

  test('of a user key: other customers', async () => {
    const user = await make(admin, { role: 'user', customers: [customerId] })
    const other = await world.customer(partnerId)
    await world.service(partnerId, customerId)
    const seen = async () => (await by(user.key)).body.items.map((one: { customerId: string }) => one.customerId)
    expect(await seen()).toEqual([customerId])
    const change = (body: object) => world.call(admin, 'PATCH', `${path}/${user.keyId}`, body)
    expect((await change({ customers: [other] })).status).toBe(204)
    expect(await seen()).toEqual([other])
    expect((await change({ allCustomers: true })).status).toBe(204)
    expect((await seen()).sort()).toEqual([customerId, other].sort())
    expect((await change({ allCustomers: false })).status).toBe(400)
  })
})

describe('the list', () => {
  test('searches, filters by state, sorts and pages', async () => {
    const found = (await make(admin, { name: 'Éxport of Zürich' })).hint
    const list = async (query: string) => (await world.call(admin, 'GET', `${path}?${query}`)).body
    expect((await list('q=zurich')).items).toMatchObject([{ name: 'Éxport of Zürich' }])
    expect((await list(`q=${found}`)).total).toBe(1)
    const revoked = await list('state=revoked&sort=-created')
    expect(revoked.items.every(({ state }: { state: string }) => state === 'revoked')).toBe(true)
    const first = await list('limit=2&sort=used')
    const second = await list(`limit=2&sort=used&cursor=${first.nextCursor}`)
    const ids = [...first.items, ...second.items].map(({ keyId }: { keyId: string }) => keyId)
    expect(new Set(ids).size).toBe(4)
  })
})

describe('the audit', () => {
  test('says who did what to which key', async () => {
    const { keyId, key } = await make(superAdmin, { name: 'Audited' })
    await world.call(superAdmin, 'POST', `${path}/${keyId}/rotate`, {})
    await world.call(superAdmin, 'POST', `${path}/${keyId}/revoke`, { reason: 'no longer used' })
    const entries = await world.ownerDb.selectFrom('audit_entry').selectAll().where('object_id', '=', keyId).execute()
    expect(entries.map(({ action }) => action)).toEqual(['api_key.created', 'api_key.rotated', 'api_key.revoked'])
    expect(entries.map(({ body }) => body).join()).not.toContain(key.slice(13))
    expect(JSON.parse(entries[2]?.body ?? '')).toMatchObject({
      why: 'super administrator of the partner',
      detail: { reason: 'no longer used' },
    })
  })
})
