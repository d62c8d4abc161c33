import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, goodPassword, type World } from '../../test/support/world.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'

let world: World
let administrator: Actor
beforeAll(async () => {
  world = await createWorld()
  administrator = await world.staff('administrator')
})
afterAll(() => world.close())

const post = (actor: Actor | null, path: string, body?: unknown) => world.call(actor, 'POST', `/api/v1${path}`, body)

/** Invites, and replaces the link's secret by one the test knows: nobody but the mail has the true one. */
async function invited(email: string, role = 'support_agent'): Promise<{ invitationId: string; token: string }> {
  const reply = await post(administrator, '/vendor/staff-invitations', { email, role, language: 'es' })
  expect(reply.status).toBe(201)
  expect(JSON.stringify(reply.body)).not.toContain('token')
  return { invitationId: reply.body.invitationId, token: await knownToken(reply.body.invitationId) }
}

async function knownToken(invitationId: string): Promise<string> {
  const token = newToken()
  await world.ownerDb
    .updateTable('staff_invitation')
    .set({ proof_hash: hashToken(token) })
    .where('invitation_id', '=', invitationId)
    .execute()
  return token
}

const names = { firstName: 'Nora', lastName: 'Vidal', password: goodPassword, language: 'es' }

describe('invitations', () => {
  test('are mailed in the chosen language, listed, sent again and withdrawn', async () => {
    const { invitationId, token } = await invited('nora@vendor.example')
    const mail = await world.ownerDb
      .selectFrom('mail_message')
      .select(['to_address', 'template', 'language', 'state'])
      .where('to_address', '=', 'nora@vendor.example')
      .executeTakeFirstOrThrow()
    expect(mail).toMatchObject({ template: 'staff_invitation', language: 'es', state: 'queued' })
    const list = await world.call(administrator, 'GET', '/api/v1/vendor/staff-invitations')
    expect(list.body.items).toMatchObject([{ invitationId, email: 'nora@vendor.example', expired: false }])
    expect((await post(administrator, `/vendor/staff-invitations/${invitationId}/resend`)).status).toBe(200)
    expect((await post(null, '/invitations/preview', { token })).status).toBe(410)
    const again = await knownToken(invitationId)
    expect((await post(null, '/invitations/preview', { token: again })).body).toMatchObject({
      email: 'nora@vendor.example',
      role: 'support_agent',
      hasAccount: false,
    })
    expect((await post(administrator, `/vendor/staff-invitations/${invitationId}/withdraw`)).status).toBe(204)
    expect((await post(null, '/invitations/preview', { token: again })).status).toBe(410)
    expect((await post(administrator, `/vendor/staff-invitations/${invitationId}/resend`)).status).toBe(404)
  })

  test('of staff, or twice, are refused; wrong fields are named', async () => {
    const own = { email: administrator.email, role: 'auditor', language: 'en' }
    expect((await post(administrator, '/vendor/staff-invitations', own)).body.code).toBe('already_staff')
    await invited('twice@vendor.example')
    const twice = await post(administrator, '/vendor/staff-invitations', { ...own, email: 'TWICE@vendor.example' })
    expect(twice.body.code).toBe('already_invited')
    const wrong = await post(administrator, '/vendor/staff-invitations', { email: 'x', role: 'owner', token: 'mine' })
    expect(wrong.body.fields.map((field: { path: string }) => field.path).sort()).toEqual([
      'email',
      'language',
      'role',
      'token',
    ])
  })

  test('become an account and a role once, whoever else has the link', async () => {
    const { token } = await invited('luis@vendor.example', 'auditor')
    const weak = await post(null, '/invitations/accept', { ...names, token, password: 'luis@vendor.example' })
    expect(weak.body.code).toBe('password_refused')
    const named = await post(null, '/invitations/accept', { ...names, token, firstName: 'Per000' })
    expect(named.body.fields).toMatchObject([{ path: 'firstName', code: 'name_not_personal' }])
    const replies = await Promise.all([1, 2].map(() => post(null, '/invitations/accept', { ...names, token })))
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 410])
    const staff = await world.ownerDb
      .selectFrom('vendor_staff')
      .selectAll()
      .where('email', '=', 'luis@vendor.example')
      .execute()
    expect(staff).toMatchObject([{ role: 'auditor', state: 'active', first_name: 'Nora' }])
  })

  test('never link an existing account silently; its owner accepts signed in, nobody else can', async () => {
    const owner = await world.person()
    const { token } = await invited(owner.email)
    expect((await post(null, '/invitations/preview', { token })).body.hasAccount).toBe(true)
    expect((await post(null, '/invitations/accept', { ...names, token })).body.code).toBe('account_exists')
    const stranger = await world.person()
    expect((await post(stranger, '/account/invitations/accept', { token })).body.code).toBe('wrong_account')
    expect((await world.call(owner, 'GET', '/api/v1/vendor/staff')).status).toBe(404)
    expect((await post(owner, '/account/invitations/accept', { token })).status).toBe(204)
    expect((await world.call(owner, 'GET', '/api/v1/vendor/staff')).status).toBe(200)
    expect((await post(owner, '/account/invitations/accept', { token })).status).toBe(410)
  })

  test('expire', async () => {
    const { invitationId, token } = await invited('late@vendor.example')
    await world.ownerDb
      .updateTable('staff_invitation')
      .set({ expires_at: new Date(Date.now() - 1000) })
      .where('invitation_id', '=', invitationId)
      .execute()
    expect((await post(null, '/invitations/accept', { ...names, token })).status).toBe(410)
  })
})

describe('roles', () => {
  const change = (actor: Actor, of: Actor, role: string) =>
    world.call(actor, 'PATCH', `/api/v1/vendor/staff/${of.accountId}`, { role })
  const remove = (actor: Actor, of: Actor) =>
    post(actor, `/vendor/staff/${of.accountId}/remove`, { reason: 'Left the company' })

  test('count from the next request on; nobody changes their own', async () => {
    const agent = await world.staff('support_agent')
    expect((await change(administrator, agent, 'auditor')).status).toBe(204)
    expect((await world.call(agent, 'POST', '/api/v1/vendor/partners', { name: 'X' })).status).toBe(403)
    expect((await change(administrator, administrator, 'auditor')).body.code).toBe('own_role')
    expect((await remove(administrator, administrator)).body.code).toBe('own_role')
    expect((await change(administrator, agent, 'owner')).status).toBe(400)
    const audit = await world.ownerDb
      .selectFrom('audit_entry')
      .select('body')
      .where('action', '=', 'staff.role_changed')
      .executeTakeFirstOrThrow()
    expect(JSON.parse(audit.body).detail).toEqual({ before: { role: 'support_agent' }, after: { role: 'auditor' } })
  })

  test('filter the list, which finds people by name and address', async () => {
    const auditor = await world.staff('auditor')
    const list = (query: string) => world.call(administrator, 'GET', `/api/v1/vendor/staff?${query}`)
    const found = await list(`role=auditor&q=${auditor.email.toUpperCase()}&sort=-since`)
    expect(found.body.items).toMatchObject([{ accountId: auditor.accountId, own: false }])
    expect((await list(`role=administrator&q=${auditor.email}`)).body.items).toEqual([])
    expect((await list('role=owner')).status).toBe(400)
  })

  test('removed: every session ends at once, and the person can be invited again', async () => {
    const agent = await world.staff('support_agent')
    expect((await remove(administrator, agent)).status).toBe(204)
    expect((await world.call(agent, 'GET', '/api/v1/vendor/partners')).status).toBe(401)
    expect((await remove(administrator, agent)).status).toBe(404)
    const { token } = await invited(agent.email, 'auditor')
    const back = { ...agent, cookie: await world.session(agent.accountId) }
    expect((await post(back, '/account/invitations/accept', { token })).status).toBe(204)
    expect((await world.call(back, 'GET', '/api/v1/vendor/partners')).status).toBe(200)
  })

  test('two administrators who remove each other at once: one stays', async () => {
    const fresh = await createWorld()
    const [one, other] = [await fresh.staff(), await fresh.staff()]
    const take = (actor: Actor, of: Actor) =>
      fresh.call(actor, 'POST', `/api/v1/vendor/staff/${of.accountId}/remove`, { reason: 'Disagreement' })
    const replies = await Promise.all([take(one, other), take(other, one)])
    expect(replies.filter((reply) => reply.status === 204)).toHaveLength(1)
    const left = await fresh.ownerDb.selectFrom('vendor_staff').select('role').where('state', '=', 'active').execute()
    expect(left).toEqual([{ role: 'administrator' }])
    await fresh.close()
  })
})
