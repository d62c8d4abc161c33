import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type Reply, type World } from '../../test/support/world.ts'

let world: World
let partner: Awaited<ReturnType<World['partner']>>
let customerId: string
let administrator: Actor
let stranger: Actor

beforeAll(async () => {
  world = await createWorld()
  partner = await world.partner({ name: 'Alpha Networks' })
  customerId = await world.customer(partner.partnerId, { name: 'Bakery' })
  administrator = await world.administrator(partner.partnerId)
  stranger = await world.person()
})
afterAll(() => world.close())

const sponsor = (entitlements = ['software.download']) =>
  world.sponsorship(partner.partnerId, customerId, { entitlements, seats: 5 })

async function mails(to: string) {
  const rows = await world.ownerDb
    .selectFrom('mail_message')
    .select(['template'])
    .where('to_address', '=', to)
    .execute()
  return rows.map((row) => row.template)
}

async function audited(registrationId: string) {
  const rows = await world.ownerDb
    .selectFrom('audit_entry')
    .select('action')
    .where('partner_id', '=', partner.partnerId)
    .where('object_id', '=', registrationId)
    .orderBy('seq')
    .execute()
  return rows.map((row) => row.action)
}

const code = (reply: Reply) => [reply.status, reply.body.code]

describe('GET /access', () => {
  test('lists what I have, from whom, until when, and what is missing for the rest', async () => {
    const me = await world.registered(await sponsor())
    const { status, body } = await world.call(me, 'GET', '/api/v1/access')
    expect(status).toBe(200)
    expect(body.items).toHaveLength(1)
    const [mine] = body.items
    expect(mine).toMatchObject({ state: 'active', customerName: 'Bakery', partnerName: 'Alpha Networks' })
    const byId = new Map<
      string,
      { holds: boolean; granted: boolean; until: string | null; missing: { link: string }[] }
    >(mine.entitlements.map((one: { entitlementId: string }) => [one.entitlementId, one]))
    expect(byId.get('software.download')).toMatchObject({ holds: true, granted: true, missing: [] })
    expect(byId.get('support.cases')?.missing.map(({ link }) => link)).toEqual(['granted'])
    expect(byId.get('commerce.orders')?.missing.map(({ link }) => link)).toEqual(['under_ceiling', 'granted'])
    expect(byId.get('support.cases')?.until).toBeNull()
    expect(mine.until).toBe(byId.get('software.download')?.until)
  })

  test('is empty for somebody without a registration, and closed to strangers', async () => {
    expect((await world.call(stranger, 'GET', '/api/v1/access')).body.items).toEqual([])
    expect((await world.call(null, 'GET', '/api/v1/access')).status).toBe(401)
  })

  test('shows an unanswered attestation as suspended: it gives nothing (R18)', async () => {
    const me = await world.registered(await sponsor(), { attestedDaysAgo: 396 })
    const [mine] = (await world.call(me, 'GET', '/api/v1/access')).body.items
    expect(mine).toMatchObject({ state: 'suspended', until: null })
  })
})

describe('GET …/access/explain', () => {
  const path = (id = 'software.download') => `/api/v1/access/explain?entitlementId=${id}`

  test('says yes with the whole chain, and no at once when the entitlement is withdrawn (attack 21)', async () => {
    const under = await sponsor()
    const me = await world.registered(under)
    const yes = (await world.call(me, 'GET', path())).body
    expect(yes).toMatchObject({ holds: true, registrations: [{ holds: true, registrationId: me.registrationId }] })
    expect(yes.registrations[0].links).toHaveLength(14)
    expect(yes.registrations[0].links[0]).toMatchObject({ link: 'account_active', holds: true, state: 'active' })
    await world.ownerDb
      .deleteFrom('sponsorship_entitlement')
      .where('sponsorship_id', '=', under.sponsorshipId)
      .execute()
    const no = (await world.call(me, 'GET', path())).body
    expect(no.holds).toBe(false)
    expect(no.until).toBeNull()
    const broken = no.registrations[0].links.filter((link: { holds: boolean }) => !link.holds)
    expect(broken).toMatchObject([{ link: 'granted', grantedBy: 'partner' }])
  })

  test('explains only oneself; the vendor explains anybody, an auditor too', async () => {
    const me = await world.registered(await sponsor())
    expect((await world.call(stranger, 'GET', `${path()}&accountId=${me.accountId}`)).status).toBe(404)
    expect((await world.call(stranger, 'GET', `${path()}&registrationId=${me.registrationId}`)).status).toBe(404)
    expect((await world.call(me, 'GET', `${path()}&accountId=${me.accountId}`)).body.holds).toBe(true)
    const vendor = `/api/v1/vendor/access/explain?entitlementId=software.download&accountId=${me.accountId}`
    expect((await world.call(await world.staff('auditor'), 'GET', vendor)).body.holds).toBe(true)
    expect((await world.call(administrator, 'GET', vendor)).status).toBe(404)
    expect((await world.call(null, 'GET', vendor)).status).toBe(401)
  })

  test('begins with the account: one that the vendor closed gives nothing, as an application is told', async () => {
    const me = await world.registered(await sponsor())
    await world.ownerDb

      .updateTable('auth.user')
      .set({ disabledAt: new Date() })
      .where('id', '=', me.accountId)
      .execute()
    const ask = `access/explain?entitlementId=software.download`
    const asked: [Actor, string][] = [
      [await world.staff('support_agent'), `/api/v1/vendor/${ask}&accountId=${me.accountId}`],
      [administrator, `/api/v1/partners/${partner.partnerId}/${ask}&registrationId=${me.registrationId}`],
    ]
    for (const [actor, address] of asked) {
      const { body } = await world.call(actor, 'GET', address)
      expect(body).toMatchObject({ holds: false, until: null })
      const broken = body.registrations[0].links.filter((link: { holds: boolean }) => !link.holds)
      expect(broken).toMatchObject([{ link: 'account_active', state: 'disabled', grantedBy: 'vendor' }])
    }
  })

  test('knows no entitlement that is not in the catalogue, and names wrong parameters', async () => {
    expect((await world.call(stranger, 'GET', path('no.such'))).status).toBe(404)
    expect(code(await world.call(stranger, 'GET', '/api/v1/access/explain'))).toEqual([400, 'invalid_request'])
  })
})

describe('PUT /access/{registrationId}/entitlements/{entitlementId}', () => {
  const path = (registrationId: string, id = 'software.download') =>
    `/api/v1/access/${registrationId}/entitlements/${id}`
  const holds = async (me: Actor) =>
    (await world.call(me, 'GET', '/api/v1/access/explain?entitlementId=software.download')).body.holds

  test('switches off and on again; each change is audited once', async () => {
    const me = await world.registered(await sponsor())
    for (const on of [false, false, true, true])
      expect((await world.call(me, 'PUT', path(me.registrationId), { on })).status).toBe(204)
    expect(await audited(me.registrationId)).toEqual([
      'registration.entitlement_switched_off',
      'registration.entitlement_switched_on',
    ])
    await world.call(me, 'PUT', path(me.registrationId), { on: false })
    expect(await holds(me)).toBe(false)
    await world.call(me, 'PUT', path(me.registrationId), { on: true })
    expect(await holds(me)).toBe(true)
  })

  test('refuses what the sponsorship does not grant, and says who could', async () => {
    const me = await world.registered(await sponsor())
    const reply = await world.call(me, 'PUT', path(me.registrationId, 'support.cases'), { on: true })
    expect(code(reply)).toEqual([403, 'entitlement_not_granted'])
    expect(reply.body.grantedBy).toBe('Alpha Networks')
  })

  test('reaches nobody else’s registration, refuses unknown fields and ended registrations', async () => {
    const me = await world.registered(await sponsor())
    const gone = await world.registered(await sponsor(), { state: 'disabled' })
    expect((await world.call(stranger, 'PUT', path(me.registrationId), { on: false })).status).toBe(404)
    expect((await world.call(administrator, 'PUT', path(me.registrationId), { on: false })).status).toBe(404)
    expect((await world.call(null, 'PUT', path(me.registrationId), { on: false })).status).toBe(401)
    expect((await world.call(me, 'PUT', path(me.registrationId), { on: false, state: 'active' })).status).toBe(400)
    expect(code(await world.call(gone, 'PUT', path(gone.registrationId), { on: false }))).toEqual([
      409,
      'registration_not_active',
    ])
    expect(await holds(me)).toBe(true)
  })
})

describe('asking for more', () => {
  const ask = (me: Actor & { registrationId: string }, entitlementId = 'support.cases') =>
    world.call(me, 'POST', `/api/v1/access/${me.registrationId}/requests`, { entitlementId, note: 'For the new site' })

  test('tells the administrators; I see my request and take it back once', async () => {
    const me = await world.registered(await sponsor())
    const before = (await mails(administrator.email)).length
    const made = await ask(me)
    expect(made.status).toBe(201)
    expect((await mails(administrator.email)).slice(before)).toEqual(['access_request_opened'])
    const list = (await world.call(me, 'GET', '/api/v1/access/requests')).body.items
    expect(list).toMatchObject([{ state: 'open', customerName: 'Bakery', entitlementId: 'support.cases' }])
    const back = () => world.call(me, 'POST', `/api/v1/access/requests/${made.body.requestId}/withdraw`)
    const replies = await Promise.all([back(), back()])
    expect(replies.map((reply) => reply.status).sort()).toEqual([204, 409])
    expect(await audited(me.registrationId)).toEqual([
      'registration.access_requested',
      'registration.access_request_withdrawn',
    ])
  })

  test('counts one open request an entitlement, even when asked at once', async () => {
    const me = await world.registered(await sponsor())
    const replies = await Promise.all([ask(me), ask(me), ask(me)])
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409])
  })

  test('refuses what is granted already, unknown entitlements and other people', async () => {
    const me = await world.registered(await sponsor())
    expect(code(await ask(me, 'software.download'))).toEqual([409, 'entitlement_granted_already'])
    expect((await ask(me, 'no.such')).status).toBe(400)
    expect((await ask({ ...stranger, registrationId: me.registrationId })).status).toBe(404)
    const other = await world.registered(await sponsor())
    const made = await ask(me)
    expect((await world.call(other, 'POST', `/api/v1/access/requests/${made.body.requestId}/withdraw`)).status).toBe(
      404,
    )
    expect((await world.call(other, 'GET', '/api/v1/access/requests')).body.items).toEqual([])
  })
})

describe('leaving', () => {
  const leave = (me: Actor & { registrationId: string }) =>
    world.call(me, 'POST', `/api/v1/access/${me.registrationId}/leave`, { reason: 'New employer' })

  test('stops everything, frees the seat, withdraws requests and tells the partner', async () => {
    const me = await world.registered(await sponsor())
    await world.call(me, 'POST', `/api/v1/access/${me.registrationId}/requests`, { entitlementId: 'support.cases' })
    const reply = await leave(me)
    expect(reply).toMatchObject({ status: 200, body: { stopped: ['software.download'] } })
    expect((await world.call(me, 'GET', '/api/v1/access')).body.items).toEqual([])
    expect((await world.call(me, 'GET', '/api/v1/access/explain?entitlementId=software.download')).body.holds).toBe(
      false,
    )
    expect((await world.call(me, 'GET', '/api/v1/access/requests')).body.items).toMatchObject([{ state: 'withdrawn' }])
    expect(await mails(administrator.email)).toContain('person_left')
    expect((await leave(me)).status).toBe(409)
  })

  test('is not a way out of being disabled, and nobody leaves for another', async () => {
    const gone = await world.registered(await sponsor(), { state: 'disabled' })
    expect(code(await leave(gone))).toEqual([409, 'registration_not_active'])
    const me = await world.registered(await sponsor())
    expect((await leave({ ...stranger, registrationId: me.registrationId })).status).toBe(404)
  })
})

test('who sees our data: the partner’s administrators of each company I belong to (R24)', async () => {
  const me = await world.registered(await sponsor())
  await world.member(partner.partnerId, { role: 'user' })
  const other = await world.partner()
  const theirs = await world.administrator(other.partnerId)
  const { body } = await world.call(me, 'GET', '/api/v1/access/who-sees')
  expect(body.items).toHaveLength(1)
  expect(body.items[0]).toMatchObject({ customerName: 'Bakery', partnerName: 'Alpha Networks' })
  expect(body.items[0].people.map((one: { email: string }) => one.email)).toEqual([administrator.email])
  expect(JSON.stringify(body)).not.toContain(theirs.email)
  expect((await world.call(stranger, 'GET', '/api/v1/access/who-sees')).body.items).toEqual([])
  expect((await world.call(null, 'GET', '/api/v1/access/who-sees')).status).toBe(401)
})
