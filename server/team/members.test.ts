import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servedPartner, tokenTo } from '../../test/support/joining.ts'
import { lettersTo } from '../../test/support/outbox.ts'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'
import { createApp } from '../app.ts'
import { openAppDatabase } from '../platform/db/connect.ts'

let world: World
let partnerId: string
let customerId: string
let superAdmin: Actor
let admin: Actor

beforeAll(async () => {
  world = await createWorld()
  ;({ partnerId, customerId, superAdmin } = await servedPartner(world))
  admin = await world.member(partnerId, { role: 'admin' })
})
afterAll(() => world.close())

const post = (actor: Actor | null, path: string, body?: unknown) => world.call(actor, 'POST', `/api/v1${path}`, body)
const get = (actor: Actor, path = '') => world.call(actor, 'GET', `/api/v1/partners/${partnerId}/team${path}`)
const act = (actor: Actor, kind: string, of: Actor | Actor[], given: object = {}, at = partnerId) =>
  post(actor, `/partners/${at}/team/${kind}`, {
    accountIds: [of].flat().map(({ accountId }) => accountId),
    reason: 'For the test',
    ...given,
  })
const refusedOf = (reply: { body: { items: { refused: string | null }[] } }) => reply.body.items[0]?.refused
const membership = (of: Actor, at = partnerId) =>
  world.ownerDb
    .selectFrom('membership')
    .selectAll()
    .where('account_id', '=', of.accountId)
    .where('partner_id', '=', at)
    .executeTakeFirstOrThrow()

describe('the list', () => {
  test('finds, filters by role, state and customer, sorts and pages; is exported', async () => {
    const sees = await world.member(partnerId, { role: 'user', customers: [customerId] })
    await world.member(partnerId, { role: 'user' })
    const all = await get(superAdmin, '?limit=2&sort=-since')
    expect(all.body).toMatchObject({ total: expect.any(Number), counts: { super_admin: 1 } })
    const next = await get(superAdmin, `?limit=2&sort=-since&cursor=${all.body.nextCursor}`)
    expect(next.body.items[0].accountId).not.toBe(all.body.items[0].accountId)
    expect((await get(superAdmin, `?q=${sees.email}`)).body.items).toMatchObject([{ customers: 1, own: false }])
    const ofCustomer = await get(admin, `?customerId=${customerId}&role=user`)
    expect(ofCustomer.body.items.map((one: Actor) => one.accountId)).toEqual([sees.accountId])
    const file = await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/team-export?format=csv&role=user`)
    expect(file.text).toContain(sees.email)
    const exported = await world.ownerDb
      .selectFrom('audit_entry')
      .select('action')
      .where('action', '=', 'member.list_exported')
      .execute()
    expect(exported).toHaveLength(1)
  })

  test('is the administrators’; one member shows role, customers, contracts and what the reader may', async () => {
    const user = await world.member(partnerId, { role: 'user', customers: [customerId] })
    expect((await get(user)).status).toBe(403)
    expect((await get(await world.administrator(partnerId))).status).toBe(403)
    expect((await get(await world.person())).status).toBe(404)
    const seen = await get(admin, `/${user.accountId}`)
    expect(seen.body).toMatchObject({ role: 'user', sees: [{ customerId }], carriedBy: [{ customerId }] })
    expect(seen.body.may).toMatchObject({
      super_admin: 'role_not_yours',
      admin: null,
      suspend: null,
      reactivate: 'not_suspended',
    })
    expect((await get(admin, `/${superAdmin.accountId}`)).body.may).toMatchObject({
      user: 'super_admin_protected',
      remove: 'super_admin_protected',
    })
    const elsewhere = (await servedPartner(world)).superAdmin
    expect((await get(superAdmin, `/${elsewhere.accountId}`)).status).toBe(404)
  })
})

describe('an act', () => {
  test('counts from the very next request, in another process too', async () => {
    const user = await world.member(partnerId, { role: 'admin', customers: 'all' })
    const other = openAppDatabase(world.database.appUrl, { size: 2, name: 'another process', log: world.database.log })
    const second = createApp({ ...world.deps, db: other.db }) as unknown as Hono
    const path = `/api/v1/partners/${partnerId}/team`
    const there = async () => (await second.request(path, { headers: { cookie: user.cookie } })).status
    // Somebody with another context keeps the session; what they lost is refused all the same.
    await world.ownerDb
      .insertInto('membership')
      .values({ ...(await membership(user)), partner_id: (await world.partner()).partnerId })
      .execute()
    expect(await there()).toBe(200)
    for (const [kind, given, after] of [
      ['role', { role: 'user' }, 403],
      ['role', { role: 'admin' }, 200],
      ['suspend', {}, 404],
      ['reactivate', {}, 200],
      ['remove', {}, 404],
    ] as const) {
      expect((await act(superAdmin, kind, user, given)).body.done).toBe(1)
      expect(await there()).toBe(after)
      expect((await world.call(user, 'GET', path)).status).toBe(after)
    }
    await other.close()
  })

  test('signs out who has no context left, and says by mail what happened and why', async () => {
    const user = await world.member(partnerId, { role: 'user', customers: [customerId] })
    await act(superAdmin, 'suspend', user)
    expect((await world.call(user, 'GET', '/api/v1/account/teams')).status).toBe(401)
    const again = { ...user, cookie: await world.session(user.accountId) }
    const mine = await world.call(again, 'GET', '/api/v1/account/teams')
    expect(mine.body.memberships).toMatchObject([{ state: 'suspended', suspendedReason: 'For the test' }])
    expect((await world.call(again, 'GET', '/api/v1/me')).body.memberships).toEqual([])
    await act(superAdmin, 'reactivate', user)
    await act(superAdmin, 'role', user, { role: 'admin' })
    await act(superAdmin, 'remove', user)
    expect((await lettersTo(world, user.email)).map(({ template }) => template)).toEqual([
      'member_suspended',
      'member_reactivated',
      'member_role_changed',
      'member_removed',
    ])
    const history = (await get(superAdmin, `/${user.accountId}`)).body.history.map(
      (one: { action: string }) => one.action,
    )
    expect(history).toEqual(['member.removed', 'member.role_changed', 'member.reactivated', 'member.suspended'])
  })

  test('of many is judged one by one, previewed without a trace', async () => {
    const users = [
      await world.member(partnerId, { role: 'user' }),
      await world.member(partnerId, { role: 'user', customers: 'all' }),
    ]
    const ids = [...users, superAdmin].map(({ accountId }) => accountId)
    const preview = await post(admin, `/partners/${partnerId}/team/preview`, {
      act: 'remove',
      accountIds: [...ids, customerId],
    })
    expect(preview.body.done).toBe(2)
    expect(preview.body.stops.seeAll).toHaveLength(1)
    const refused = preview.body.items
      .filter((one: { ok: boolean }) => !one.ok)
      .map((one: { refused: string }) => one.refused)
    expect(refused.sort()).toEqual(['not_found', 'super_admin_protected'])
    expect(await membership(users[0] as Actor)).toMatchObject({ state: 'active' })
    expect((await act(admin, 'remove', [...users, superAdmin])).body.done).toBe(2)
    expect(await membership(superAdmin)).toMatchObject({ state: 'active', role: 'super_admin' })
  })

  test('of who sponsors as well says that the right goes, to whom is told how many wait for whoever keeps it', async () => {
    const served = await servedPartner(world, { name: 'With sponsors' })
    const [both, only] = [{ role: 'user' as const, sponsors: true }, { sponsors: true }]
    const leaving = [await world.member(served.partnerId, both), await world.member(served.partnerId, only)]
    await world.member(served.partnerId, { sponsors: true })
    await world.registered(await world.sponsorship(served.partnerId, served.customerId), { state: 'to_be_verified' })
    const preview = async (kind: string, of: Actor[]) => {
      const accountIds = of.map(({ accountId }) => accountId)
      const body = { act: kind, accountIds, ...(kind === 'role' && { role: 'admin' }) }
      return (await post(served.superAdmin, `/partners/${served.partnerId}/team/preview`, body)).body.stops.sponsoring
    }
    const names = leaving.map(({ firstName, lastName }) => `${firstName} ${lastName}`).sort()
    for (const kind of ['remove', 'suspend']) {
      const stops = await preview(kind, leaving)
      expect({ ...stops, names: stops.names.sort() }).toMatchObject({ names, remaining: 1, toVerify: 1, toAttest: 0 })
    }
    expect(await preview('role', leaving)).toBeNull()
    expect(await preview('remove', [served.superAdmin])).toBeNull()
  })

  test('needs an administrator, a reason, an active partner and the service for who begins anew', async () => {
    const user = await world.member(partnerId, { role: 'user' })
    expect((await act(user, 'role', user, { role: 'admin' })).status).toBe(403)
    expect((await act(superAdmin, 'remove', user, { reason: '' })).status).toBe(400)
    expect((await act(superAdmin, 'role', user, { role: 'admin', sponsors: true })).status).toBe(400)
    expect((await act(await world.person(), 'remove', user)).status).toBe(404)
    expect(refusedOf(await act(admin, 'role', admin, { role: 'super_admin' }))).toBe('own_role_raised')
    const bare = await world.partner()
    const alone = await world.member(bare.partnerId, { role: 'super_admin' })
    const sponsor = await world.administrator(bare.partnerId)
    expect(refusedOf(await act(alone, 'role', sponsor, { role: 'user' }, bare.partnerId))).toBe('service_missing')
    expect(refusedOf(await act(alone, 'remove', sponsor, {}, bare.partnerId))).toBe('last_sponsorship_administrator')
    await world.ownerDb
      .updateTable('partner')
      .set({ state: 'suspended' })
      .where('partner_id', '=', bare.partnerId)
      .execute()
    expect((await act(alone, 'remove', sponsor, {}, bare.partnerId)).body.missing).toBe(
      'a partner that is not suspended',
    )
  })
})

describe('the last super administrator', () => {
  test('stays, whatever they do; with a second they may step down or leave', async () => {
    const one = await servedPartner(world)
    const self = (kind: string, given = {}) => act(one.superAdmin, kind, one.superAdmin, given, one.partnerId)
    expect(refusedOf(await self('role', { role: 'admin' }))).toBe('last_super_admin')
    expect(refusedOf(await self('remove'))).toBe('last_super_admin')
    expect(refusedOf(await self('suspend'))).toBe('own_suspension')
    const second = await world.member(one.partnerId, { role: 'super_admin' })
    const both = await act(second, 'role', [one.superAdmin, second], { role: 'user' }, one.partnerId)
    expect(both.body.done).toBe(1)
  })

  test('two who demote each other at once: one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { partnerId: at, superAdmin: one } = await servedPartner(world)
      const other = await world.member(at, { role: 'super_admin' })
      const replies = await Promise.all([
        act(one, 'role', other, { role: 'user' }, at),
        act(other, 'remove', one, {}, at),
      ])
      expect(replies.filter(({ body }) => body.done === 1)).toHaveLength(1)
      const left = await world.ownerDb
        .selectFrom('membership')
        .select('account_id')
        .where('partner_id', '=', at)
        .where('role', '=', 'super_admin')
        .where('state', '=', 'active')
        .execute()
      expect(left).toHaveLength(1)
    }
  })
})

describe('a removal', () => {
  test('takes role, right to sponsor, associations; hands over open invitations, or lets them end', async () => {
    const leaving = await world.member(partnerId, { role: 'admin', sponsors: true, customers: [customerId] })
    const staying = await world.administrator(partnerId)
    await world.ownerDb
      .updateTable('membership')
      .set({ all_customers: true })
      .where('account_id', '=', leaving.accountId)
      .execute()
    await post(leaving, `/partners/${partnerId}/team-invitations`, {
      email: 'owned@orbit.example',
      language: 'en',
      role: 'admin',
    })
    const body = { act: 'remove', accountIds: [leaving.accountId] }
    const { owned } = (await post(superAdmin, `/partners/${partnerId}/team/preview`, body)).body
    expect(owned).toMatchObject([{ kind: 'invitations', names: ['owned@orbit.example'] }])
    const takers = owned[0].takers.map((one: { accountId: string }) => one.accountId)
    expect(takers).toContain(admin.accountId)
    expect(takers).not.toContain(leaving.accountId)
    const to = (accountId: string) => ({ handOver: [{ kind: 'invitations', to: accountId }] })
    expect((await act(superAdmin, 'remove', leaving, to(staying.accountId))).body.code).toBe('unknown_taker')
    const misspelt = await act(superAdmin, 'remove', leaving, {
      handOver: [{ kind: 'invitation', to: admin.accountId }],
    })
    expect(misspelt.body.fields).toMatchObject([{ path: 'handOver.0.kind', code: 'unknown_kind' }])
    expect((await act(superAdmin, 'remove', leaving, to(admin.accountId))).body.done).toBe(1)
    expect(await membership(leaving)).toMatchObject({
      state: 'removed',
      role: null,
      sponsors: false,
      all_customers: false,
    })
    const rest = await world.ownerDb
      .selectFrom('association')
      .selectAll()
      .where('account_id', '=', leaving.accountId)
      .execute()
    expect(rest).toEqual([])
    const preview = await post(null, '/join/preview', { token: await tokenTo(world, 'owned@orbit.example') })
    expect(preview.body).toMatchObject({ invitedByName: `${admin.firstName} ${admin.lastName}`, refusal: null })
  })

  test('is not undone by the vendor’s approval of a sponsorship administrator; nor is a suspension', async () => {
    const agent = await world.staff('support_agent')
    const removed = await world.member(partnerId, { role: 'super_admin', customers: [customerId] })
    const suspended = await world.member(partnerId, { role: 'admin' })
    await act(superAdmin, 'remove', removed)
    await act(superAdmin, 'suspend', suspended)
    const approve = async (of: Actor) => {
      const asking = { ...of, cookie: await world.session(of.accountId) }
      const { body } = await post(asking, '/administrator-requests', {
        jobTitle: 'Lead',
        phone: '+34 600 000 001',
        company: { name: 'Orbit', street: '', city: 'Madrid', postalCode: '', country: 'ES', website: '' },
        ownBrandStatement: true,
        contractNumbers: ['ANY-1000'],
      })
      return post(agent, `/vendor/administrator-requests/${body.requestId}/approve`, { partnerId })
    }
    expect((await approve(removed)).status).toBe(204)
    expect(await membership(removed)).toMatchObject({ state: 'active', role: null, sponsors: true })
    expect((await approve(suspended)).body.code).toBe('applicant_suspended')
    expect(await membership(suspended)).toMatchObject({ state: 'suspended', sponsors: false })
  })
})
