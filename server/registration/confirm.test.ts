import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { customerUser, mailedTo, mailsTo, partnerEmployee } from '../../test/support/registering.ts'
import { createWorld, inDays, type World } from '../../test/support/world.ts'
import { newToken } from '../platform/crypto/tokens.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

async function sponsored(given: Parameters<World['sponsorship']>[2] = {}) {
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId)
  return world.sponsorship(partnerId, customerId, given)
}

const post = (path: string, body: object) => world.call(null, 'POST', `/api/v1${path}`, body)
const confirm = (token: string) => post('/confirmations', { token })
const signIn = (email: string, password: string) => post('/account/sign-in', { email, password })

async function registered(given: Record<string, unknown> = {}, of?: Awaited<ReturnType<typeof sponsored>>) {
  const under = of ?? (await sponsored())
  const body = customerUser(under, given)
  const reply = await post('/registration', body)
  expect(reply.status).toBe(202)
  return { of: under, body, handle: reply.body.handle as string, ...(await mailedTo(world, body.email as string)) }
}

const registrationsOf = (sponsorshipId: string) =>
  world.ownerDb.selectFrom('registration').selectAll().where('sponsorship_id', '=', sponsorshipId).execute()
const auditOf = async (partnerId: string) =>
  (
    await world.ownerDb
      .selectFrom('audit_entry')
      .select('action')
      .where('partner_id', '=', partnerId)
      .orderBy('seq')
      .execute()
  ).map((row) => row.action)

describe('a mailed link', () => {
  test('twenty confirmations at once: one wins (attack 12)', async () => {
    const { token, of } = await registered()
    const replies = await Promise.all(Array.from({ length: 20 }, () => confirm(token)))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 410)).toHaveLength(19)
    expect((await auditOf(of.partnerId)).filter((action) => action === 'registration.confirmed')).toHaveLength(1)
  })

  test('GET and HEAD of its addresses change nothing (attack 11, R15)', async () => {
    const { token } = await registered()
    const before = await world.ownerDb.selectFrom('confirmation').selectAll().orderBy('confirmation_id').execute()
    for (const path of [
      '/confirm',
      '/api/v1/confirmations',
      '/api/v1/confirmations/preview',
      '/api/v1/confirmations/cancel',
    ])
      for (const method of ['GET', 'HEAD']) await world.call(null, method, `${path}?token=${token}&t=${token}`)
    // A scanner's script posts a form, not JSON.
    const form = await world.call(null, 'POST', '/api/v1/confirmations', `token=${token}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(form.status).toBe(415)
    await post('/confirmations/preview', { token })
    expect(await world.ownerDb.selectFrom('confirmation').selectAll().orderBy('confirmation_id').execute()).toEqual(
      before,
    )
    expect((await confirm(token)).status).toBe(200)
  })

  test('without its token nothing is confirmed (attack 5)', async () => {
    const { of } = await registered()
    expect((await confirm(newToken())).status).toBe(410)
    expect((await post('/confirmations', {})).status).toBe(400)
    expect((await post('/confirmations', { token: newToken(), registrationId: newToken() })).status).toBe(400)
    expect(await registrationsOf(of.sponsorshipId)).toMatchObject([{ state: 'unconfirmed' }])
  })

  test('expires, and says so', async () => {
    const { token, of } = await registered()
    await world.ownerDb
      .updateTable('confirmation')
      .set({ expires_at: inDays(-1) })
      .where('partner_id', '=', of.partnerId)
      .execute()
    expect(await confirm(token)).toMatchObject({ status: 410, body: { code: 'link_expired' } })
  })

  test.each([
    ['was revoked', { state: 'revoked' as const, revoked_at: new Date() }],
    ['has expired', { expires_at: inDays(-1) }],
  ])('promises no access when the sponsorship %s meanwhile (R35)', async (_, change) => {
    const { token, handle, body, of } = await registered()
    const preview = async () => (await post('/confirmations/preview', { token })).body.entitlements.length
    expect(await preview()).toBeGreaterThan(0)
    await world.ownerDb.updateTable('sponsorship').set(change).where('sponsorship_id', '=', of.sponsorshipId).execute()
    expect(await preview()).toBe(0)
    expect((await confirm(token)).body).toMatchObject({ state: 'without_access' })
    expect((await post('/registration/status', { handle })).body).toMatchObject({ outcome: 'without_access' })
    const mails = (await mailsTo(world, body.email as string)).map(({ template }) => template)
    expect(mails).toEqual(['registration_confirm', 'registration_without_access'])
    expect((await signIn(body.email as string, body.password)).status).toBe(200)
  })

  test('“this was not me” removes the registration, frees the seat, tells the partner', async () => {
    const { token, of, body, handle } = await registered({}, await sponsored({ seats: 1 }))
    const administrator = await world.administrator(of.partnerId)
    expect((await post('/registration', customerUser(of))).body.code).toBe('registration_refused')
    expect((await post('/confirmations/cancel', { token })).status).toBe(204)
    expect(await registrationsOf(of.sponsorshipId)).toEqual([])
    const [mail] = await mailsTo(world, administrator.email)
    expect(mail).toMatchObject({ template: 'registration_cancelled_partner', params: { email: body.email } })
    expect(await confirm(token)).toMatchObject({ status: 410, body: { code: 'link_invalid' } })
    expect((await post('/confirmations/cancel', { token })).status).toBe(410)
    expect((await post('/registration/status', { handle })).body.state).toBe('cancelled')
    expect(await auditOf(of.partnerId)).toContain('registration.cancelled')
    expect((await post('/registration', customerUser(of))).status).toBe(202)
  })

  test('is not in anything an administrator of the partner can read (attack 3)', async () => {
    const { token, code, of } = await registered()
    const administrator = await world.administrator(of.partnerId)
    for (const path of ['people', 'audit', 'sponsorships', `sponsorships/${of.sponsorshipId}`]) {
      const reply = await world.call(administrator, 'GET', `/api/v1/partners/${of.partnerId}/${path}`)
      expect(reply.text).not.toContain(token)
      expect(reply.text).not.toContain(code)
    }
  })
})

describe('several attempts for one address', () => {
  test('the confirmed one counts, with its own password and name; the others are void (pre-hijacking)', async () => {
    const email = 'victim@customer.example'
    const mallory = await registered({ email, firstName: 'Mallory', password: 'mallory-knows-this-one-9' })
    const victim = await registered({ email, firstName: 'Vera', password: 'only-vera-knows-this-one-7' })
    expect((await confirm(victim.token)).status).toBe(200)
    expect(await confirm(mallory.token)).toMatchObject({ status: 410, body: { code: 'link_invalid' } })
    expect((await signIn(email, 'mallory-knows-this-one-9')).status).toBe(401)
    expect((await signIn(email, 'only-vera-knows-this-one-7')).status).toBe(200)
    expect(await registrationsOf(mallory.of.sponsorshipId)).toEqual([])
    expect(await auditOf(mallory.of.partnerId)).toContain('registration.voided')
    const left = await world.ownerDb
      .selectFrom('confirmation')
      .select('password_hash')
      .where('email', '=', email)
      .execute()
    expect(left.every((row) => row.password_hash === null)).toBe(true)
  })

  test('under one sponsorship share one registration and one seat', async () => {
    const of = await sponsored({ seats: 3 })
    const first = await registered({ email: 'twice@customer.example', jobTitle: 'First' }, of)
    const second = await registered({ email: 'twice@customer.example', jobTitle: 'Second' }, of)
    expect(await registrationsOf(of.sponsorshipId)).toHaveLength(1)
    const replies = await Promise.all([confirm(first.token), confirm(second.token)])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 410])
    const [row] = await registrationsOf(of.sponsorshipId)
    expect(row).toMatchObject({ state: 'active', job_title: replies[0]?.status === 200 ? 'First' : 'Second' })
  })
})

describe('the typed code', () => {
  test('confirms like the link, as it is written in the mail', async () => {
    const { handle, code, token, of } = await registered()
    expect(code).toMatch(/^\d{4} \d{4}$/)
    expect((await post('/registration/code', { handle, code })).body).toMatchObject({ state: 'active' })
    expect((await post('/registration/code', { handle, code })).status).toBe(409)
    expect((await confirm(token)).status).toBe(410)
    expect((await post('/registration/status', { handle })).body).toMatchObject({
      state: 'confirmed',
      outcome: 'active',
    })
    expect(await registrationsOf(of.sponsorshipId)).toMatchObject([{ state: 'active' }])
  })

  test('allows five tries, exactly, however many come at once (attack 8)', async () => {
    const { handle, code } = await registered()
    const wrong = code.startsWith('1') ? '2000 0000' : '1000 0000'
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => post('/registration/code', { handle, code: wrong })),
    )
    expect(replies.filter(({ body }) => body.code === 'code_wrong')).toHaveLength(5)
    expect(replies.filter(({ body }) => body.code === 'code_exhausted')).toHaveLength(7)
    expect((await post('/registration/code', { handle, code })).body.code).toBe('code_exhausted')
  })

  test('of another registration is worth nothing', async () => {
    const mine = await registered()
    const other = await registered()
    expect((await post('/registration/code', { handle: mine.handle, code: other.code })).body.code).toBe('code_wrong')
  })

  test('works for a partner’s employee', async () => {
    const body = partnerEmployee()
    const { handle } = (await post('/registration', body)).body
    const { code } = await mailedTo(world, body.email)
    expect((await post('/registration/code', { handle, code })).body).toMatchObject({ state: 'registered' })
    expect((await post('/registration/status', { handle })).body.outcome).toBe('registered')
  })
})
