import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unzip } from '../../test/support/unzip.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let served: string
let other: string
let grace: string
let closed: string
let admin: Actor
let user: Actor
const at = (rest = '') => `/api/v1/partners/${partnerId}/collectors${rest}`
const given = (customerId: string, name: string) => ({ customerId, name, inventoryName: name, site: 'Hall 3' })

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  served = await world.customer(partnerId, { name: 'Served' })
  other = await world.customer(partnerId, { name: 'Other' })
  grace = await world.customer(partnerId, { name: 'Grace' })
  closed = await world.customer(partnerId, { name: 'Closed' })
  await world.service(partnerId, served)
  await world.service(partnerId, other)
  admin = await world.member(partnerId, { role: 'admin' })
  user = await world.member(partnerId, { role: 'user', customers: [served, grace, closed] })
  const contracts = [await world.service(partnerId, grace), await world.service(partnerId, closed)]
  for (const customerId of [served, other, grace, closed])
    await made(admin, given(customerId, `Of ${customerId.slice(-4)}`))
  for (const [place, contractId] of contracts.entries())
    await world.ownerDb
      .updateTable('contract')
      .set({ starts_at: inDays(-300), ends_at: inDays(place === 0 ? -3 : -90) })
      .where('contract_id', '=', contractId)
      .execute()
})
afterAll(() => world.close())

async function made(actor: Actor, body: object): Promise<string> {
  const reply = await world.call(actor, 'POST', at(), body)
  expect(reply.status, reply.text).toBe(201)
  return reply.body.collectorId
}
const list = async (actor: Actor, query = '') => (await world.call(actor, 'GET', at(query))).body
const idOf = async (customerId: string) => (await list(admin, `?customerId=${customerId}`)).items[0].collectorId

describe('who sees and changes what', () => {
  test('SA and PA see every registration whatever the service; a PU those of associated customers while it is open', async () => {
    const names = async (actor: Actor) =>
      (await list(actor)).items.map((item: { customerName: string }) => item.customerName).sort()
    expect(await names(admin)).toEqual(['Closed', 'Grace', 'Other', 'Served'])
    expect(await names(user)).toEqual(['Grace', 'Served'])
    expect((await list(user)).total).toBe(2)
    expect((await world.call(user, 'GET', at(`/${await idOf(closed)}`))).status).toBe(404)
    expect((await world.call(user, 'GET', at(`/${await idOf(other)}`))).status).toBe(404)
    const sponsor = await world.administrator(partnerId)
    expect((await world.call(sponsor, 'GET', at())).body).toMatchObject({ missing: 'a role in the support service' })
    const outsider = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
    expect((await world.call(outsider, 'GET', at())).status).toBe(404)
    expect((await world.call(null, 'GET', at())).status).toBe(401)
  })

  test('registering needs the customer’s service in force; grace reads only, and says what is missing (R25, R36)', async () => {
    for (const [customerId, status, actor] of [
      [served, 201, user],
      [grace, 403, user],
      [grace, 403, admin],
      [closed, 403, admin],
      [closed, 400, await world.member(partnerId, { role: 'user', customers: [served] })],
      [other, 400, user],
    ] as const) {
      const reply = await world.call(actor, 'POST', at(), given(customerId, `New ${status} ${customerId}`))
      expect(reply.status, reply.text).toBe(status)
      if (status === 403)
        expect(reply.body).toMatchObject({
          code: customerId === grace ? 'service_in_grace' : 'service_closed',
          missing: 'a support-service contract in force for this customer',
        })
    }
    const inGrace = at(`/${await idOf(grace)}`)
    expect((await world.call(admin, 'PATCH', inGrace, { name: 'Later' })).body.code).toBe('service_in_grace')
    expect((await world.call(admin, 'POST', `${inGrace}/licence`)).body.code).toBe('service_in_grace')
    expect((await world.call(user, 'POST', `${inGrace}/delete`, { reason: 'Gone' })).status).toBe(403)
  })

  test('an administrator may end one whose service has ended; a suspended partner’s changes nothing', async () => {
    const [mine, its] = [await idOf(grace), await idOf(closed)]
    expect((await list(admin, `?customerId=${grace}`)).items[0]).toMatchObject({ mayChange: false, mayEnd: true })
    const suspend = (state: string) =>
      world.ownerDb.updateTable('partner').set({ state }).where('partner_id', '=', partnerId).execute()
    await suspend('suspended')
    expect((await world.call(admin, 'POST', at(`/${mine}/delete`), { reason: 'Gone' })).status).toBe(403)
    expect((await list(admin)).items[0]).toMatchObject({ mayChange: false, mayEnd: false })
    await suspend('active')
    for (const id of [mine, its])
      expect((await world.call(admin, 'POST', at(`/${id}/delete`), { reason: 'Replaced' })).status).toBe(204)
  })

  test('staff look at a partner’s, and change none', async () => {
    const agent = await world.staff('support_agent')
    const path = `/api/v1/vendor/partners/${partnerId}/collectors`
    const { items, total } = (await world.call(agent, 'GET', path)).body
    expect([items.length, items[0].mayChange]).toEqual([total, false])
    expect((await world.call(agent, 'GET', at())).status).toBe(404)
    expect((await world.call(admin, 'GET', path)).status).toBe(404)
    const file = await world.call(agent, 'GET', `/api/v1/vendor/partners/${partnerId}/collectors-export`)
    expect(file.text.trim().split('\n')).toHaveLength(total + 1)
  })

  test('a key reads or writes by its scopes', async () => {
    const owner = await world.member(partnerId, { role: 'super_admin' })
    const { key } = await world.apiKey(partnerId, owner, { scopes: ['collectors:read'] })
    const headers = { authorization: `Bearer ${key}` }
    expect((await world.call(null, 'GET', at(), undefined, headers)).status).toBe(200)
    const refused = await world.call(null, 'POST', at(), given(served, 'By key'), headers)
    expect(refused.body).toMatchObject({ code: 'scope_missing', params: { scope: 'collectors:write' } })
  })
})

describe('a registration', () => {
  test('has its names to itself at the customer, and says which is taken', async () => {
    await made(admin, { ...given(other, 'North'), inventoryName: 'Main' })
    const twice = await world.call(admin, 'POST', at(), { ...given(other, 'NORTH'), inventoryName: ' main ' })
    expect(twice.status).toBe(400)
    expect(twice.body.fields.map(({ code }: { code: string }) => code)).toEqual([
      'collector_name_taken',
      'inventory_taken',
    ])
    await made(admin, { ...given(served, 'North'), inventoryName: 'Main' })
    const wrong = await world.call(admin, 'POST', at(), { ...given(other, ''), intervalHours: 0, role: 'x' })
    expect(wrong.body.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
      'intervalHours',
      'inventoryName',
      'name',
      'role',
    ])
  })

  test('is changed, found, filtered, and deleted: the audit has each, the list no longer', async () => {
    const id = await made(admin, { ...given(served, 'Lisbon'), serial: 'PGX-77' })
    const change = { name: 'Lisboa', intervalHours: 168 }
    expect((await world.call(user, 'PATCH', at(`/${id}`), change)).body).toMatchObject({
      ...change,
      serial: 'PGX-77',
      status: 'registered',
      certificateCreatedAt: null,
      firstUploadAt: null,
      lastUploadAt: null,
      createdBy: `${admin.firstName} ${admin.lastName}`,
      updatedBy: `${user.firstName} ${user.lastName}`,
    })
    for (const q of ['lisbo', 'pgx-77', id]) expect((await list(admin, `?q=${q}`)).total, q).toBe(1)
    expect((await list(admin, '?status=registered&sort=-created')).items[0].collectorId).toBe(id)
    const pages = await list(admin, '?limit=1')
    expect((await list(admin, `?limit=1&cursor=${pages.nextCursor}`)).items).toHaveLength(1)
    expect((await world.call(user, 'POST', at(`/${id}/revoke`), { reason: 'Lost' })).body.code).toBe(
      'nothing_to_revoke',
    )
    expect((await world.call(user, 'POST', at(`/${id}/delete`), { reason: 'Lost' })).status).toBe(204)
    expect((await list(admin, '?q=lisboa')).total).toBe(0)
    expect((await list(admin, '?q=lisboa&status=deleted')).items[0]).toMatchObject({ deletedReason: 'Lost' })
    expect((await world.call(user, 'PATCH', at(`/${id}`), change)).body.code).toBe('collector_deleted')
    // Its names are free again.
    await made(admin, { ...given(served, 'Lisboa'), inventoryName: 'Lisbon' })
    const { body } = await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/audit?q=lisb`)
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
      'collector.created',
      'collector.deleted',
      'collector.changed',
      'collector.created',
    ])
  })

  test('exports with every column of R27, in the reader’s language, safe to open, audited', async () => {
    await made(admin, { ...given(other, '=cmd|calc'), inventoryName: '@sum' })
    const english = await world.call(admin, 'GET', at('-export?format=csv'))
    expect(english.text.split('\n')[0]).toContain('Appliance id')
    for (const column of [
      'Inventory',
      'Site',
      'Version',
      'Status',
      'Certificate created',
      'First upload',
      'Last upload',
      'Created by',
    ])
      expect(english.text.split('\n')[0]).toContain(column)
    expect(english.text).toContain("'=cmd|calc")
    const rows = english.text.trim().split('\n').length - 1
    expect(rows).toBe((await list(admin)).total)
    const spaniard = await world.member(partnerId, { role: 'user', customers: [served] })
    await world.ownerDb.updateTable('auth.user').set({ language: 'es' }).where('id', '=', spaniard.accountId).execute()
    const response = await world.app.request(at('-export?format=xlsx'), { headers: { cookie: spaniard.cookie } })
    const sheet = Object.values(unzip(Buffer.from(await response.arrayBuffer()))).join('')
    expect(sheet).toContain('Cliente')
    expect(sheet).toContain('Served')
    expect(sheet).not.toContain('Other')
    const { body } = await world.call(
      admin,
      'GET',
      `/api/v1/partners/${partnerId}/audit?action=collector.list_exported`,
    )
    expect(body.items.length).toBeGreaterThan(0)
  })
})
