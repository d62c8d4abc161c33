import { sql } from 'kysely'
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

describe('the file of customers holds exactly what its reader sees of them (R20, R21)', () => {
  const file = async (actor: Actor, query = '') => {
    const { status, text } = await world.call(actor, 'GET', at('customers', `format=csv${query}`))
    const [header = '', ...rows] = text.replace('\uFEFF', '').trim().split('\r\n')
    return { status, header, names: rows.map((row) => row.split(',')[0]) }
  }

  test('a partner user’s: the customers they are associated with, without what is not for them', async () => {
    const customerId = await world.customer(partnerId, { name: 'Cannery' })
    await world.service(partnerId, customerId)
    const user = await world.member(partnerId, { role: 'user', customers: [customerId] })
    const own = await file(user)
    expect(own).toMatchObject({ status: 200, names: ['Cannery'] })
    expect(own.header).toMatch(/^Name,State,Support service,.*Contract lines/)
    expect(own.header).not.toMatch(/domains|Bought|Support contract|Sponsorships|People|Users who see/i)
    for (const query of ['&support=valid', '&sort=support']) expect((await file(user, query)).status).toBe(403)
    const { rows } = await sql<{ why: string }>`select body::json ->> 'why' as why from audit_entry
      where action = 'customer.list_exported' and account_id = ${user.accountId}`.execute(world.ownerDb)
    expect(rows).toEqual([{ why: 'partner user' }])
    const nobody = await world.member(partnerId, { role: 'user', customers: [] })
    expect((await file(nobody)).names).toEqual([])
  })

  test('an administrator’s: all of the partner’s, with who sees them; sponsorships for who sponsors alone', async () => {
    const found = await file(await world.member(partnerId, { role: 'admin' }))
    expect(found.names).toEqual(expect.arrayContaining(['Bakery', 'Cannery']))
    expect(found.header).toMatch(/Users who see it.*Bought/)
    expect(found.header).not.toContain('Sponsorships')
    expect((await file(administrator)).header).toContain('Sponsorships')
  })
})
