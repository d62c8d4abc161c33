import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lettersTo } from '../../test/support/outbox.ts'
import { customerUser, mailedTo, mailsTo, partnerEmployee } from '../../test/support/registering.ts'
import { createWorld, inDays, type World } from '../../test/support/world.ts'
import { hashToken, newToken } from '../platform/crypto/tokens.ts'

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

async function registered(given: Record<string, unknown> = {}, of?: Awaited<ReturnType<typeof sponsored>>) {
  const under = of ?? (await sponsored())
  const body = customerUser(under, given)
  const reply = await post('/registration', body)
  expect(reply.status).toBe(202)
  return { of: under, body, email: body.email as string, handle: reply.body.handle as string }
}

/** As if the last mail had been sent a while ago. */
const minutesLater = (handle: string) =>
  world.ownerDb
    .updateTable('registration_handle')
    .set({ sent_at: inDays(-1) })
    .where('proof_hash', '=', hashToken(handle))
    .execute()
const registrationsOf = (sponsorshipId: string) =>
  world.ownerDb.selectFrom('registration').selectAll().where('sponsorship_id', '=', sponsorshipId).execute()

async function linkEnded(handle: string, of: { sponsorshipId: string }) {
  await sql`update confirmation set expires_at = now() - interval '1 minute' where confirmation_id =
    (select confirmation_id from registration_handle where proof_hash = ${hashToken(handle)})`.execute(world.ownerDb)
  await world.ownerDb
    .updateTable('registration')
    .set({ seat_held_until: inDays(-1) })
    .where('sponsorship_id', '=', of.sponsorshipId)
    .where('state', '=', 'unconfirmed')
    .execute()
}

describe('the status of a registration', () => {
  test('names the address, and what is left', async () => {
    const { handle, email } = await registered()
    expect((await post('/registration/status', { handle })).body).toMatchObject({
      email,
      state: 'waiting',
      resendsLeft: 5,
      codeAttemptsLeft: 5,
    })
  })

  test('is nobody’s without the handle', async () => {
    await registered()
    for (const path of ['status', 'resend']) {
      const reply = await post(`/registration/${path}`, { handle: newToken() })
      expect(reply).toMatchObject({ status: 410, body: { code: 'registration_gone' } })
    }
    expect((await post('/registration/status', { handle: newToken(), email: 'x@example.com' })).status).toBe(400)
  })
})

describe('having the mail sent again', () => {
  test('replaces link and code', async () => {
    const { handle, email } = await registered()
    const old = await mailedTo(world, email)
    expect(await post('/registration/resend', { handle })).toMatchObject({
      status: 429,
      body: { code: 'wait_before_resend' },
    })
    await minutesLater(handle)
    expect((await post('/registration/resend', { handle })).body).toMatchObject({ resendsLeft: 4, codeAttemptsLeft: 5 })
    const fresh = await mailedTo(world, email)
    expect(fresh.token).not.toBe(old.token)
    expect((await post('/confirmations', { token: old.token })).status).toBe(410)
    if (fresh.code !== old.code)
      expect((await post('/registration/code', { handle, code: old.code })).body.code).toBe('code_wrong')
    expect((await post('/confirmations', { token: fresh.token })).status).toBe(200)
    await minutesLater(handle)
    expect((await post('/registration/resend', { handle })).body.code).toBe('registration_over')
  })

  test('works five times, one at a time', async () => {
    const { handle } = await registered()
    await minutesLater(handle)
    const burst = await Promise.all(Array.from({ length: 4 }, () => post('/registration/resend', { handle })))
    expect(burst.map(({ status }) => status).sort()).toEqual([200, 429, 429, 429])
    for (let i = 0; i < 4; i++) {
      await minutesLater(handle)
      expect((await post('/registration/resend', { handle })).status).toBe(200)
    }
    await minutesLater(handle)
    expect(await post('/registration/resend', { handle })).toMatchObject({
      status: 409,
      body: { code: 'no_more_mails' },
    })
  })

  test('counts with everything else that strangers have mailed to one address', async () => {
    const { handle, email } = await registered()
    const bucket = `registration-mail/to/${email}`
    await sql`select app.throttle(${bucket}, 9, interval '1 hour')`.execute(world.ownerDb)
    await minutesLater(handle)
    expect(await post('/registration/resend', { handle })).toMatchObject({
      status: 429,
      body: { code: 'too_many_requests' },
    })
    expect(await mailsTo(world, email)).toHaveLength(1)
  })

  test('takes the seat again when the link had ended, if one is left (R16)', async () => {
    const of = await sponsored({ seats: 1 })
    const { handle, email } = await registered({}, of)
    await linkEnded(handle, of)
    await minutesLater(handle)
    const other = await registered({}, of)
    expect(await post('/registration/resend', { handle })).toMatchObject({
      status: 403,
      body: { code: 'registration_refused' },
    })
    await post('/confirmations/cancel', { token: (await mailedTo(world, other.email)).token })
    expect((await post('/registration/resend', { handle })).status).toBe(200)
    expect((await post('/registration', customerUser(of))).body.code).toBe('registration_refused')
    expect((await post('/confirmations', { token: (await mailedTo(world, email)).token })).status).toBe(200)
  })

  test('for an address that has an account looks the same and tells its owner again', async () => {
    const person = await world.person()
    const { handle } = await registered({ email: person.email })
    await minutesLater(handle)
    expect((await post('/registration/resend', { handle })).body).toMatchObject({ state: 'waiting', resendsLeft: 4 })
    expect((await mailsTo(world, person.email)).map((mail) => mail.template)).toEqual([
      'registration_already_account',
      'registration_already_account',
    ])
  })
})

test('who has an account is written to by its own name and in its own language, whatever was typed (R33)', async () => {
  const owner = await world.person({ firstName: 'Carmen', language: 'es' })
  const { handle } = await registered({ email: owner.email, firstName: 'Stranger', language: 'en' })
  await minutesLater(handle)
  await post('/registration/resend', { handle })
  await post('/registration', partnerEmployee({ email: owner.email, firstName: 'Stranger', language: 'en' }))
  const letters = await lettersTo(world, owner.email)
  expect(letters.map((letter) => letter.template)).toEqual([
    'registration_already_account',
    'registration_already_account',
    'partner_employee_already_account',
  ])
  for (const { language, text } of letters) {
    expect(language).toBe('es')
    expect(text).toContain('Hola, Carmen:')
    expect(text).not.toContain('Stranger')
  }
})

describe('correcting the address', () => {
  test('kills the old link; seat, answers and password go on at the new one', async () => {
    const of = await sponsored({ seats: 1 })
    const { handle, email, body } = await registered({ email: 'typo@customer.example' }, of)
    const old = await mailedTo(world, email)
    const reply = await post('/registration/correct-address', { handle, email: 'Right@Customer.example' })
    expect(reply.body).toMatchObject({ email: 'right@customer.example', state: 'waiting', resendsLeft: 4 })
    expect((await post('/confirmations', { token: old.token })).status).toBe(410)
    const { token } = await mailedTo(world, 'right@customer.example')
    expect((await post('/confirmations', { token })).status).toBe(200)
    expect(await registrationsOf(of.sponsorshipId)).toMatchObject([
      { state: 'active', email: 'right@customer.example', job_title: 'Network engineer' },
    ])
    const signIn = await post('/account/sign-in', { email: 'right@customer.example', password: body.password })
    expect(signIn.status).toBe(200)
  })

  test('judges the new domain', async () => {
    const { handle, of } = await registered()
    await post('/registration/correct-address', { handle, email: 'me@elsewhere.example' })
    expect(await registrationsOf(of.sponsorshipId)).toMatchObject([{ domain_fits: false }])
  })

  test('to or from an address with an account looks like any other', async () => {
    const person = await world.person()
    const other = await world.person()
    const { handle, of } = await registered({ email: person.email })
    expect(await registrationsOf(of.sponsorshipId)).toEqual([])
    expect((await post('/registration/correct-address', { handle, email: 'new1@customer.example' })).status).toBe(200)
    expect(await registrationsOf(of.sponsorshipId)).toHaveLength(1)
    expect((await post('/registration/correct-address', { handle, email: other.email })).status).toBe(200)
    expect(await registrationsOf(of.sponsorshipId)).toEqual([])
    expect((await mailsTo(world, other.email)).map((mail) => mail.template)).toEqual(['registration_already_account'])
  })

  test('refuses the same address, a shared mailbox, and a confirmed registration', async () => {
    const { handle, email } = await registered()
    const correct = (to: string) => post('/registration/correct-address', { handle, email: to })
    expect((await correct(email)).body.fields).toMatchObject([{ path: 'email', code: 'same_address' }])
    expect((await correct('info@customer.example')).body.fields).toMatchObject([{ code: 'mailbox_of_group' }])
    await post('/confirmations', { token: (await mailedTo(world, email)).token })
    expect((await correct('later@customer.example')).body.code).toBe('registration_over')
  })

  test('is for a partner’s employee, too', async () => {
    const body = partnerEmployee()
    const { handle } = (await post('/registration', body)).body
    await post('/registration/correct-address', { handle, email: 'leo.right@partner.example' })
    const { token } = await mailedTo(world, 'leo.right@partner.example')
    expect((await post('/confirmations', { token })).body).toMatchObject({ state: 'registered' })
  })
})
