import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let admin: Actor
const at = (rest = '') => `/api/v1/partners/${partnerId}/customers${rest}`

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  admin = await world.administrator(partnerId)
})
afterAll(() => world.close())

const complete = {
  name: 'Molinos Ébano S.A.',
  city: 'Zaragoza',
  country: 'ES',
  domains: ['@Molinos.Example', 'https://münchen.example/', 'molinos.example', 'gmail.com'],
  language: 'es',
  purchase: 'Two core switches',
  purchasedOn: '2026-01-31',
  supportContractNumber: 'S-77',
  supportStartsAt: inDays(-10).toISOString(),
  supportEndsAt: inDays(20).toISOString(),
}

describe('creating', () => {
  test('normalises domains, flags free mail, says what it is good for, and audits', async () => {
    const made = await world.call(admin, 'POST', at(), complete)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      name: 'Molinos Ébano S.A.',
      domains: ['molinos.example', 'xn--mnchen-3ya.example', 'gmail.com'],
      freeMailDomains: ['gmail.com'],
      supportState: 'ending',
      purchasedOn: '2026-01-31',
      notSponsorable: [],
    })
    const entry = await world.ownerDb
      .selectFrom('audit_entry')
      .select(['action', 'partner_id'])
      .where('object_id', '=', made.body.customerId)
      .executeTakeFirst()
    expect(entry).toEqual({ action: 'customer.created', partner_id: partnerId })
  })

  test('what is still to be bought was not bought (R7)', async () => {
    const purchasedOn = inDays(3).toISOString().slice(0, 10)
    const refused = await world.call(admin, 'POST', at(), { ...complete, name: 'To be', purchasedOn })
    expect(refused).toMatchObject({ status: 400, body: { fields: [{ path: 'purchasedOn', code: 'date_in_future' }] } })
  })

  test('names every wrong field at once, an unknown one too', async () => {
    const refused = await world.call(admin, 'POST', at(), {
      name: '',
      country: 'Spain',
      domains: ['fine.example', 'no domain', '10.0.0.1'],
      supportStartsAt: inDays(1).toISOString(),
      partnerId: 'x',
    })
    expect(refused.status).toBe(400)
    const codes = Object.fromEntries(refused.body.fields.map((f: { path: string; code: string }) => [f.path, f.code]))
    expect(codes).toMatchObject({
      name: 'too_small',
      country: 'invalid_format',
      'domains.1': 'invalid_domain',
      'domains.2': 'invalid_domain',
      partnerId: 'unknown_field',
    })
  })

  test('a second customer of the same name is a mistake', async () => {
    await world.call(admin, 'POST', at(), { name: 'Twice Ltd' })
    const again = await world.call(admin, 'POST', at(), { name: ' TWICE  ltd' })
    expect(again.body.fields).toMatchObject([{ path: 'name', code: 'customer_name_taken' }])
  })
})

describe('who may', () => {
  test('strangers 401, outsiders 404, members without any right 403 with the reason, suspended partners read only', async () => {
    const customerId = await world.customer(partnerId)
    const other = await world.partner()
    const otherAdmin = await world.administrator(other.partnerId)
    const member = await world.member(partnerId, { role: 'user' })
    expect((await world.call(null, 'GET', at())).status).toBe(401)
    expect((await world.call(otherAdmin, 'GET', at(`/${customerId}`))).status).toBe(404)
    // own partner in the path, another's customer in it
    const foreign = `/api/v1/partners/${other.partnerId}/customers/${customerId}`
    expect((await world.call(otherAdmin, 'PATCH', foreign, { name: 'Mine' })).status).toBe(404)
    expect((await world.call(otherAdmin, 'POST', `${foreign}/archive`, { reason: 'because' })).status).toBe(404)
    const denied = await world.call(member, 'GET', at())
    expect(denied).toMatchObject({
      status: 403,
      body: { missing: 'a support-service contract in force for at least one customer' },
    })
    await world.ownerDb
      .updateTable('partner')
      .set({ state: 'suspended' })
      .where('partner_id', '=', other.partnerId)
      .execute()
    const otherList = `/api/v1/partners/${other.partnerId}/customers`
    expect((await world.call(otherAdmin, 'GET', otherList)).status).toBe(200)
    expect((await world.call(otherAdmin, 'POST', otherList, { name: 'New' })).status).toBe(403)
    const row = await world.ownerDb
      .selectFrom('customer')
      .select(['state', 'name'])
      .where('customer_id', '=', customerId)
      .executeTakeFirst()
    expect(row).toMatchObject({ state: 'active', name: expect.stringMatching(/^Customer/) })
  })
})

describe('the list', () => {
  test('pages without gaps in every order, finds by name and domain, filters by support', async () => {
    const own = (await world.partner()).partnerId
    const reader = await world.administrator(own)
    const list = (query: string) => world.call(reader, 'GET', `/api/v1/partners/${own}/customers?${query}`)
    for (const name of ['Alba', 'Béta', 'gamma', 'Delta', 'Épsilon'])
      await world.customer(own, { name, domains: [`${name.toLowerCase().replace(/\W/g, 'x')}.example`] })
    await world.ownerDb
      .updateTable('customer')
      .set({ support_ends_at: inDays(-1) })
      .where('name', '=', 'Delta')
      .execute()
    for (const sort of ['name', '-name', 'created', '-created', 'support', '-support']) {
      const first = await list(`sort=${sort}&limit=2`)
      expect(first.body.total).toBe(5)
      const seen = first.body.items.map((c: { name: string }) => c.name)
      let cursor = first.body.nextCursor
      while (cursor) {
        const next = await list(`sort=${sort}&limit=2&cursor=${cursor}`)
        seen.push(...next.body.items.map((c: { name: string }) => c.name))
        cursor = next.body.nextCursor
      }
      expect(new Set(seen).size, sort).toBe(5)
      expect(seen).toHaveLength(5)
      if (sort === 'name') expect(seen).toEqual(['Alba', 'Béta', 'Delta', 'Épsilon', 'gamma'])
    }
    expect((await list('q=beta')).body.items).toHaveLength(1)
    expect((await list('q=gamma.exa')).body.items).toMatchObject([{ name: 'gamma' }])
    expect((await list('support=ended')).body.items).toMatchObject([{ name: 'Delta', supportState: 'ended' }])
    expect((await list('cursor=nonsense')).status).toBe(400)
  })
})

test('archiving shows first whom it stops, ends their sessions, and can be undone', async () => {
  const customerId = await world.customer(partnerId)
  const of = await world.sponsorship(partnerId, customerId)
  const person = await world.registered(of, { lastName: 'Ruiz' })
  // Who sponsors sees no collectors, and is told how many fall silent all the same.
  await world.service(partnerId, customerId)
  await world.collector(partnerId, customerId)
  const preview = await world.call(admin, 'POST', at(`/${customerId}/preview`), { archive: true })
  expect(preview.body).toMatchObject({ people: 1, sponsorshipCount: 1, collectorCount: 1, collectors: [] })
  // Of colleagues, too, they are told how many lose the customer, not who; who administers them as well is told both.
  await world.member(partnerId, { role: 'user', customers: [customerId] })
  const told = async (as: Actor) =>
    (await world.call(as, 'POST', at(`/${customerId}/preview`), { archive: true })).body.services
  expect(await told(admin)).toMatchObject([{ customerId, memberCount: 1, members: [] }])
  const both = await world.member(partnerId, { role: 'admin', sponsors: true })
  expect(await told(both)).toMatchObject([
    { customerId, memberCount: 2, members: [expect.any(String), expect.any(String)] },
  ])
  expect((await world.call(person, 'GET', '/api/v1/account/sessions')).status).toBe(200)
  expect((await world.call(admin, 'POST', at(`/${customerId}/archive`), { reason: 'x' })).status).toBe(400)
  expect((await world.call(admin, 'POST', at(`/${customerId}/archive`), { reason: 'left us' })).status).toBe(204)
  expect((await world.call(person, 'GET', '/api/v1/account/sessions')).status).toBe(401)
  const refused = await world.call(admin, 'PATCH', at(`/${customerId}`), { city: 'Vigo' })
  expect(refused).toMatchObject({ status: 409, body: { code: 'customer_archived' } })
  expect((await world.call(admin, 'POST', at(`/${customerId}/restore`), { reason: 'came back' })).status).toBe(204)
  expect((await world.call(admin, 'PATCH', at(`/${customerId}`), { city: 'Vigo' })).body).toMatchObject({
    city: 'Vigo',
  })
})

test('support that is over signs out who thereby lost everything (attack 21)', async () => {
  const customerId = await world.customer(partnerId)
  const person = await world.registered(await world.sponsorship(partnerId, customerId))
  const elsewhere = await world.registered(await world.sponsorship(partnerId, await world.customer(partnerId)))
  const ended = { supportEndsAt: new Date(Date.now() - 60_000).toISOString() }
  expect((await world.call(admin, 'PATCH', at(`/${customerId}`), ended)).status).toBe(200)
  expect((await world.call(person, 'GET', '/api/v1/account/sessions')).status).toBe(401)
  expect((await world.call(elsewhere, 'GET', '/api/v1/account/sessions')).status).toBe(200)
})
