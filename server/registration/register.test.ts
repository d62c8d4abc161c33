import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { customerUser, mailedTo, mailsTo, partnerEmployee, traces } from '../../test/support/registering.ts'
import { createWorld, type SponsorshipFixture, type World } from '../../test/support/world.ts'

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

const register = (body: object, headers: Record<string, string> = {}) =>
  world.call(null, 'POST', '/api/v1/registration', body, headers)
const confirm = (token: string) => world.call(null, 'POST', '/api/v1/confirmations', { token })
const registrationsOf = (of: SponsorshipFixture) =>
  world.ownerDb.selectFrom('registration').selectAll().where('sponsorship_id', '=', of.sponsorshipId).execute()
const accountOf = (email: string) =>
  world.ownerDb.selectFrom('auth.user').selectAll().where('email', '=', email).executeTakeFirst()

describe('checking number and key', () => {
  test('says what they open, and takes nothing', async () => {
    const of = await sponsored()
    const before = await traces(world)
    const reply = await world.call(null, 'POST', '/api/v1/registration/check', {
      registrationNumber: of.number.toLowerCase(),
      verificationKey: of.key,
      email: 'Ana@Customer.Example',
    })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ domainFits: true, entitlements: [{ entitlementId: 'software.download' }, {}] })
    expect(reply.headers.get('ratelimit-limit')).toBeTruthy()
    expect(await traces(world)).toEqual(before)
  })

  test('a typing error is found before anything is looked up', async () => {
    const of = await sponsored()
    const wrong = of.number.slice(0, -1) + (of.number.endsWith('7') ? '8' : '7')
    const reply = await world.call(null, 'POST', '/api/v1/registration/check', {
      registrationNumber: wrong,
      verificationKey: of.key.slice(1),
    })
    expect(reply.status).toBe(400)
    expect(reply.body.fields.map((f: { path: string; code: string }) => [f.path, f.code])).toEqual([
      ['registrationNumber', 'code_check'],
      ['verificationKey', 'code_length'],
    ])
  })
})

test('names, address and password are judged at the first step, and nothing is kept', async () => {
  const before = await traces(world)
  const { firstName, lastName, email, language, password } = customerUser({ number: '', key: '' })
  const person = { firstName, lastName, email, language, password }
  const check = (given: object) => world.call(null, 'POST', '/api/v1/registration/person', { ...person, ...given })
  expect((await check({})).status).toBe(204)
  const known = await world.person()
  const withPerson = await traces(world)
  expect((await check({ email: known.email })).status).toBe(204)
  expect((await check({ email: 'support@customer.example' })).body.fields).toMatchObject([{ code: 'mailbox_of_group' }])
  expect((await check({ password: 'ana ruiz ana ruiz' })).body.fields).toMatchObject([{ code: 'password_personal' }])
  expect((await check({ role: 'admin' })).status).toBe(400)
  expect(withPerson).toEqual({ ...before, 'auth.user': (before['auth.user'] ?? 0) + 1 })
  expect(await traces(world)).toEqual(withPerson)
})

describe('a customer’s person', () => {
  test('registers, confirms by the link, and signs in', async () => {
    const of = await sponsored()
    const body = customerUser(of, { email: 'Carla.Diaz@Customer.example', firstName: ' Carla ', language: 'es' })
    const reply = await register(body)
    expect(reply.status).toBe(202)
    expect(Object.keys(reply.body).sort()).toEqual(['email', 'handle'])
    const signIn = () =>
      world.call(null, 'POST', '/api/v1/account/sign-in', {
        email: 'carla.diaz@customer.example',
        password: body.password,
      })
    expect((await signIn()).status).toBe(401)
    const [mail] = await mailsTo(world, 'carla.diaz@customer.example')
    expect(mail).toMatchObject({ template: 'registration_confirm', language: 'es', params: { firstName: 'Carla' } })
    const { token } = await mailedTo(world, 'carla.diaz@customer.example')
    const preview = await world.call(null, 'POST', '/api/v1/confirmations/preview', { token })
    expect(preview.body).toMatchObject({ firstName: 'Carla', email: 'carla.diaz@customer.example', language: 'es' })
    expect(preview.body.entitlements).toHaveLength(2)
    expect((await confirm(token)).body).toMatchObject({ state: 'active' })
    expect((await signIn()).status).toBe(200)
    expect(await registrationsOf(of)).toMatchObject([
      {
        state: 'active',
        first_name: 'Carla',
        domain_fits: true,
        free_mail: false,
        seat_held_until: null,
        site: 'Madrid',
      },
    ])
    expect((await mailsTo(world, 'carla.diaz@customer.example')).map((m) => m.template)).toContain(
      'registration_confirmed',
    )
    expect(await confirm(token)).toMatchObject({ status: 410, body: { code: 'link_used' } })
  })

  test('whose domain does not fit waits for the partner, who is told (R8, R13)', async () => {
    const of = await sponsored()
    const administrator = await world.administrator(of.partnerId)
    await register(customerUser(of, { email: 'carla@gmail.com' }))
    const { token } = await mailedTo(world, 'carla@gmail.com')
    expect((await confirm(token)).body.state).toBe('to_be_verified')
    expect(await registrationsOf(of)).toMatchObject([{ state: 'to_be_verified', domain_fits: false, free_mail: true }])
    const mail = (await mailsTo(world, administrator.email)).find((m) => m.template === 'person_to_verify')
    expect(mail?.params).toMatchObject({ person: 'Ana Ruiz', email: 'carla@gmail.com', freeMail: true })
  })

  test('with a confirmed account gets the same answer, a mail that says so, and no seat', async () => {
    const of = await sponsored()
    const person = await world.person({ email: 'known@customer.example' })
    const known = await register(customerUser(of, { email: person.email }))
    const fresh = await register(customerUser(of))
    expect([known.status, Object.keys(known.body)]).toEqual([fresh.status, Object.keys(fresh.body)])
    expect((await mailsTo(world, person.email)).map((m) => m.template)).toEqual(['registration_already_account'])
    expect(await registrationsOf(of)).toHaveLength(1)
    const status = (handle: string) => world.call(null, 'POST', '/api/v1/registration/status', { handle })
    const shape = (body: Record<string, unknown>) => ({ ...body, email: '', linkExpiresAt: '', resendAt: '' })
    expect(shape((await status(known.body.handle)).body)).toEqual(shape((await status(fresh.body.handle)).body))
    const guess = (handle: string) =>
      world.call(null, 'POST', '/api/v1/registration/code', { handle, code: '00000000' })
    for (let i = 0; i < 6; i++) {
      const [a, b] = [await guess(known.body.handle), await guess(fresh.body.handle)]
      expect([a.status, a.body.code, a.body.params]).toEqual([b.status, b.body.code, b.body.params])
    }
  })

  test.each([
    ['a role', { role: 'super_admin' }],
    ['a tenant', { partnerId: '019aa000-0000-7000-8000-000000000000' }],
    ['seats', { seats: 99 }],
    ['being verified', { emailVerified: true }],
    ['a state', { state: 'active' }],
  ])('cannot set %s (attack 6)', async (_, extra) => {
    const of = await sponsored()
    const before = await traces(world)
    const reply = await register(customerUser(of, extra))
    expect(reply.status).toBe(400)
    expect(reply.body.fields).toMatchObject([{ path: Object.keys(extra)[0], code: 'unknown_field' }])
    expect(await traces(world)).toEqual(before)
  })

  test('is told every wrong field at once', async () => {
    const reply = await register({
      ...customerUser({ number: 'x', key: 'y' }),
      firstName: 'IT',
      lastName: 'Department',
      email: 'info@customer.example',
      employedStatement: false,
      country: 'Spain',
    })
    expect(reply.status).toBe(400)
    const codes = Object.fromEntries(reply.body.fields.map((f: { path: string; code: string }) => [f.path, f.code]))
    expect(codes).toMatchObject({ email: 'mailbox_of_group', registrationNumber: 'code_length' })
    expect(Object.keys(codes)).toEqual(expect.arrayContaining(['employedStatement', 'country', 'verificationKey']))
  })

  test('without saying which kind it is, or as one there is not, is told the kinds', async () => {
    const { kind: _, ...rest } = customerUser({ number: 'x', key: 'y' })
    const message = 'One of: "customer_user", "partner_employee"'
    expect((await register(rest as never)).body.fields).toEqual([{ path: 'kind', code: 'required', message }])
    expect((await register({ ...rest, kind: 'robot' } as never)).body.fields).toEqual([
      { path: 'kind', code: 'invalid_value', message },
    ])
  })

  test.each([
    ['IT', 'Department'],
    ['Support', 'Team'],
    ['admin', 'admin'],
  ])('%s %s is no person (R13)', async (firstName, lastName) => {
    const of = await sponsored()
    const reply = await register(customerUser(of, { firstName, lastName }))
    expect(reply.body.fields).toMatchObject([{ path: 'lastName', code: 'name_of_group' }])
  })

  test('a weak or personal password is refused with its reasons', async () => {
    const of = await sponsored()
    const reply = await register(customerUser(of, { password: 'short' }))
    expect(reply.status).toBe(400)
    expect(reply.body.fields[0]).toMatchObject({ path: 'password', code: 'password_too_short' })
  })
})

describe('a partner’s employee', () => {
  test('becomes a registered user without any access', async () => {
    const body = partnerEmployee()
    expect((await register(body)).status).toBe(202)
    const { token } = await mailedTo(world, body.email)
    const preview = await world.call(null, 'POST', '/api/v1/confirmations/preview', { token })
    expect(preview.body).toMatchObject({ companyName: 'Orbit Networks', partnerName: null, entitlements: [] })
    expect((await confirm(token)).body).toMatchObject({ state: 'registered' })
    const account = await accountOf(body.email)
    expect(account?.emailVerified).toBe(true)
    const me = await world.call({ cookie: await world.session(account?.id ?? '') }, 'GET', '/api/v1/me')
    expect(me.body).toMatchObject({ memberships: [], sponsored: [], staffRole: null })
  })
})

describe('what strangers have mailed under the vendor’s name', () => {
  test.each([
    'Win at https://evil.example/prize',
    'www.evil.example',
    'Claim at evil.example/now',
    'Write to help@evil.example',
    'Line\nbreak',
  ])('a company called %j is refused', async (companyName) => {
    const reply = await register(partnerEmployee({ companyName }))
    expect(reply.body.fields).toMatchObject([{ path: 'companyName', code: 'company_not_a_name' }])
  })
  test.each(['Booking.com', 'Novo A/S', 'J. & M. Ruiz, S.L.', 'Ωmega 24/7'])('%j is a company', async (companyName) => {
    expect((await register(partnerEmployee({ companyName }))).status).toBe(202)
  })
  test('a person is not called like a domain', async () => {
    const reply = await register(partnerEmployee({ firstName: 'Go to evil.example' }))
    expect(reply.body.fields).toMatchObject([{ path: 'firstName', code: 'name_not_personal' }])
    expect((await register(partnerEmployee({ firstName: 'Ma. José', lastName: 'St. John-O’Neil' }))).status).toBe(202)
  })
})

describe('mail', () => {
  test('carries the configured origin whatever the request claims (attack 13)', async () => {
    const of = await sponsored()
    const body = customerUser(of)
    const forged = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }
    expect((await register(body, forged)).status).toBe(202)
    const [mail] = await mailsTo(world, body.email)
    expect(mail?.params.link).toMatch(new RegExp(`^${world.config.origin}/confirm#t=`))
    expect(JSON.stringify(mail)).not.toContain('evil')
  })

  test('to one address is limited, whether it has an account or not', async () => {
    const of = await sponsored({ seats: 50 })
    const person = await world.person()
    for (const email of [person.email, 'often@customer.example']) {
      const replies = []
      for (let i = 0; i < 11; i++) replies.push((await register(customerUser(of, { email }))).status)
      expect(replies).toEqual([...Array(10).fill(202), 429])
    }
  })
})

test('registration, seat, audit and mail are one transaction: a failure at its very end leaves nothing', async () => {
  const of = await sponsored()
  const before = await traces(world)
  // The audit entry is written last; the database refuses it here.
  const refuse = 'alter table audit_entry add constraint refuse_all check (seq < 0) not valid'
  await world.database.pool.query('select 1')
  const { sql } = await import('kysely')
  await sql.raw(refuse).execute(world.ownerDb)
  try {
    expect((await register(customerUser(of))).status).toBe(500)
  } finally {
    await sql.raw('alter table audit_entry drop constraint refuse_all').execute(world.ownerDb)
  }
  expect(await traces(world)).toEqual(before)
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from pgboss.job where name = 'mail.deliver'`.execute(world.ownerDb)
  expect(rows[0]?.n).toBe(before.mail_message)
})

test('one answer names all that is wrong, also what is judged with other fields or slowly', async () => {
  const of = await sponsored()
  const { jobTitle: _, ...body } = customerUser(of)
  const reply = await register({
    ...body,
    firstName: 'Support',
    lastName: 'Team',
    country: 'Spain',
    password: 'passwordpassword',
    seats: 5,
  })
  expect(reply.status).toBe(400)
  const found = reply.body.fields.map((f: { path: string; code: string }) => `${f.path} ${f.code}`).sort()
  expect(found).toEqual([
    'country invalid_format',
    'jobTitle required',
    'lastName name_of_group',
    'password password_guessable',
    'seats unknown_field',
  ])
  expect(await registrationsOf(of)).toEqual([])
})
