import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lettersTo } from '../../test/support/outbox.ts'
import { codesOf, openSponsoring } from '../../test/support/sponsoring.ts'
import { createWorld, inDays, plain, type World } from '../../test/support/world.ts'

type Sponsoring = Awaited<ReturnType<typeof openSponsoring>>
let world: World
let admin: Sponsoring['admin']
let at: Sponsoring['at']
let draft: Sponsoring['draft']
let issue: Sponsoring['issue']
let audited: Sponsoring['audited']

beforeAll(async () => {
  world = await createWorld()
  ;({ admin, at, draft, issue, audited } = await openSponsoring(world))
})
afterAll(() => world.close())

const mailsTo = (address: string) =>
  world.ownerDb.selectFrom('mail_message').select(['template']).where('to_address', '=', address).execute()

describe('changing what is issued', () => {
  test('preview and change agree; who loses something is told; seats not below those taken', async () => {
    const of = await issue()
    const people = [await world.registered(of), await world.registered(of)]
    const change = { entitlements: ['support.cases'] }
    const preview = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/preview`), { change })
    expect(preview.body).toMatchObject({
      people: 2,
      losesAll: 0,
      entitlements: [{ entitlementId: 'software.download', people: 2 }],
      seatsUsed: 2,
      problems: [],
    })
    expect(preview.body.names).toHaveLength(2)
    // nothing happened yet
    expect((await world.call(admin, 'GET', at(`/${of.sponsorshipId}`))).body.entitlements).toHaveLength(2)
    const done = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/change`), {
      change,
      reason: 'smaller contract',
    })
    expect(done.body).toMatchObject({ entitlements: ['support.cases'], state: 'partly_used' })
    for (const person of people) expect(await mailsTo(person.email)).toEqual([{ template: 'sponsorship_changed' }])
    expect((await audited(of.sponsorshipId)).at(-1)?.body).toContain('smaller contract')

    const below = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/change`), {
      change: { seats: 1 },
      reason: 'less',
    })
    expect(below).toMatchObject({ status: 400, body: { params: { seatsUsed: 2 } } })
    expect(codesOf(below.body)).toEqual(['seats:seats_below_used'])
    const seats = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/change`), {
      change: { seats: 2 },
      reason: 'less',
    })
    expect(seats.body.state).toBe('full')
    const unreasoned = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/change`), { change: { seats: 5 } })
    expect(unreasoned.status).toBe(400)
  })

  test('a new key stops the old one and touches nobody registered (R14)', async () => {
    const of = await issue()
    const person = await world.registered(of)
    await world.registered(of, { attestedDaysAgo: 500 })
    const answer = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/replace-key`), { reason: 'letter lost' })
    expect(answer.body).toMatchObject({ registrationNumber: of.number })
    expect(answer.body.verificationKey).not.toBe(of.key)
    // Who is suspended counts as that, beside the customer as well (R18).
    const people = { active: 1, suspended: 1 }
    expect((await world.call(admin, 'GET', at(`/${of.sponsorshipId}`))).body.peopleByState).toEqual(people)
    const customer = `/api/v1/partners/${of.partnerId}/customers/${of.customerId}`
    expect((await world.call(admin, 'GET', customer)).body.peopleByState).toMatchObject({ suspended: 1 })
    expect((await world.call(person, 'GET', '/api/v1/account/sessions')).status).toBe(200)
    const stale = { contactName: 'Ana', to: 'ana@customer.example', key: 'separate_mail', verificationKey: of.key }
    const refused = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/hand-over/email`), stale)
    expect(codesOf(refused.body)).toEqual(['verificationKey:key_not_current'])
  })

  test('revoking shows whom it ends, tells them, ends their sessions, and is final', async () => {
    const of = await issue()
    const active = await world.registered(of, { lastName: 'Zabala' })
    const waiting = await world.registered(of, { state: 'to_be_verified' })
    const preview = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/preview`), { revoke: true })
    expect(preview.body).toMatchObject({ people: 1, losesAll: 1, waiting: 1, names: [{ name: 'Pat Zabala' }] })
    expect((await world.call(active, 'GET', '/api/v1/account/sessions')).status).toBe(200)
    const done = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/revoke`), { reason: 'contract dispute' })
    expect(done.status).toBe(204)
    expect((await world.call(active, 'GET', '/api/v1/account/sessions')).status).toBe(401)
    for (const person of [active, waiting])
      expect(await mailsTo(person.email)).toEqual([{ template: 'sponsorship_revoked' }])
    const detail = await world.call(admin, 'GET', at(`/${of.sponsorshipId}`))
    expect(detail.body).toMatchObject({ state: 'revoked', revokeReason: 'contract dispute' })
    for (const act of ['revoke', 'replace-key']) {
      const again = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/${act}`), { reason: 'again' })
      expect(again).toMatchObject({ status: 409, body: { code: 'sponsorship_revoked' } })
    }
  })
})

describe('handing over', () => {
  test('the number by mail, the key in a message of its own to another address', async () => {
    const of = await issue()
    const given = { contactName: 'Ana', to: 'a1@customer.example', keyTo: 'a2@customer.example', key: 'separate_mail' }
    const missing = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/hand-over/email`), given)
    expect(codesOf(missing.body)).toEqual(['verificationKey:required'])
    const body = { ...given, verificationKey: of.key.toLowerCase() }
    const sent = await world.call(admin, 'POST', at(`/${of.sponsorshipId}/hand-over/email`), body)
    expect(sent.status, sent.text).toBe(204)
    expect(await mailsTo('a1@customer.example')).toEqual([{ template: 'sponsorship_handover_number' }])
    expect(await mailsTo('a2@customer.example')).toEqual([{ template: 'sponsorship_handover_key' }])
    const last = (await audited(of.sponsorshipId)).at(-1)
    expect(last).toMatchObject({ action: 'sponsorship.handed_over' })
    expect(plain(last?.body ?? '')).not.toContain(plain(of.key))
  })

  test('the message names the last day, as letter and pages do, not the instant after it', async () => {
    const of = await issue()
    const expiresAt = inDays(40).toISOString().slice(0, 10)
    const change = { expiresAt: `${expiresAt}T00:00:00.000Z` }
    await world.call(admin, 'POST', at(`/${of.sponsorshipId}/change`), { change, reason: 'shorter' })
    const body = { contactName: 'Ana', to: 'a4@customer.example', key: 'by_telephone' }
    await world.call(admin, 'POST', at(`/${of.sponsorshipId}/hand-over/email`), body)
    const [message] = await lettersTo(world, 'a4@customer.example')
    const last = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const
    const day = new Date(Date.parse(change.expiresAt) - 1).toLocaleDateString('en-GB', last)
    expect(message?.text.replace(/\s+/g, ' ')).toContain(day)
  })

  test('told by telephone, the key goes nowhere', async () => {
    const of = await issue()
    const body = { contactName: 'Ana', to: 'a3@customer.example', key: 'by_telephone' }
    expect((await world.call(admin, 'POST', at(`/${of.sponsorshipId}/hand-over/email`), body)).status).toBe(204)
    expect(await mailsTo('a3@customer.example')).toEqual([{ template: 'sponsorship_handover_number' }])
  })
})

describe('the letter', () => {
  const pages = (bytes: string) => bytes.match(/\/Type \/Page\b/g)?.length
  test('is one page, with the key only when the browser gives it; the audit says which', async () => {
    const of = await issue()
    const url = at(`/${of.sponsorshipId}/letter`)
    for (const body of [{}, { verificationKey: of.key }]) {
      const letter = await world.call(admin, 'POST', url, body)
      expect(letter.status, letter.text.slice(0, 300)).toBe(200)
      expect(letter.headers.get('content-type')).toBe('application/pdf')
      expect(letter.text.slice(0, 5)).toBe('%PDF-')
      expect(pages(letter.text)).toBe(1)
      expect(letter.text).not.toContain(plain(of.key))
    }
    // Asked for again with the same key, it is a letter again.
    for (let i = 0; i < 2; i += 1) {
      const again = await world.call(admin, 'POST', url, { verificationKey: of.key }, { 'idempotency-key': 'letter' })
      expect([again.status, again.text.slice(0, 5)]).toEqual([200, '%PDF-'])
    }
    const entries = (await audited(of.sponsorshipId))
      .slice(-4, -2)
      .map((entry) => JSON.parse(entry.body).detail.withKey)
    expect(entries).toEqual([false, true])
    const wrong = await world.call(admin, 'POST', url, { verificationKey: 'AAAAA-AAAAA-AAAAA-AAAAA-AAAAB' })
    expect(codesOf(wrong.body)).toEqual(['verificationKey:mistyped_code'])
    const sponsorshipId = await draft()
    expect((await world.call(admin, 'POST', at(`/${sponsorshipId}/letter`), {})).body.code).toBe(
      'sponsorship_not_issued',
    )
  })
})
