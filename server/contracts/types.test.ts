import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let administrator: Actor
beforeAll(async () => {
  world = await createWorld()
  administrator = await world.staff('administrator')
})
afterAll(() => world.close())

const call = (method: string, path: string, body?: unknown) =>
  world.call(administrator, method, `/api/v1/vendor/contract-types${path}`, body)

describe('contract types', () => {
  test('are created, listed with their contracts, and have one name each', async () => {
    await world.catalogue()
    const made = await call('POST', '', {
      name: 'Platinum',
      qualifiesSponsoring: true,
      entitlements: ['support.cases'],
    })
    expect(made.status).toBe(201)
    expect((await call('POST', '', { name: 'platinum' })).body.code).toBe('contract_type_name_taken')
    const { partnerId } = await world.partner()
    await world.contract(partnerId, { contractTypeId: made.body.contractTypeId })
    await world.contract(partnerId, { contractTypeId: made.body.contractTypeId, days: -1 })
    const list = await call('GET', '?q=platin')
    expect(list.body.items).toMatchObject([{ name: 'Platinum', contracts: 2, contractsInForce: 1 }])
  })

  test('bad input is named; what does not exist is not there', async () => {
    const wrong = await call('POST', '', { name: '', entitlements: 'all', state: 'active' })
    expect(wrong.body.fields.map((field: { path: string }) => field.path).sort()).toEqual([
      'entitlements',
      'name',
      'state',
    ])
    const unknown = await call('POST', '', { name: 'Bronze', entitlements: ['no.such'] })
    expect(unknown.body.fields).toMatchObject([{ path: 'entitlements', code: 'no_entitlement' }])
    const nothing = crypto.randomUUID()
    expect((await call('GET', `/${nothing}`)).status).toBe(404)
    expect((await call('PATCH', `/${nothing}`, { name: 'X' })).status).toBe(404)
  })

  test('taking something away shows first whom it affects, at every partner with such a contract', async () => {
    const one = await world.partner()
    const other = await world.partner()
    for (const { partnerId } of [one, other])
      await world.registered(await world.sponsorship(partnerId, await world.customer(partnerId)))
    const path = `/${one.contractTypeId}`
    const less = { entitlements: ['support.cases'] }
    const preview = await call('POST', `${path}/preview`, less)
    expect(preview.body).toMatchObject({
      people: 2,
      sponsorshipCount: 2,
      entitlements: [{ entitlementId: 'software.download', people: 2 }],
    })
    expect((await call('GET', path)).body.entitlements).toHaveLength(2)
    expect((await call('PATCH', path, { ...less, reason: 'New programme' })).status).toBe(204)
    expect((await call('GET', path)).body.entitlements).toEqual(['support.cases'])
    expect((await call('POST', `${path}/preview`, { entitlements: ['no.such'] })).status).toBe(400)
    expect((await call('POST', `${path}/preview`, { qualifiesSponsoring: false })).body).toMatchObject({
      people: 2,
      sponsorshipCount: 2,
    })
    expect((await call('POST', `${path}/state`, { state: 'retired', reason: 'Replaced' })).status).toBe(204)
    expect((await call('POST', `${path}/state`, { state: 'retired', reason: 'Replaced' })).status).toBe(409)
    const made = await world.call(administrator, 'POST', `/api/v1/vendor/partners/${one.partnerId}/contracts`, {
      number: 'AFTER-1',
      contractTypeId: one.contractTypeId,
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: '2099-01-01T00:00:00Z',
    })
    expect(made.body.fields).toMatchObject([{ code: 'contract_type_retired' }])
    expect((await call('POST', `${path}/preview`, { state: 'active' })).body.begins).toBe(2)
    const audit = await world.ownerDb
      .selectFrom('audit_entry')
      .select('action')
      .where('object_id', '=', one.contractTypeId)
      .orderBy('seq')
      .execute()
    expect(audit.map((row) => row.action)).toEqual(['contract_type.changed', 'contract_type.retired'])
  })
})

test('what a type allows no more, or its retirement, signs out who thereby lost everything (attack 21)', async () => {
  const { partnerId, contractTypeId } = await world.partner()
  // Other tests changed what partners' contracts are of.
  const entitlements = ['software.download', 'support.cases']
  await call('PATCH', `/${contractTypeId}`, { entitlements, qualifiesSponsoring: true })
  await call('POST', `/${contractTypeId}/state`, { state: 'active', reason: 'for this test' })
  const customerId = await world.customer(partnerId)
  const given = (entitlements: string[]) => world.sponsorship(partnerId, customerId, { entitlements })
  const one = await world.registered(await given(['software.download']))
  const both = await world.registered(await given(['software.download', 'support.cases']))
  const signedIn = async (actor: Actor) => (await world.call(actor, 'GET', '/api/v1/account/sessions')).status
  const change = { entitlements: ['support.cases'], reason: 'no longer sold' }
  expect((await call('PATCH', `/${contractTypeId}`, change)).status).toBe(204)
  expect([await signedIn(one), await signedIn(both), await signedIn(administrator)]).toEqual([401, 200, 200])
  expect((await call('POST', `/${contractTypeId}/state`, { state: 'retired', reason: 'over' })).status).toBe(204)
  expect([await signedIn(both), await signedIn(administrator)]).toEqual([401, 200])
})
