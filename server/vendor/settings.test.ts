import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type World } from '../../test/support/world.ts'

let world: World
let administrator: Actor
beforeAll(async () => {
  world = await createWorld()
  administrator = await world.staff('administrator')
})
afterAll(() => world.close())

const change = (body: unknown) => world.call(administrator, 'PATCH', '/api/v1/vendor/settings', body)
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('settings', () => {
  test('change is shown to everybody and audited with before and after', async () => {
    const reply = await change({ name: 'Northwind', helpPhone: '+34 910 000 000', confirmationHours: 48 })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ name: 'Northwind', confirmationHours: 48 })
    // And whatever other languages there are files for.
    expect(reply.body.availableLanguages).toEqual(expect.arrayContaining(['en', 'es']))
    const me = await world.call(null, 'GET', '/api/v1/me')
    expect(me.body.vendor).toMatchObject({ name: 'Northwind', helpPhone: '+34 910 000 000' })
    const audit = await world.ownerDb
      .selectFrom('audit_entry')
      .select('body')
      .where('action', '=', 'vendor_settings.changed')
      .executeTakeFirstOrThrow()
    expect(JSON.parse(audit.body).detail).toEqual({
      before: { name: 'Vendor', helpPhone: null, confirmationHours: 72 },
      after: { name: 'Northwind', helpPhone: '+34 910 000 000', confirmationHours: 48 },
    })
  })

  test('what makes no sense is refused by field', async () => {
    const codes = async (body: unknown) =>
      (await change(body)).body.fields.map((field: { path: string; code: string }) => `${field.path} ${field.code}`)
    expect(await codes({ colour: '#ffee00' })).toEqual(['colour contrast_too_low'])
    expect(await codes({ languages: ['en', 'xx'] })).toEqual(['languages unknown_language'])
    expect(await codes({ languages: ['es'] })).toEqual(['defaultLanguage not_offered'])
    expect(await codes({ unconfirmedDays: 1, confirmationHours: 72 })).toEqual(['unconfirmedDays shorter_than_link'])
    expect(await codes({ attestationDays: 10, attestationWarningDays: 11 })).toEqual([
      'attestationWarningDays warning_too_early',
    ])
    expect(await codes({ attestationDays: 0, set_up_at: null })).toEqual([
      'attestationDays too_small',
      'set_up_at unknown_field',
    ])
    expect(await codes({ name: '', colour: '#ffee00' })).toEqual(['name too_small', 'colour contrast_too_low'])
  })

  test('a shorter attestation interval says first whom it suspends', async () => {
    const { partnerId } = await world.partner()
    const sponsorship = await world.sponsorship(partnerId, await world.customer(partnerId))
    await world.registered(sponsorship, { attestedDaysAgo: 100 })
    await world.registered(sponsorship, { attestedDaysAgo: 10 })
    const preview = await world.call(administrator, 'POST', '/api/v1/vendor/settings/preview', {
      attestationDays: 60,
      attestationGraceDays: 10,
    })
    expect(preview.body).toEqual({ suspended: 1, closed: 0 })
  })
})

describe('logo', () => {
  const put = (data: string) => world.call(administrator, 'PUT', '/api/v1/vendor/settings/logo', { data })

  test('is served with the type of its bytes', async () => {
    expect((await world.call(null, 'GET', '/api/v1/vendor-logo')).status).toBe(404)
    expect((await put(png.toString('base64'))).status).toBe(204)
    const { vendor } = (await world.call(null, 'GET', '/api/v1/me')).body
    const logo = await world.call(null, 'GET', vendor.logoUrl)
    expect(logo.status).toBe(200)
    expect(logo.headers.get('content-type')).toBe('image/png')
    expect(logo.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await world.call(administrator, 'DELETE', '/api/v1/vendor/settings/logo')).status).toBe(204)
    expect((await world.call(null, 'GET', '/api/v1/vendor-logo')).status).toBe(404)
  })

  test('script in an image’s clothes, or too much of it, is refused', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    expect((await put(svg.toString('base64'))).body.fields[0].code).toBe('not_an_image')
    const large = Buffer.concat([png, Buffer.alloc(200 * 1024)])
    expect((await put(large.toString('base64'))).body.fields[0].code).toBe('image_too_large')
    expect((await put('not base64!!')).status).toBe(400)
  })
})

describe('overview', () => {
  test('counts what waits, and what is', async () => {
    const { partnerId } = await world.partner()
    await world.contract(partnerId, { days: 10 })
    const reply = await world.call(administrator, 'GET', '/api/v1/vendor/overview')
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({
      pendingRequests: 0,
      contractsEndingSoon: 1,
      partners: 2,
      partnersShortOfAdministrators: 2,
      contractsInForce: 3,
      sponsorshipsIssued: 1,
      people: 2,
    })
    expect(reply.body.registrationsByWeek).toHaveLength(12)
  })
})
