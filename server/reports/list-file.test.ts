import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let administrator: Actor
let elsewhere: Actor

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha' })).partnerId
  administrator = await world.administrator(partnerId)
  const customerId = await world.customer(partnerId, { name: '=HYPERLINK("x")' })
  await world.customer(partnerId, { name: 'Bakery' })
  await world.sponsorship(partnerId, customerId, { seats: 7 })
  const other = (await world.partner()).partnerId
  elsewhere = await world.administrator(other)
  await world.customer(other, { name: 'Foreign' })
})
afterAll(() => world.close())

const at = (list: string, query: string) => `/api/v1/partners/${partnerId}/${list}-export?${query}`
const audited = async (action: string) =>
  (await world.ownerDb.selectFrom('audit_entry').select('seq').where('action', '=', action).execute()).length

describe.each([
  ['customers', 'customer.list_exported'],
  ['sponsorships', 'sponsorship.list_exported'],
])('the file of %s', (list, action) => {
  test('holds the partner’s own rows, starts no formula, and is audited', async () => {
    const { status, body } = await world.call(administrator, 'GET', at(list, 'format=csv'))
    expect(status).toBe(200)
    const text = String(body)
    expect(text).toContain(`"'=HYPERLINK(""x"")"`)
    expect(text).not.toContain('Foreign')
    expect(await audited(action)).toBe(1)
    expect((await world.call(administrator, 'GET', at(list, 'format=xlsx'))).status).toBe(200)
    expect(await audited(action)).toBe(2)
  })

  test('is filtered as the list is', async () => {
    const text = String((await world.call(administrator, 'GET', at(list, 'format=csv&q=bakery'))).body)
    expect(text).not.toContain('HYPERLINK')
    expect(text.includes('Bakery')).toBe(list === 'customers')
  })

  test('is refused to strangers, other partners and a wrong format', async () => {
    expect((await world.call(null, 'GET', at(list, 'format=csv'))).status).toBe(401)
    expect((await world.call(elsewhere, 'GET', at(list, 'format=csv'))).status).toBe(404)
    expect((await world.call(administrator, 'GET', at(list, 'format=exe'))).status).toBe(400)
  })
})
