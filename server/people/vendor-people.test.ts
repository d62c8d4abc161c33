import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let one: Actor & { registrationId: string; accountId: string }
let administrator: Actor

beforeAll(async () => {
  world = await createWorld()
  for (const name of ['Alpha', 'Beta']) {
    const { partnerId } = await world.partner({ name })
    const customer = await world.customer(partnerId, { name: `Customer of ${name}` })
    one = await world.registered(await world.sponsorship(partnerId, customer), { lastName: `Under ${name}` })
    administrator = await world.administrator(partnerId)
  }
})
afterAll(() => world.close())

describe('the vendor’s people', () => {
  test('come from all partners, are searched, and page', async () => {
    const auditor = await world.staff('auditor')
    const first = (await world.call(auditor, 'GET', '/api/v1/vendor/people?limit=1')).body
    expect(first).toMatchObject({ total: 2, items: [{ lastName: 'Under Alpha', partnerName: 'Alpha' }] })
    const next = await world.call(auditor, 'GET', `/api/v1/vendor/people?limit=1&cursor=${first.nextCursor}`)
    expect(next.body).toMatchObject({ nextCursor: null, items: [{ lastName: 'Under Beta', partnerName: 'Beta' }] })
    const found = await world.call(auditor, 'GET', '/api/v1/vendor/people?q=customer%20of%20beta')
    expect(found.body.items).toMatchObject([{ registrationId: one.registrationId }])
    expect((await world.call(auditor, 'GET', '/api/v1/vendor/people?state=x')).status).toBe(400)
  })

  test('each shows the account, its registrations and what it may use now', async () => {
    const { status, body } = await world.call(
      await world.staff('support_agent'),
      'GET',
      `/api/v1/vendor/people/${one.registrationId}`,
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({ accountId: one.accountId, state: 'active', registrations: [{ partnerName: 'Beta' }] })
    const holds = (id: string) => body.entitlements.find((e: { entitlementId: string }) => e.entitlementId === id).holds
    expect(holds('software.download')).toBe(true)
    expect(body.entitlements.every((e: { holds: boolean; until: string | null }) => e.holds === Boolean(e.until))).toBe(
      true,
    )
  })

  test('are for the vendor only; an unknown one is not there', async () => {
    for (const path of ['/api/v1/vendor/people', `/api/v1/vendor/people/${one.registrationId}`]) {
      expect((await world.call(null, 'GET', path)).status).toBe(401)
      expect((await world.call(one, 'GET', path)).status).toBe(404)
      expect((await world.call(administrator, 'GET', path)).status).toBe(404)
    }
    const nobody = '/api/v1/vendor/people/00000000-0000-7000-8000-000000000000'
    expect((await world.call(await world.staff('administrator'), 'GET', nobody)).status).toBe(404)
  })
})
