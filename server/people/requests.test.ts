import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type SponsorshipFixture, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let administrator: Actor

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha' })).partnerId
  administrator = await world.administrator(partnerId)
})
afterAll(() => world.close())

const at = (path: string) => `/api/v1/partners/${partnerId}/access-requests${path}`
type Person = Actor & { registrationId: string }

async function sponsor(): Promise<SponsorshipFixture> {
  const customerId = await world.customer(partnerId)
  return world.sponsorship(partnerId, customerId, { entitlements: ['software.download'] })
}
async function ask(me: Person, entitlementId = 'support.cases'): Promise<string> {
  const reply = await world.call(me, 'POST', `/api/v1/access/${me.registrationId}/requests`, { entitlementId })
  return reply.body.requestId
}
const decide = (who: Actor | null, requestId: string, decision: string, reason = 'As agreed') =>
  world.call(who, 'POST', at(`/${requestId}/decision`), { decision, reason })
const holds = async (me: Actor, id = 'support.cases') =>
  (await world.call(me, 'GET', `/api/v1/access/explain?entitlementId=${id}`)).body.holds

describe('requests for more access', () => {
  test('granting adds the entitlement to the sponsorship, for everybody, and answers all who asked', async () => {
    const under = await sponsor()
    const [one, twin, silent] = [
      await world.registered(under),
      await world.registered(under),
      await world.registered(under),
    ]
    const requestId = await ask(one)
    await ask(twin)
    const list = await world.call(administrator, 'GET', at(`?state=open&customerId=${under.customerId}`))
    expect(list.body).toMatchObject({ total: 2, items: [{ underCeiling: true }, { underCeiling: true }] })
    const preview = await world.call(administrator, 'GET', at(`/${requestId}`))
    expect(preview.body.alsoGets.total).toBe(2)
    expect(await holds(silent)).toBe(false)
    expect((await decide(administrator, requestId, 'grant')).status).toBe(204)
    for (const person of [one, twin, silent]) expect(await holds(person)).toBe(true)
    expect((await world.call(twin, 'GET', '/api/v1/access/requests')).body.items).toMatchObject([{ state: 'granted' }])
    const told = await world.ownerDb
      .selectFrom('mail_message')
      .select('to_address')
      .where('template', '=', 'access_request_decided')
      .execute()
    expect(told.map((row) => row.to_address).sort()).toEqual([one.email, twin.email].sort())
  })

  test('nothing above the ceiling is granted (R4); declining needs a reason', async () => {
    const one = await world.registered(await sponsor())
    const requestId = await ask(one, 'commerce.orders')
    expect((await world.call(administrator, 'GET', at(`/${requestId}`))).body.underCeiling).toBe(false)
    const refused = await decide(administrator, requestId, 'grant')
    expect(refused).toMatchObject({ status: 409, body: { code: 'above_ceiling', grantedBy: 'the vendor' } })
    expect((await decide(administrator, requestId, 'decline', '')).status).toBe(400)
    expect((await decide(administrator, requestId, 'decline', 'Not in the contract')).status).toBe(204)
    const [mine] = (await world.call(one, 'GET', '/api/v1/access/requests')).body.items
    expect(mine).toMatchObject({ state: 'declined', reason: 'Not in the contract' })
  })

  test('is decided once, by whoever was first', async () => {
    const one = await world.registered(await sponsor())
    const requestId = await ask(one)
    const colleague = await world.administrator(partnerId)
    const replies = await Promise.all([
      decide(administrator, requestId, 'grant'),
      decide(colleague, requestId, 'decline'),
      decide(colleague, requestId, 'grant'),
    ])
    expect(replies.map((reply) => reply.status).sort()).toEqual([204, 409, 409])
    const entries = await world.ownerDb
      .selectFrom('audit_entry')
      .select('action')
      .where('object_id', '=', one.registrationId)
      .where('action', 'in', ['registration.access_request_granted', 'registration.access_request_declined'])
      .execute()
    expect(entries).toHaveLength(1)
    const granted = replies[1]?.status !== 204
    expect(await holds(one)).toBe(granted)
  })

  test('is out of reach for others', async () => {
    const one = await world.registered(await sponsor())
    const requestId = await ask(one)
    const foreign = await world.administrator((await world.partner()).partnerId)
    expect((await decide(null, requestId, 'grant')).status).toBe(401)
    expect((await decide(foreign, requestId, 'grant')).status).toBe(404)
    expect((await decide(one, requestId, 'grant')).status).toBe(404)
    expect((await decide(await world.member(partnerId), requestId, 'grant')).status).toBe(403)
    const own = (await world.call(foreign, 'GET', '/api/v1/me')).body.memberships[0].partnerId
    const path = `/api/v1/partners/${own}/access-requests/${requestId}`
    expect((await world.call(foreign, 'GET', path)).status).toBe(404)
    expect((await world.call(foreign, 'POST', `${path}/decision`, { decision: 'grant' })).status).toBe(404)
    expect((await world.call(administrator, 'POST', at(`/${requestId}/decision`), { decision: 'maybe' })).status).toBe(
      400,
    )
    expect(await holds(one)).toBe(false)
  })
})
