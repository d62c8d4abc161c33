import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedPartner } from '../../test/support/joining.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let customerId: string
let otherId: string
let contractId: string
let reader: Actor
let actor: Actor
beforeAll(async () => {
  world = await createWorld()
  ;({ partnerId, customerId, contractId, superAdmin: reader } = await servedPartner(world))
  otherId = await world.customer(partnerId)
  actor = await world.member(partnerId, { role: 'user', customers: [customerId] })
})
afterAll(() => world.close())

const url = (query: string) => `/api/v1/partners/${partnerId}/reach/explain?${query}`
const about = (accountId: string, action: string) => `accountId=${accountId}&action=${action}&customerId=${customerId}`

test('a key about itself: what it is worth, its own customers, and not what only a person does', async () => {
  const made = async (role: string, customers: string[] = []) => {
    const { keyId, key } = await world.apiKey(partnerId, reader, { role, scopes: ['reach:read'] })
    for (const customer_id of customers)
      await world.ownerDb
        .insertInto('api_key_customer')
        .values({ partner_id: partnerId, key_id: keyId, customer_id })
        .execute()
    const ask = (query: string) => world.call(null, 'GET', url(query), undefined, { authorization: `Bearer ${key}` })
    return { keyId, ask }
  }
  const user = await made('user', [customerId])
  const data = `action=see_data&customerId=${customerId}`
  const { status, body, text } = await user.ask(data)
  expect(status, text).toBe(200)
  expect(body).toMatchObject({ holds: true, accountId: user.keyId, name: 'Nightly import' })
  expect(body.links.map(({ link }: { link: string }) => link)).toEqual([
    'key_in_force',
    'role_right',
    'partner_service',
    'customer_active',
    'association',
    'customer_service',
  ])
  expect(body.links[0]).toMatchObject({ fact: 'Nightly import', givenBy: 'Fixture' })
  expect(body.links[4]).toMatchObject({ state: 'some', holds: true })
  expect((await user.ask(`accountId=${user.keyId}&${data}`)).body).toEqual(body)
  expect((await user.ask(`action=see_data&customerId=${otherId}`)).status).toBe(404)
  expect((await user.ask('action=manage_people')).body.holds).toBe(false)
  expect((await user.ask(about(actor.accountId, 'see_data'))).status).toBe(403)
  const whole = await made('super_admin')
  expect((await whole.ask(data)).body.links).toContainEqual(expect.objectContaining({ state: 'role', holds: true }))
  expect((await whole.ask('action=start_reviews')).body.holds).toBe(true)
  for (const action of ['manage_keys', 'end_support_access'])
    expect((await whole.ask(`action=${action}`)).body.links).toContainEqual(
      expect.objectContaining({ link: 'by_person', holds: false }),
    )
  expect((await whole.ask(about(actor.accountId, 'see_data'))).body).toMatchObject({ accountId: actor.accountId })
  // Worth no more than its owner is now, and nothing after an end.
  await world.ownerDb
    .updateTable('contract')
    .set({ ends_at: inDays(-1) })
    .where('contract_id', '=', contractId)
    .execute()
  expect((await user.ask(`action=register_collector&customerId=${customerId}`)).body.holds).toBe(false)
})
