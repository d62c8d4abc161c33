import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { joinAs, servedPartner, tokenTo } from '../../test/support/joining.ts'
import { lettersTo } from '../../test/support/outbox.ts'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let agent: Actor

beforeAll(async () => {
  world = await createWorld()
  agent = await world.staff('support_agent')
})
afterAll(() => world.close())

const post = (actor: Actor | null, path: string, body?: unknown) => world.call(actor, 'POST', `/api/v1${path}`, body)
const onboard = (actor: Actor | null, partnerId: string, email: string, given: object = {}) =>
  post(actor, `/vendor/partners/${partnerId}/onboarding`, {
    email,
    language: 'es',
    firstName: 'Sara',
    reason: 'Contract signed',
    ...given,
  })

/** A partner that has bought the service and has no super administrator. */
async function served() {
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId)
  return { partnerId, customerId, contractId: await world.service(partnerId, customerId) }
}

describe('onboarding a super administrator (R19)', () => {
  test('by mail; the first sign-in shows a guided start whose steps tick themselves', async () => {
    const { partnerId } = await served()
    expect((await onboard(agent, partnerId, 'sara@orbit.example')).status).toBe(201)
    const [letter] = await lettersTo(world, 'sara@orbit.example')
    expect(letter).toMatchObject({ template: 'super_admin_invitation', language: 'es' })
    const sara = await joinAs(world, 'sara@orbit.example')
    const start = () => world.call(sara, 'GET', `/api/v1/partners/${partnerId}/team-start`)
    expect((await start()).body).toMatchObject({
      shown: true,
      contracts: { done: true },
      team: { done: false },
      associations: { done: false },
    })
    const body = { email: 'first@orbit.example', language: 'en', role: 'user', customers: 'all' }
    await post(sara, `/partners/${partnerId}/team-invitations`, body)
    expect((await start()).body.team).toEqual({ done: false, colleagues: 0, invited: 1 })
    await joinAs(world, 'first@orbit.example')
    expect((await start()).body).toMatchObject({ shown: false, team: { done: true }, associations: { done: true } })
    await world.member(partnerId, { role: 'user' })
    expect((await start()).body.shown).toBe(true)
    expect((await post(sara, `/partners/${partnerId}/team-start/dismiss`)).status).toBe(204)
    expect((await start()).body.shown).toBe(false)
  })

  test('is refused while there is one, while one is invited, and until the service is in force', async () => {
    const { partnerId, superAdmin } = await servedPartner(world)
    const taken = await onboard(agent, partnerId, 'x@orbit.example')
    expect(taken.body.code).toBe('has_super_admin')
    expect(taken.body.params.who).toContain(superAdmin.email)
    const bare = await world.partner()
    expect((await onboard(agent, bare.partnerId, 'x@orbit.example')).body).toMatchObject({
      status: 403,
      missing: 'a support-service contract in force for at least one customer',
    })
    await world.service(bare.partnerId, await world.customer(bare.partnerId), { days: -3 })
    expect((await onboard(agent, bare.partnerId, 'x@orbit.example')).status).toBe(403)
    const { partnerId: suspended } = await served()
    await world.ownerDb.updateTable('partner').set({ state: 'suspended' }).where('partner_id', '=', suspended).execute()
    expect((await onboard(agent, suspended, 'x@orbit.example')).body.missing).toBe('a partner that is not suspended')
    const { partnerId: fresh } = await served()
    const replies = await Promise.all(
      ['a@orbit.example', 'b@orbit.example'].map((email) => onboard(agent, fresh, email)),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409])
    expect((await onboard(agent, fresh, 'c@orbit.example')).body.code).toBe('super_admin_invited')
    const named = await onboard(agent, fresh, 'c@orbit.example', { firstName: 'Per000' })
    expect(named.body.fields).toMatchObject([{ path: 'firstName', code: 'name_not_personal' }])
  })

  test('is possible again when the account of the only one is disabled; another such one never counts as the last', async () => {
    const { partnerId, superAdmin } = await servedPartner(world)
    const second = await world.member(partnerId, { role: 'super_admin' })
    const disable = (of: Actor) =>
      world.ownerDb.updateTable('auth.user').set({ disabledAt: new Date() }).where('id', '=', of.accountId).execute()
    await disable(second)
    const act = (kind: string, of: Actor, given = {}) =>
      post(superAdmin, `/partners/${partnerId}/team/${kind}`, { accountIds: [of.accountId], reason: 'Test', ...given })
    const refused = (await act('role', superAdmin, { role: 'admin' })).body.items[0].refused
    expect(refused).toBe('last_super_admin')
    const row = async () => {
      const { body } = await world.call(agent, 'GET', '/api/v1/vendor/onboarding?limit=100')
      return body.items.find((one: { partnerId: string }) => one.partnerId === partnerId)
    }
    expect((await row()).superAdmins).toHaveLength(1)
    expect((await act('remove', second)).body.done).toBe(1)
    await disable(superAdmin)
    expect(await row()).toMatchObject({ step: 'ready', superAdmins: [] })
    expect((await onboard(agent, partnerId, 'after@orbit.example')).status).toBe(201)
    const next = await joinAs(world, 'after@orbit.example')
    expect((await world.call(next, 'GET', `/api/v1/partners/${partnerId}/team`)).status).toBe(200)
  })

  test('is the support agents’ and administrators’; auditors read, others see nothing', async () => {
    const { partnerId } = await served()
    const auditor = await world.staff('auditor')
    expect((await onboard(auditor, partnerId, 'x@orbit.example')).status).toBe(403)
    expect((await onboard(await world.person(), partnerId, 'x@orbit.example')).status).toBe(404)
    expect((await onboard(null, partnerId, 'x@orbit.example')).status).toBe(401)
    expect((await world.call(auditor, 'GET', '/api/v1/vendor/onboarding')).status).toBe(200)
    expect(
      (await world.call(await world.member(partnerId, { role: 'admin' }), 'GET', '/api/v1/vendor/onboarding')).status,
    ).toBe(404)
  })

  test('the invitation is sent again and withdrawn by the vendor, and is none of the partner’s', async () => {
    const { partnerId } = await served()
    const { invitationId } = (await onboard(agent, partnerId, 'again@orbit.example')).body
    const at = (act: string) => `/vendor/partners/${partnerId}/onboarding/${invitationId}/${act}`
    const old = await tokenTo(world, 'again@orbit.example')
    expect((await post(agent, at('resend'))).status).toBe(200)
    expect((await post(null, '/join/preview', { token: old })).status).toBe(410)
    const admin = await world.member(partnerId, { role: 'admin' })
    expect((await post(admin, `/partners/${partnerId}/team-invitations/${invitationId}/withdraw`)).status).toBe(403)
    expect((await post(agent, at('withdraw'))).status).toBe(204)
    expect((await post(null, '/join/preview', { token: await tokenTo(world, 'again@orbit.example') })).status).toBe(410)
    expect((await onboard(agent, partnerId, 'again@orbit.example')).status).toBe(201)
  })

  test('gives nothing when the agent has left, or somebody was quicker; a PA who is invited becomes the SA', async () => {
    const { partnerId } = await served()
    const leaver = await world.staff('support_agent')
    const admin = await world.member(partnerId, { role: 'admin' })
    await onboard(leaver, partnerId, admin.email)
    const token = await tokenTo(world, admin.email)
    const state = (to: string) =>
      world.ownerDb.updateTable('vendor_staff').set({ state: to }).where('account_id', '=', leaver.accountId).execute()
    await state('removed')
    expect((await post(admin, '/account/join', { token })).body.params.reason).toBe('inviter_lost_right')
    await state('active')
    const other = await world.member(partnerId, { role: 'super_admin' })
    expect((await post(admin, '/account/join', { token })).body.params.reason).toBe('has_super_admin')
    await world.ownerDb
      .updateTable('membership')
      .set({ role: 'user' })
      .where('account_id', '=', other.accountId)
      .execute()
    expect((await post(admin, '/account/join', { token })).status).toBe(200)
    const seen = await world.call(admin, 'GET', `/api/v1/partners/${partnerId}/team?role=super_admin`)
    expect(seen.body.items).toMatchObject([{ accountId: admin.accountId }])
  })

  test('is possible again after the vendor’s own action took the last one (R5)', async () => {
    const { partnerId, superAdmin } = await servedPartner(world)
    const path = `/vendor/partners/${partnerId}/team/${superAdmin.accountId}/remove`
    const invited = { email: 'handed.over@orbit.example', language: 'en', role: 'user' }
    expect((await post(await world.staff('auditor'), path, { reason: 'Left the company' })).status).toBe(403)
    const user = await world.member(partnerId, { role: 'user' })
    expect((await post(agent, path.replace(superAdmin.accountId, user.accountId), { reason: 'Left' })).status).toBe(404)
    const heir = await world.member(partnerId, { role: 'admin' })
    expect((await post(superAdmin, `/partners/${partnerId}/team-invitations`, invited)).status).toBe(201)
    const preview = await post(agent, path.replace(/remove$/, 'preview'))
    expect(preview.body).toMatchObject({
      items: [{ accountId: superAdmin.accountId, ok: true }],
      stops: { seeAll: [expect.any(String)] },
      owned: [{ kind: 'invitations', names: [invited.email], takers: [{ accountId: heir.accountId }] }],
    })
    const handOver = [{ kind: 'invitations', to: heir.accountId }]
    expect((await post(agent, path, { reason: 'Left the company', handOver })).status).toBe(200)
    const { body } = await world.call(heir, 'GET', `/api/v1/partners/${partnerId}/team-invitations`)
    expect(body.items).toMatchObject([
      { email: invited.email, state: 'open', invitedByName: expect.stringContaining(heir.lastName) },
    ])
    expect((await world.call(superAdmin, 'GET', `/api/v1/partners/${partnerId}/team`)).status).toBe(401)
    expect((await onboard(agent, partnerId, 'next@orbit.example')).status).toBe(201)
  })

  test('the vendor’s own action takes the last one who alone sponsors, too (R5)', async () => {
    const { partnerId } = await servedPartner(world, { name: 'Sponsored by one' })
    const both = await world.member(partnerId, { role: 'super_admin', sponsors: true })
    const path = `/vendor/partners/${partnerId}/team/${both.accountId}/remove`
    const preview = await post(agent, path.replace(/remove$/, 'preview'))
    expect(preview.body.stops.sponsoring).toMatchObject({ names: [expect.any(String)], remaining: 0 })
    expect((await post(agent, path, { reason: 'Left the company' })).status).toBe(200)
    expect((await world.call(both, 'GET', `/api/v1/partners/${partnerId}/team`)).status).toBe(401)
  })
})

test('the queue comes first; each partner says what is missing; search, filter and paging', async () => {
  const fresh = await createWorld()
  const staff = await fresh.staff('support_agent')
  const list = async (query = '') => (await fresh.call(staff, 'GET', `/api/v1/vendor/onboarding${query}`)).body
  const [ready, none, done] = [
    await fresh.partner({ name: 'Zeta' }),
    await fresh.partner({ name: 'Alpha' }),
    await servedPartner(fresh, { name: 'Beta' }),
  ]
  await fresh.service(ready.partnerId, await fresh.customer(ready.partnerId))
  const all = await list()
  expect(all.items.map((one: { name: string; step: string }) => `${one.name} ${one.step}`)).toEqual([
    'Zeta ready',
    'Alpha no_service',
    'Beta onboarded',
  ])
  expect(all.items[2].superAdmins).toEqual([`${done.superAdmin.firstName} ${done.superAdmin.lastName}`])
  expect(all.total).toBe(3)
  const first = await list('?limit=1')
  expect((await list(`?limit=1&cursor=${first.nextCursor}`)).items[0].name).toBe('Alpha')
  expect((await list('?step=no_service&q=ALP')).items).toHaveLength(1)
  const body = { email: 'z@orbit.example', language: 'en', reason: 'Contract signed' }
  const invited = await fresh.call(staff, 'POST', `/api/v1/vendor/partners/${ready.partnerId}/onboarding`, body)
  expect((await list()).items[0]).toMatchObject({ step: 'invited', invitedEmail: 'z@orbit.example', expired: false })
  await fresh.ownerDb
    .updateTable('team_invitation')
    .set({ expires_at: inDays(-1) })
    .where('invitation_id', '=', invited.body.invitationId)
    .execute()
  expect((await list()).items[0]).toMatchObject({ step: 'ready', expired: true })
  expect(none.partnerId).toBe((await list('?step=no_service')).items[0].partnerId)
  const team = await fresh.call(staff, 'GET', `/api/v1/vendor/partners/${done.partnerId}/team`)
  expect(team.body).toMatchObject({ counts: { super_admin: 1, admin: 0, user: 0 }, items: [{ role: 'super_admin' }] })
  await fresh.close()
})
