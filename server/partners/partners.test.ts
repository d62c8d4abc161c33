import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let agent: Actor
beforeAll(async () => {
  world = await createWorld()
  agent = await world.staff('support_agent')
})
afterAll(() => world.close())

const call = (method: string, path: string, body?: unknown) =>
  world.call(agent, method, `/api/v1/vendor/partners${path}`, body)
const reason = 'Decided by the programme'

describe('partners', () => {
  test('are created with a name of their own, changed, and found however the name is spelt', async () => {
    const made = await call('POST', '', { name: 'Córdoba Sistemas', country: 'ES', website: 'https://cordoba.example' })
    expect(made.status).toBe(201)
    expect((await call('POST', '', { name: 'CORDOBA  sistemas' })).body.code).toBe('partner_name_taken')
    expect((await call('GET', '?q=cordoba')).body).toMatchObject({ total: 1, items: [{ name: 'Córdoba Sistemas' }] })
    const other = await call('POST', '', { name: 'Delta' })
    expect((await call('PATCH', `/${other.body.partnerId}`, { name: 'córdoba sistemas' })).status).toBe(409)
    expect((await call('PATCH', `/${other.body.partnerId}`, { name: 'Delta Dos', country: null })).status).toBe(204)
    const detail = await call('GET', `/${other.body.partnerId}`)
    expect(detail.body).toMatchObject({ name: 'Delta Dos', qualification: { qualified: false, reason: 'no_contract' } })
  })

  test('bad input is named; an unknown partner is not there', async () => {
    const wrong = await call('POST', '', {
      name: ' ',
      country: 'Spain',
      website: 'javascript:alert(1)',
      state: 'active',
    })
    expect(wrong.body.fields.map((field: { path: string }) => field.path).sort()).toEqual([
      'country',
      'name',
      'state',
      'website',
    ])
    expect((await call('GET', `/${crypto.randomUUID()}`)).status).toBe(404)
    expect((await call('GET', '/not-an-id')).status).toBe(404)
  })

  test('are listed with counts, sorted by them, in pages', async () => {
    const small = await world.partner({ name: 'Zeta Small' })
    const large = await world.partner({ name: 'Zeta Large' })
    await world.contract(large.partnerId)
    await world.contract(large.partnerId, { days: -1 })
    await world.customer(large.partnerId)
    await world.administrator(large.partnerId)
    const list = await call('GET', '?q=zeta&sort=-contracts')
    expect(list.body.items).toMatchObject([
      { name: 'Zeta Large', contractsInForce: 2, administrators: 1, customers: 1 },
      { name: 'Zeta Small', contractsInForce: 1, administrators: 0 },
    ])
    const page = await call('GET', '?q=zeta&sort=-contracts&limit=1')
    const next = await call('GET', `?q=zeta&sort=-contracts&limit=1&cursor=${page.body.nextCursor}`)
    expect(next.body).toMatchObject({ items: [{ partnerId: small.partnerId }], nextCursor: null })
    await world.administrator(large.partnerId)
    const short = await call('GET', '?q=zeta&shortOfAdministrators=true')
    expect(short.body.items.map((row: { name: string }) => row.name)).toEqual(['Zeta Small'])
  })

  test('a customer is found whoever its partner is', async () => {
    const { partnerId } = await world.partner({ name: 'Partner of the Sought' })
    const customerId = await world.customer(partnerId, { name: 'Sought Bakeries' })
    const agent = await world.staff('support_agent')
    const found = await world.call(agent, 'GET', '/api/v1/vendor/customers?q=ght%20bak')
    expect(found.body.items).toMatchObject([
      { customerId, name: 'Sought Bakeries', partnerId, partnerName: 'Partner of the Sought', people: 0 },
    ])
    const administrator = await world.administrator(partnerId)
    expect((await world.call(administrator, 'GET', '/api/v1/vendor/customers?q=sought')).status).toBe(404)
  })

  test('qualification says why not (R1)', async () => {
    const { partnerId, contractId, contractTypeId } = await world.partner()
    const reasonOf = async () => (await call('GET', `/${partnerId}`)).body.qualification.reason
    expect(await reasonOf()).toBe('qualified')
    const contract = world.ownerDb.updateTable('contract').where('contract_id', '=', contractId)
    await contract.set({ state: 'suspended' }).execute()
    expect(await reasonOf()).toBe('none_in_force')
    await contract.set({ state: 'active' }).execute()
    const type = world.ownerDb.updateTable('contract_type').where('contract_type_id', '=', contractTypeId)
    await type.set({ qualifies_sponsoring: false }).execute()
    expect(await reasonOf()).toBe('none_qualifies')
    await type.set({ qualifies_sponsoring: true }).execute()
  })

  test('suspending stops all it gives, as the preview said, and reactivating brings it back', async () => {
    const { partnerId } = await world.partner()
    const person = await world.registered(await world.sponsorship(partnerId, await world.customer(partnerId)))
    const holds = async () =>
      (
        await world.ownerDb
          .selectFrom('effective_access')
          .select('holds')
          .where('account_id', '=', person.accountId)
          .where('holds', '=', true)
          .execute()
      ).length
    const preview = await call('POST', `/${partnerId}/preview`, { state: 'suspended' })
    expect(preview.body).toMatchObject({ people: 1, sponsorshipCount: 1 })
    expect(await holds()).toBe(2)
    expect((await call('POST', `/${partnerId}/state`, { state: 'suspended' })).status).toBe(400)
    expect((await call('POST', `/${partnerId}/state`, { state: 'suspended', reason })).status).toBe(204)
    expect(await holds()).toBe(0)
    const detail = await call('GET', `/${partnerId}`)
    expect(detail.body.qualification).toMatchObject({ qualified: false, reason: 'partner_suspended' })
    expect((await call('POST', `/${partnerId}/state`, { state: 'suspended', reason })).status).toBe(409)
    expect((await call('POST', `/${partnerId}/state`, { state: 'active', reason })).status).toBe(204)
    expect(await holds()).toBe(2)
  })

  test('suspending signs out who thereby lost everything, nobody else (attack 21)', async () => {
    const { partnerId } = await world.partner()
    const of = await world.sponsorship(partnerId, await world.customer(partnerId))
    const holder = await world.registered(of)
    const waiting = await world.registered(of, { state: 'to_be_verified' })
    const administrator = await world.administrator(partnerId)
    await call('POST', `/${partnerId}/state`, { state: 'suspended', reason })
    const signedIn = async (actor: Actor) => (await world.call(actor, 'GET', '/api/v1/account/sessions')).status
    expect(await signedIn(holder)).toBe(401)
    expect([await signedIn(waiting), await signedIn(administrator)]).toEqual([200, 200])
  })

  test('customers to choose from are this partner’s only', async () => {
    const one = await world.partner()
    const other = await world.partner()
    const own = await world.customer(one.partnerId, { name: 'Molino Azul' })
    await world.customer(other.partnerId, { name: 'Molino Azul' })
    const found = await call('GET', `/${one.partnerId}/customers?q=molino`)
    expect(found.body).toEqual({
      items: [{ customerId: own, name: 'Molino Azul', state: 'active', people: 0 }],
      nextCursor: null,
    })
  })

  test('customers come page by page, archived ones last, none twice', async () => {
    const { partnerId } = await world.partner()
    const archived = await world.customer(partnerId, { name: 'Alpha' })
    await world.ownerDb.updateTable('customer').set({ state: 'archived' }).where('customer_id', '=', archived).execute()
    for (const name of ['Gamma', 'Beta', 'Ávila']) await world.customer(partnerId, { name })
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await call('GET', `/${partnerId}/customers?limit=1${cursor && `&cursor=${cursor}`}`)
      seen.push(...body.items.map(({ name }: { name: string }) => name))
      cursor = body.nextCursor
    }
    expect(seen).toEqual(['Ávila', 'Beta', 'Gamma', 'Alpha'])
    expect((await call('GET', `/${partnerId}/customers?cursor=x`)).status).toBe(400)
  })
})

describe('administrators', () => {
  const remove = (partnerId: string, of: Actor, body: object = {}) =>
    call('POST', `/${partnerId}/administrators/${of.accountId}/remove`, { reason, ...body })
  const warnings = async (partnerId: string) =>
    (
      await world.ownerDb
        .selectFrom('mail_message')
        .select('to_address')
        .where('partner_id', '=', partnerId)
        .where('template', '=', 'last_administrator_warning')
        .execute()
    ).map((row) => row.to_address)

  test('removed: out at once; the one who remains is warned; the last goes only explicitly', async () => {
    const { partnerId } = await world.partner()
    const [one, other] = [await world.administrator(partnerId), await world.administrator(partnerId)]
    expect((await call('GET', `/${partnerId}/administrators`)).body.items).toHaveLength(2)
    expect((await remove(partnerId, one)).body).toEqual({ remaining: 1 })
    expect((await world.call(one, 'GET', '/api/v1/account/sessions')).status).toBe(401)
    expect(await warnings(partnerId)).toEqual([other.email])
    const last = await remove(partnerId, other)
    expect(last.status).toBe(409)
    expect(last.body.code).toBe('last_partner_administrator')
    expect((await remove(partnerId, other, { evenTheLast: true })).body).toEqual({ remaining: 0 })
    expect((await remove(partnerId, other, { evenTheLast: true })).status).toBe(404)
    expect(await warnings(partnerId)).toHaveLength(1)
  })

  test('before: what ends with the right, and what nobody would answer any more', async () => {
    const { partnerId } = await world.partner()
    const of = await world.sponsorship(partnerId, await world.customer(partnerId))
    await world.registered(of)
    await world.registered(of, { attestedDaysAgo: 100 })
    await world.registered(of, { attestedDaysAgo: 9000 })
    await world.registered(of, { state: 'to_be_verified' })
    const [one, other] = [await world.administrator(partnerId), await world.administrator(partnerId)]
    const preview = async (who: Actor) =>
      (await call('GET', `/${partnerId}/administrators/${who.accountId}/removal`)).body
    const waiting = { toVerify: 1, requests: 0, toAttest: 2, firstLapsesAt: expect.any(String) }
    const names = ({ firstName, lastName }: Actor) => [`${firstName} ${lastName}`]
    expect(await preview(one)).toEqual({ names: names(one), remaining: 1, keys: [], ...waiting })
    await remove(partnerId, one)
    expect(await preview(other)).toEqual({ names: names(other), remaining: 0, keys: [], ...waiting })
    expect((await preview(one)).status).toBe(404)
  })

  test('two removals at once never take the last one unasked', async () => {
    const { partnerId } = await world.partner()
    const both = [await world.administrator(partnerId), await world.administrator(partnerId)]
    const replies = await Promise.all(both.map((actor) => remove(partnerId, actor)))
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409])
  })

  test('a role in the support service stays', async () => {
    const { partnerId } = await world.partner()
    await world.administrator(partnerId)
    const both = await world.member(partnerId, { sponsors: true, role: 'admin' })
    expect((await remove(partnerId, both)).status).toBe(200)
    const row = await world.ownerDb
      .selectFrom('membership')
      .select(['state', 'sponsors', 'role'])
      .where('account_id', '=', both.accountId)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ state: 'active', sponsors: false, role: 'admin' })
  })

  test('of another partner are not there', async () => {
    const one = await world.partner()
    const other = await world.partner()
    const theirs = await world.administrator(other.partnerId)
    expect((await remove(one.partnerId, theirs, { evenTheLast: true })).status).toBe(404)
  })
})
