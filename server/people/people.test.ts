import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, type Reply, type SponsorshipFixture, type World } from '../../test/support/world.ts'

let world: World
let partnerId: string
let customerId: string
let administrator: Actor
let elsewhere: Actor
let sponsorship: SponsorshipFixture

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner({ name: 'Alpha' })).partnerId
  customerId = await world.customer(partnerId, { name: 'Bakery' })
  administrator = await world.administrator(partnerId)
  sponsorship = await world.sponsorship(partnerId, customerId, { seats: 100 })
  elsewhere = await world.administrator((await world.partner()).partnerId)
})
afterAll(() => world.close())

const at = (path: string) => `/api/v1/partners/${partnerId}/${path}`
const act = (who: Actor | null, what: string, registrationIds: string[], reason = 'Checked by telephone') =>
  world.call(who, 'POST', at(`people/${what}`), { registrationIds, reason })
const stateOf = async (registrationId: string) =>
  (
    await world.ownerDb
      .selectFrom('registration')
      .select('state')
      .where('registration_id', '=', registrationId)
      .executeTakeFirstOrThrow()
  ).state
const mails = async (to: string) =>
  (await world.ownerDb.selectFrom('mail_message').select('template').where('to_address', '=', to).execute()).map(
    (row) => row.template,
  )
const audited = async (registrationId: string) =>
  (
    await world.ownerDb
      .selectFrom('audit_entry')
      .select('action')
      .where('object_id', '=', registrationId)
      .orderBy('seq')
      .execute()
  ).map((row) => row.action)
const refusals = (reply: Reply) => reply.body.items.map((one: { refused: string | null }) => one.refused)

describe('the list', () => {
  test('filters by what is shown, sorts, and pages without skipping or repeating', async () => {
    const customer = await world.customer(partnerId, { name: 'Paging' })
    const under = await world.sponsorship(partnerId, customer, { seats: 50 })
    for (const lastName of ['Ñandú', 'Acosta', 'Zúñiga', 'Mora', 'Ibáñez']) await world.registered(under, { lastName })
    const late = await world.registered(under, { lastName: 'Late', attestedDaysAgo: 400 })
    await world.registered(under, { lastName: 'Waiting', state: 'to_be_verified' })
    const names = async (query: string) =>
      (await world.call(administrator, 'GET', at(`people?customerId=${customer}&${query}`))).body.items.map(
        (one: { lastName: string }) => one.lastName,
      )
    expect(await names('state=suspended')).toEqual(['Late'])
    expect(await names('state=to_be_verified&state=suspended')).toEqual(['Late', 'Waiting'])
    expect(await names('q=nandu')).toEqual(['Ñandú'])
    expect(await names('sort=-name&limit=2')).toEqual(['Zúñiga', 'Waiting'])
    expect(await names(`sponsorshipId=${sponsorship.sponsorshipId}`)).toEqual([])
    for (const sort of ['name', '-name', 'registered', '-registered', 'signedIn', '-signedIn', 'due', '-due']) {
      const seen: string[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: Reply = await world.call(
          administrator,
          'GET',
          at(`people?customerId=${customer}&sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`),
        )
        expect(page.status).toBe(200)
        seen.push(...page.body.items.map((one: { registrationId: string }) => one.registrationId))
        cursor = page.body.nextCursor
      }
      expect(new Set(seen).size).toBe(7)
      expect(seen).toHaveLength(7)
    }
    expect((await world.call(administrator, 'GET', at(`people?customerId=${customer}`))).body.total).toBe(7)
    expect(late.registrationId).toBeTruthy()
  })

  test('flags free mail and foreign domains, and knows who has not signed in', async () => {
    const customer = await world.customer(partnerId)
    const under = await world.sponsorship(partnerId, customer)
    const free = await world.registered(under)
    const seen = await world.registered(under)
    await world.ownerDb
      .updateTable('registration')
      .set({ free_mail: true, domain_fits: false })
      .where('registration_id', '=', free.registrationId)
      .execute()
    const reply = await world.call(null, 'POST', '/api/v1/account/sign-in', {
      email: seen.email,
      password: seen.password,
    })
    expect(reply.status).toBe(200)
    const ids = async (query: string) =>
      (await world.call(administrator, 'GET', at(`people?customerId=${customer}&${query}`))).body.items.map(
        (one: { registrationId: string }) => one.registrationId,
      )
    expect(await ids('flag=free_mail&flag=domain_mismatch')).toEqual([free.registrationId])
    expect(await ids('notSignedIn=never')).toEqual([free.registrationId])
    expect(await ids('sort=-signedIn')).toEqual([seen.registrationId, free.registrationId])
  })

  test('belongs to this partner’s sponsorship administrators alone', async () => {
    expect((await world.call(null, 'GET', at('people'))).status).toBe(401)
    expect((await world.call(elsewhere, 'GET', at('people'))).status).toBe(404)
    const plain = await world.call(await world.member(partnerId, { role: 'admin' }), 'GET', at('people'))
    expect(plain).toMatchObject({ status: 403, body: { missing: 'sponsorship administrator' } })
    const member = await world.registered(sponsorship)
    expect((await world.call(member, 'GET', at('people'))).status).toBe(404)
    expect((await world.call(administrator, 'GET', at('people?state=nonsense'))).status).toBe(400)
    expect((await world.call(administrator, 'GET', at('people?cursor=nonsense'))).status).toBe(400)
  })
})

describe('one person', () => {
  test('shows details, a chain for every entitlement, and the activity', async () => {
    const one = await world.registered(sponsorship)
    await act(administrator, 'disable', [one.registrationId])
    const { status, body } = await world.call(administrator, 'GET', at(`people/${one.registrationId}`))
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'disabled', disabledReason: 'Checked by telephone', customerName: 'Bakery' })
    expect(body.entitlements).toHaveLength(3)
    expect(body.entitlements.every((e: { holds: boolean }) => !e.holds)).toBe(true)
    expect(body.activity.map((entry: { action: string }) => entry.action)).toEqual(['registration.disabled'])
    const why = await world.call(
      administrator,
      'GET',
      at(`access/explain?registrationId=${one.registrationId}&entitlementId=software.download`),
    )
    const broken = why.body.registrations[0].links.filter((link: { holds: boolean }) => !link.holds)
    expect(broken).toMatchObject([{ link: 'registration_active', state: 'disabled', grantedBy: 'partner' }])
  })

  test('is not there for another partner, whichever address it is asked under', async () => {
    const one = await world.registered(sponsorship)
    const other = await world.administrator((await world.partner()).partnerId)
    const own = (await world.call(other, 'GET', '/api/v1/me')).body.memberships[0].partnerId
    for (const path of [at(`people/${one.registrationId}`), `/api/v1/partners/${own}/people/${one.registrationId}`])
      expect((await world.call(other, 'GET', path)).status).toBe(404)
    const explain = `access/explain?registrationId=${one.registrationId}&entitlementId=software.download`
    expect((await world.call(other, 'GET', `/api/v1/partners/${own}/${explain}`)).status).toBe(404)
    const disabled = await world.call(other, 'POST', `/api/v1/partners/${own}/people/disable`, {
      registrationIds: [one.registrationId],
      reason: 'Not mine',
    })
    expect(refusals(disabled)).toEqual(['not_found'])
    expect(await stateOf(one.registrationId)).toBe('active')
    expect((await act(other, 'disable', [one.registrationId])).status).toBe(404)
    expect((await world.call(one, 'GET', '/api/v1/access')).status).toBe(200)
  })
})

describe('bulk acts', () => {
  test('a disabled person’s sessions end at once: the next request is refused (attack 21)', async () => {
    const one = await world.registered(sponsorship)
    const second = { cookie: await world.session(one.accountId) }
    expect((await world.call(one, 'GET', '/api/v1/access')).status).toBe(200)
    const preview = await world.call(administrator, 'POST', at('people/preview'), {
      act: 'disable',
      registrationIds: [one.registrationId],
    })
    expect(preview.body).toMatchObject({ done: 1, items: [{ ok: true, state: 'disabled' }] })
    expect(preview.body.stops.map((stop: { entitlementId: string }) => stop.entitlementId).sort()).toEqual([
      'software.download',
      'support.cases',
    ])
    expect(await stateOf(one.registrationId)).toBe('active')
    expect((await act(administrator, 'disable', [one.registrationId])).body.done).toBe(1)
    for (const session of [one, second]) expect((await world.call(session, 'GET', '/api/v1/access')).status).toBe(401)
    expect(await mails(one.email)).toEqual(['person_disabled'])
    expect(await audited(one.registrationId)).toEqual(['registration.disabled'])
    const again = { cookie: await world.session(one.accountId) }
    const why = await world.call(again, 'GET', '/api/v1/access/explain?entitlementId=software.download')
    expect(why.body.holds).toBe(false)
  })

  test('whoever is verified after the sponsorship has ended is not told of access (R35)', async () => {
    const over = await world.sponsorship(partnerId, customerId, { state: 'revoked' })
    const waiting = await world.registered(over, { state: 'to_be_verified' })
    expect((await act(administrator, 'verify', [waiting.registrationId])).body.done).toBe(1)
    expect(await mails(waiting.email)).toEqual(['registration_without_access'])
  })

  test('each person has a result of their own; those that cannot be done do not hinder the others', async () => {
    const waiting = await world.registered(sponsorship, { state: 'to_be_verified' })
    const active = await world.registered(sponsorship)
    const left = await world.registered(sponsorship, { state: 'left' })
    const unknown = '01890000-0000-7000-8000-000000000000'
    const ids = [waiting.registrationId, active.registrationId, left.registrationId, unknown]
    const reply = await act(administrator, 'verify', ids)
    expect(reply.status).toBe(200)
    expect(reply.body.done).toBe(1)
    const by = new Map(reply.body.items.map((one: { registrationId: string }) => [one.registrationId, one]))
    expect(by.get(waiting.registrationId)).toMatchObject({ ok: true, state: 'active' })
    expect(by.get(active.registrationId)).toMatchObject({ ok: false, refused: 'not_to_be_verified' })
    expect(by.get(left.registrationId)).toMatchObject({ ok: false, refused: 'ended' })
    expect(by.get(unknown)).toMatchObject({ ok: false, refused: 'not_found' })
    expect(await mails(waiting.email)).toEqual(['registration_verified'])
    const why = await world.call(waiting, 'GET', '/api/v1/access/explain?entitlementId=software.download')
    expect(why.body.holds).toBe(true)
  })

  test('enabling takes a seat again, and is refused when there is none', async () => {
    const small = await world.sponsorship(partnerId, customerId, { seats: 1 })
    const gone = await world.registered(small, { state: 'disabled' })
    const other = await world.registered(small, { state: 'disabled' })
    const ids = [gone.registrationId, other.registrationId]
    const preview = await world.call(administrator, 'POST', at('people/preview'), {
      act: 'enable',
      registrationIds: ids,
    })
    expect(refusals(preview).sort()).toEqual(['full', null])
    const replies = await Promise.all(ids.map((id) => act(administrator, 'enable', [id])))
    expect(replies.map((reply) => reply.body.done).sort()).toEqual([0, 1])
    const states = await Promise.all(ids.map(stateOf))
    expect(states.sort()).toEqual(['active', 'disabled'])
    const back = states[0] && ids[(await stateOf(gone.registrationId)) === 'active' ? 0 : 1]
    const email = back === gone.registrationId ? gone.email : other.email
    expect(await mails(email)).toEqual(['person_enabled'])
  })

  test('somebody refused before they were verified waits to be verified again', async () => {
    const one = await world.registered(sponsorship, { state: 'to_be_verified' })
    await world.ownerDb
      .updateTable('registration')
      .set({ domain_fits: false })
      .where('registration_id', '=', one.registrationId)
      .execute()
    await act(administrator, 'disable', [one.registrationId], 'Nobody knows this person')
    await act(administrator, 'enable', [one.registrationId])
    expect(await stateOf(one.registrationId)).toBe('to_be_verified')
  })

  test('two administrators at once disable once', async () => {
    const one = await world.registered(sponsorship)
    const colleague = await world.administrator(partnerId)
    const replies = await Promise.all([
      act(administrator, 'disable', [one.registrationId]),
      act(colleague, 'disable', [one.registrationId]),
    ])
    expect(replies.map((reply) => reply.body.done).sort()).toEqual([0, 1])
    expect(await audited(one.registrationId)).toEqual(['registration.disabled'])
  })

  test('nobody verifies, enables or attests themselves (R24)', async () => {
    const one = await world.registered(sponsorship, { state: 'to_be_verified' })
    await world.ownerDb
      .insertInto('membership')
      .values({
        partner_id: partnerId,
        account_id: one.accountId,
        sponsors: true,
        first_name: one.firstName,
        last_name: one.lastName,
        email: one.email,
      })
      .execute()
    expect(refusals(await act(one, 'verify', [one.registrationId]))).toEqual(['own_registration'])
    expect(await stateOf(one.registrationId)).toBe('to_be_verified')
  })

  test('refuses bad input, missing rights and a suspended partner', async () => {
    const one = await world.registered(sponsorship)
    const id = one.registrationId
    expect((await act(administrator, 'disable', [id], '')).status).toBe(400)
    expect((await act(administrator, 'disable', [])).status).toBe(400)
    expect(
      (
        await act(
          administrator,
          'disable',
          Array.from({ length: 501 }, () => id),
        )
      ).status,
    ).toBe(400)
    const unknown = { registrationIds: [id], reason: 'because', partnerId }
    expect((await world.call(administrator, 'POST', at('people/disable'), unknown)).status).toBe(400)
    expect((await act(null, 'disable', [id])).status).toBe(401)
    expect((await act(await world.member(partnerId), 'disable', [id])).status).toBe(403)
    expect((await act(one, 'disable', [id])).status).toBe(404)
    await world.ownerDb.updateTable('partner').set({ state: 'suspended' }).where('partner_id', '=', partnerId).execute()
    try {
      expect((await act(administrator, 'disable', [id])).status).toBe(403)
      expect((await world.call(administrator, 'GET', at('people'))).status).toBe(200)
    } finally {
      await world.ownerDb.updateTable('partner').set({ state: 'active' }).where('partner_id', '=', partnerId).execute()
    }
    expect(await stateOf(id)).toBe('active')
  })
})
