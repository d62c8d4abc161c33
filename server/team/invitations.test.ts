import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { joinAs, servedPartner, tokenTo } from '../../test/support/joining.ts'
import { lettersTo } from '../../test/support/outbox.ts'
import { type Actor, createWorld, goodPassword, inDays, type World } from '../../test/support/world.ts'

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
const at = (path = '') => `/partners/${partnerId}/team-invitations${path}`
const invite = (actor: Actor, email: string, given: object = {}) =>
  post(actor, at(), { email, language: 'en', role: 'user', ...given })
const names = { firstName: 'Nora', lastName: 'Vidal', password: goodPassword, language: 'es' }
const membership = (email: string) =>
  world.ownerDb
    .selectFrom('membership')
    .selectAll()
    .where('email', '=', email)
    .where('partner_id', '=', partnerId)
    .executeTakeFirst()
const associations = (accountId: string) =>
  world.ownerDb
    .selectFrom('association')
    .select(['customer_id', 'given_by'])
    .where('account_id', '=', accountId)
    .execute()

describe('an invitation', () => {
  test('is mailed in its language, and its link stands in the mail alone (attack 3)', async () => {
    const reply = await invite(superAdmin, 'ANA@orbit.example', {
      language: 'es',
      firstName: 'Ana',
      note: 'Hasta el lunes',
    })
    expect(reply.status).toBe(201)
    const [letter] = await lettersTo(world, 'ana@orbit.example')
    expect(letter).toMatchObject({ template: 'team_invitation', language: 'es' })
    expect(letter?.text).toContain('Hasta el lunes')
    expect(letter?.link).toContain('/join#t=')
    const list = await world.call(superAdmin, 'GET', `/api/v1${at()}`)
    expect(list.body.items[0]).toMatchObject({ email: 'ana@orbit.example', state: 'open', firstName: 'Ana' })
    expect(reply.text + list.text).not.toContain(letter?.token ?? 'none')
    expect(list.text).not.toContain('proof')
  })

  test('to an address that anybody can have is flagged, as the member is who accepts it (R13)', async () => {
    const email = 'rosa.vidal@gmail.com'
    expect((await invite(superAdmin, email)).status).toBe(201)
    const list = await world.call(superAdmin, 'GET', `/api/v1${at('?q=vidal')}`)
    expect(list.body.items).toMatchObject([{ email, freeMail: true }])
    await joinAs(world, email, names)
    const team = await world.call(superAdmin, 'GET', `/api/v1/partners/${partnerId}/team?q=${email}`)
    expect(team.body.items).toMatchObject([{ email, freeMail: true }])
    const one = `/api/v1/partners/${partnerId}/team/${team.body.items[0].accountId}`
    expect((await world.call(superAdmin, 'GET', one)).body).toMatchObject({ freeMail: true })
    const own = await world.call(superAdmin, 'GET', `/api/v1/partners/${partnerId}/team?q=${admin.email}`)
    expect(own.body.items).toMatchObject([{ freeMail: false }])
  })

  test('says the same about an address with an account and one without', async () => {
    const somebody = await world.person()
    const [known, unknown] = [
      await invite(superAdmin, somebody.email),
      await invite(superAdmin, 'no-account@orbit.example'),
    ]
    expect([known.status, unknown.status]).toEqual([201, 201])
    expect(Object.keys(known.body)).toEqual(Object.keys(unknown.body))
  })

  test('is refused for a member, a suspended one, or twice; every wrong field is named', async () => {
    expect((await invite(superAdmin, admin.email)).body).toMatchObject({ code: 'member_already' })
    const suspended = await world.member(partnerId, { role: 'user' })
    await world.ownerDb
      .updateTable('membership')
      .set({ state: 'suspended' })
      .where('account_id', '=', suspended.accountId)
      .execute()
    expect((await invite(superAdmin, suspended.email)).body.code).toBe('member_suspended')
    await invite(superAdmin, 'twice@orbit.example')
    expect((await invite(admin, 'twice@orbit.example')).body.code).toBe('member_invited')
    const shared = await invite(superAdmin, 'info@orbit.example')
    expect(shared.body.fields).toMatchObject([{ path: 'email', code: 'mailbox_of_group' }])
    const wrong = await invite(superAdmin, 'x', { role: 'owner', sponsors: true, customers: ['y'] })
    expect(wrong.body.fields.map((one: { path: string }) => one.path).sort()).toEqual([
      'customers.0',
      'email',
      'role',
      'sponsors',
    ])
    const named = await invite(superAdmin, 'n@orbit.example', { firstName: 'Per000', lastName: 'x'.repeat(61) })
    expect(named.body.fields).toMatchObject([
      { path: 'firstName', code: 'name_not_personal' },
      { path: 'lastName', code: 'too_big' },
    ])
    const group = await invite(superAdmin, 'n@orbit.example', { firstName: 'Support', lastName: '' })
    expect(group.body.fields).toMatchObject([{ code: 'name_of_group' }])
    const foreign = await world.customer((await world.partner()).partnerId)
    expect((await invite(superAdmin, 'f@orbit.example', { customers: [foreign] })).body.fields[0].code).toBe(
      'unknown_customer',
    )
  })

  test('two at once to one address: one is sent', async () => {
    const replies = await Promise.all([superAdmin, admin].map((actor) => invite(actor, 'race@orbit.example')))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await lettersTo(world, 'race@orbit.example')).toHaveLength(1)
  })

  test('gives at most the inviter’s own role; a partner user, a sponsorship administrator and strangers give none', async () => {
    expect((await invite(admin, 'sa@orbit.example', { role: 'super_admin' })).status).toBe(403)
    expect((await invite(admin, 'pa@orbit.example', { role: 'admin' })).status).toBe(201)
    const user = await world.member(partnerId, { role: 'user', customers: 'all' })
    expect((await invite(user, 'u@orbit.example')).body).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await invite(await world.administrator(partnerId), 'u@orbit.example')).status).toBe(403)
    expect((await invite(await world.person(), 'u@orbit.example')).status).toBe(404)
    const { superAdmin: elsewhere } = await servedPartner(world)
    expect((await invite(elsewhere, 'u@orbit.example')).status).toBe(404)
    expect((await post(null, at(), { email: 'u@orbit.example' })).status).toBe(401)
  })

  test('is refused with the reason until the partner has bought the service (R22)', async () => {
    const bare = await world.partner()
    const alone = await world.member(bare.partnerId, { role: 'super_admin' })
    const body = { email: 'early@orbit.example', language: 'en', role: 'user' }
    const refused = await post(alone, `/partners/${bare.partnerId}/team-invitations`, body)
    expect(refused.body).toMatchObject({
      status: 403,
      missing: 'a support-service contract in force for at least one customer',
      grantedBy: 'the vendor, by recording the contract',
    })
    await world.service(bare.partnerId, await world.customer(bare.partnerId))
    expect((await post(alone, `/partners/${bare.partnerId}/team-invitations`, body)).status).toBe(201)
  })

  test('is sent again with a new link, withdrawn, and an expired one gives way to another', async () => {
    const { invitationId } = (await invite(admin, 'again@orbit.example')).body
    const first = await tokenTo(world, 'again@orbit.example')
    expect((await post(superAdmin, at(`/${invitationId}/resend`))).status).toBe(200)
    const second = await tokenTo(world, 'again@orbit.example')
    expect((await post(null, '/join/preview', { token: first })).status).toBe(410)
    expect((await post(null, '/join/preview', { token: second })).body.invitedByName).toContain(superAdmin.lastName)
    await world.ownerDb
      .updateTable('team_invitation')
      .set({ expires_at: inDays(-1) })
      .where('invitation_id', '=', invitationId)
      .execute()
    expect((await post(null, '/join/accept', { ...names, token: second })).status).toBe(410)
    const expired = await world.call(admin, 'GET', `/api/v1${at('?state=expired&q=AGAIN')}`)
    expect(expired.body.items).toMatchObject([{ invitationId, state: 'expired' }])
    const another = await invite(admin, 'again@orbit.example')
    expect(another.status).toBe(201)
    expect((await post(admin, at(`/${another.body.invitationId}/withdraw`))).status).toBe(204)
    expect((await post(admin, at(`/${another.body.invitationId}/withdraw`))).status).toBe(404)
    expect((await post(null, '/join/preview', { token: await tokenTo(world, 'again@orbit.example') })).status).toBe(410)
  })

  test('to become an SA is out of a PA’s reach', async () => {
    const { invitationId } = (await invite(superAdmin, 'next-sa@orbit.example', { role: 'super_admin' })).body
    for (const act of ['resend', 'withdraw'])
      expect((await post(admin, at(`/${invitationId}/${act}`))).body).toMatchObject({
        status: 403,
        missing: 'role super administrator',
      })
    expect((await post(superAdmin, at(`/${invitationId}/withdraw`))).status).toBe(204)
  })
})

describe('accepting', () => {
  test('makes a confirmed account with the role and customers of the invitation, once (attack 12)', async () => {
    await invite(admin, 'nora@orbit.example', { customers: [customerId] })
    const token = await tokenTo(world, 'nora@orbit.example')
    const preview = await post(null, '/join/preview', { token })
    expect(preview.body).toMatchObject({ role: 'user', hasAccount: false, refusal: null })
    expect(preview.body.customers).toHaveLength(1)
    const group = await post(null, '/join/accept', { ...names, firstName: 'Support', lastName: 'Team', token })
    expect(group.body.fields).toMatchObject([{ path: 'lastName', code: 'name_of_group' }])
    const weak = await post(null, '/join/accept', { ...names, token, password: 'nora@orbit.example' })
    expect(weak.body.code).toBe('password_refused')
    const replies = await Promise.all([1, 2, 3].map(() => post(null, '/join/accept', { ...names, token })))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 410, 410])
    const row = await membership('nora@orbit.example')
    expect(row).toMatchObject({ role: 'user', sponsors: false, state: 'active', language: 'es' })
    expect(await associations(row?.account_id ?? '')).toEqual([{ customer_id: customerId, given_by: admin.accountId }])
    expect((await post(null, '/join/preview', { token })).status).toBe(410)
  })

  test('never links an existing account silently (attack 15): its owner accepts, by the link or from the account', async () => {
    const [owner, other] = [await world.person(), await world.person()]
    await invite(superAdmin, owner.email, { customers: 'all' })
    await invite(superAdmin, other.email, { role: 'admin' })
    const token = await tokenTo(world, owner.email)
    expect((await post(null, '/join/preview', { token })).body.hasAccount).toBe(true)
    expect((await post(null, '/join/accept', { ...names, token })).body.code).toBe('account_exists')
    expect((await post(other, '/account/join', { token })).body.code).toBe('wrong_account')
    expect((await post(owner, '/account/join', { token })).body).toEqual({ partnerId })
    expect(await membership(owner.email)).toMatchObject({ role: 'user', all_customers: true })
    const mine = await world.call(other, 'GET', '/api/v1/account/teams')
    expect(mine.body).toMatchObject({ memberships: [], invitations: [{ role: 'admin', partnerId }] })
    expect(mine.text).not.toContain('proof')
    const accept = `/account/team-invitations/${mine.body.invitations[0].invitationId}/accept`
    expect((await post(await world.person(), accept)).status).toBe(404)
    const twice = await Promise.all([post(other, accept), post(other, accept)])
    expect(twice.map(({ status }) => status).sort()).toEqual([200, expect.toBeOneOf([404, 410])])
    const after = await world.call(other, 'GET', '/api/v1/account/teams')
    expect(after.body).toMatchObject({ memberships: [{ role: 'admin', state: 'active' }], invitations: [] })
  })

  test('gives nothing once the inviter could not give it any more', async () => {
    const inviter = await world.member(partnerId, { role: 'admin' })
    await invite(inviter, 'late@orbit.example', { role: 'admin' })
    const token = await tokenTo(world, 'late@orbit.example')
    const demote = (role: string) =>
      post(superAdmin, `/partners/${partnerId}/team/role`, {
        accountIds: [inviter.accountId],
        role,
        reason: 'Other tasks',
      })
    await demote('user')
    expect((await post(null, '/join/preview', { token })).body.refusal).toBe('inviter_lost_right')
    const refused = await post(null, '/join/accept', { ...names, token })
    expect(refused.body).toMatchObject({ code: 'invitation_void', params: { reason: 'inviter_lost_right' } })
    expect(refused.body.grantedBy).toBeTruthy()
    expect(await membership('late@orbit.example')).toBeUndefined()
    await demote('admin')
    expect((await post(null, '/join/accept', { ...names, token })).status).toBe(201)
  })

  test('gives nothing while the service has ended, the partner is suspended, or its customers are gone', async () => {
    const one = await servedPartner(world)
    const path = `/partners/${one.partnerId}/team-invitations`
    await post(one.superAdmin, path, {
      email: 'void@orbit.example',
      language: 'en',
      role: 'user',
      customers: [one.customerId],
    })
    const token = await tokenTo(world, 'void@orbit.example')
    const refusal = async () => (await post(null, '/join/accept', { ...names, token })).body.params?.reason
    const change = (table: 'contract' | 'partner' | 'customer', state: string) =>
      world.ownerDb.updateTable(table).set({ state }).where('partner_id', '=', one.partnerId).execute()
    await change('contract', 'terminated')
    expect(await refusal()).toBe('service_missing')
    await change('contract', 'active')
    await change('partner', 'suspended')
    expect(await refusal()).toBe('partner_suspended')
    await change('partner', 'active')
    await world.service(one.partnerId, await world.customer(one.partnerId))
    await world.ownerDb
      .updateTable('customer')
      .set({ state: 'archived' })
      .where('customer_id', '=', one.customerId)
      .execute()
    expect(await refusal()).toBe('customers_gone')
    await change('customer', 'active')
    expect((await post(null, '/join/accept', { ...names, token })).status).toBe(201)
  })

  test('after a removal brings back nothing of the former membership', async () => {
    const former = await world.member(partnerId, { role: 'admin', sponsors: true, customers: [customerId] })
    await world.administrator(partnerId)
    await post(superAdmin, `/partners/${partnerId}/team/remove`, { accountIds: [former.accountId], reason: 'Left' })
    await invite(superAdmin, former.email)
    const back = { ...former, cookie: await world.session(former.accountId) }
    expect((await post(back, '/account/join', { token: await tokenTo(world, former.email) })).status).toBe(200)
    expect(await membership(former.email)).toMatchObject({ role: 'user', sponsors: false, all_customers: false })
    expect(await associations(former.accountId)).toEqual([])
  })

  test('an employee who joined is invited into a second partner, and has both contexts', async () => {
    await invite(superAdmin, 'both@orbit.example', { customers: 'all' })
    const both = await joinAs(world, 'both@orbit.example')
    const other = await servedPartner(world)
    const body = { email: both.email, language: 'en', role: 'admin' }
    await post(other.superAdmin, `/partners/${other.partnerId}/team-invitations`, body)
    await post(both, '/account/join', { token: await tokenTo(world, both.email) })
    const { memberships } = (await world.call(both, 'GET', '/api/v1/me')).body
    expect(memberships.map((one: { role: string }) => one.role).sort()).toEqual(['admin', 'user'])
  })
  test('a person of one of the partner’s own customers leaves that first', async () => {
    const sponsorship = await world.sponsorship(partnerId, customerId)
    const person = await world.registered(sponsorship)
    expect((await invite(superAdmin, person.email)).status).toBe(201)
    const token = await tokenTo(world, person.email)
    const { body } = await post(person, '/account/join', { token })
    expect(body).toMatchObject({ code: 'invitation_void', params: { reason: 'own_customer' } })
    expect((await post(person, `/access/${person.registrationId}/leave`)).status).toBeLessThan(300)
    expect((await post(person, '/account/join', { token })).status).toBe(200)
  })
})
