import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { ceilingOf } from './ceiling.ts'

let world: World
let administrator: Actor
beforeAll(async () => {
  world = await createWorld()
  administrator = await world.staff('administrator')
  await world.catalogue()
})
afterAll(() => world.close())

const call = (method: string, path: string, body?: unknown) =>
  world.call(administrator, method, `/api/v1/vendor/${path}`, body)
const texts = (word: string) => ({ en: word, es: word })
const ceiling = (partnerId: string) =>
  inTransaction(world.db, { kind: 'system', partnerId }, async (tx) => [...(await ceilingOf(tx, partnerId))].sort())

describe('the catalogue', () => {
  test('an entitlement is added with texts in every language, once', async () => {
    const body = {
      entitlementId: 'commerce.quotes',
      groupName: 'commerce',
      names: texts('Quotes'),
      descriptions: texts('All'),
    }
    expect((await call('POST', 'entitlements', body)).status).toBe(201)
    expect((await call('POST', 'entitlements', body)).body.code).toBe('entitlement_id_taken')
    const half = await call('POST', 'entitlements', { ...body, entitlementId: 'commerce.half', names: { en: 'Half' } })
    expect(half.body.fields).toMatchObject([{ path: 'names.es', code: 'required' }])
    const wrong = await call('POST', 'entitlements', {
      ...body,
      entitlementId: 'Bad Id',
      groupName: 'other',
      names: { en: 'Half' },
      state: 'active',
    })
    expect(wrong.body.fields.map((field: { path: string }) => field.path).sort()).toEqual([
      'entitlementId',
      'groupName',
      'names.es',
      'state',
    ])
  })

  test('names change, the order changes, and the list says which contract types allow what', async () => {
    expect((await call('PATCH', 'entitlements/support.cases', { names: texts('Cases') })).status).toBe(204)
    const order = ['support.cases', 'software.download']
    expect((await call('PUT', 'entitlements-order', { entitlementIds: order })).status).toBe(204)
    const list = await call('GET', 'entitlements?groupName=support')
    expect(list.body.items.map((row: { entitlementId: string }) => row.entitlementId)).toEqual(order)
    expect(list.body.items[0]).toMatchObject({ names: texts('Cases'), contractTypes: [{ name: 'Gold' }] })
    expect((await call('GET', 'entitlements/no.such')).status).toBe(404)
  })

  test('retiring shows whom it affects, takes it from them and from the ceiling, and can be taken back', async () => {
    const { partnerId } = await world.partner()
    const customerId = await world.customer(partnerId)
    const person = await world.registered(await world.sponsorship(partnerId, customerId))
    expect(await ceiling(partnerId)).toEqual(['software.download', 'support.cases'])
    const preview = await call('POST', 'entitlements/support.cases/preview', { state: 'retired' })
    expect(preview.body).toMatchObject({
      people: 1,
      sponsorshipCount: 1,
      entitlements: [{ entitlementId: 'support.cases' }],
    })
    const retire = { state: 'retired', reason: 'Replaced by a new tool' }
    expect((await call('POST', 'entitlements/support.cases/state', retire)).status).toBe(204)
    expect((await call('POST', 'entitlements/support.cases/state', retire)).status).toBe(409)
    expect(await ceiling(partnerId)).toEqual(['software.download'])
    // Something is left, so the session stays.
    expect((await world.call(person, 'GET', '/api/v1/account/sessions')).status).toBe(200)
    const back = await call('POST', 'entitlements/support.cases/preview', { state: 'active' })
    expect(back.body).toMatchObject({ people: 0, begins: 1 })
    expect((await call('POST', 'entitlements/support.cases/state', { ...retire, state: 'active' })).status).toBe(204)
    expect(await ceiling(partnerId)).toEqual(['software.download', 'support.cases'])
  })
})

test('retiring an entitlement signs out who had nothing else (attack 21)', async () => {
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId)
  const person = await world.registered(
    await world.sponsorship(partnerId, customerId, { entitlements: ['software.download'] }),
  )
  const retire = { state: 'retired', reason: 'Replaced by a new tool' }
  expect((await call('POST', 'entitlements/software.download/state', retire)).status).toBe(204)
  expect((await world.call(person, 'GET', '/api/v1/account/sessions')).status).toBe(401)
})
