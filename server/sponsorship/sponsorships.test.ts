import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codesOf, openSponsoring } from '../../test/support/sponsoring.ts'
import { createWorld, inDays, plain, type World } from '../../test/support/world.ts'
import { keyHash } from './index.ts'

type Sponsoring = Awaited<ReturnType<typeof openSponsoring>>
let world: World
let partnerId: Sponsoring['partnerId']
let contractId: Sponsoring['contractId']
let customerId: Sponsoring['customerId']
let admin: Sponsoring['admin']
let at: Sponsoring['at']
let terms: Sponsoring['terms']
let draft: Sponsoring['draft']
let issue: Sponsoring['issue']
let audited: Sponsoring['audited']

beforeAll(async () => {
  world = await createWorld()
  ;({ partnerId, contractId, customerId, admin, at, terms, draft, issue, audited } = await openSponsoring(world))
})
afterAll(() => world.close())

describe('drafting', () => {
  test('the options say what is offered, what is not and why, and until when (R4, R36)', async () => {
    const { body } = await world.call(
      admin,
      'GET',
      `/api/v1/partners/${partnerId}/customers/${customerId}/sponsoring-options`,
    )
    const byId = Object.fromEntries(body.entitlements.map((e: { entitlementId: string }) => [e.entitlementId, e]))
    expect(byId['software.download']).toMatchObject({ offered: true, reason: null, allowedBy: ['Gold'] })
    expect(byId['commerce.orders']).toMatchObject({ offered: false, reason: 'above_ceiling', allowedBy: [] })
    expect(body.contracts).toMatchObject([{ contractId, usable: true }])
    // the customer's support contract ends before the partner's contract
    expect(body.contracts[0].maxExpiresAt).toBe(body.supportEndsAt)
    expect(body.domains).toEqual(['customer.example'])
  })

  test('takes over the customer’s domains and language', async () => {
    const made = await world.call(admin, 'POST', at(), terms())
    expect(made.body).toMatchObject({
      state: 'draft',
      domains: ['customer.example'],
      language: 'en',
      registrationNumber: null,
      problems: [],
    })
  })

  test('everything wrong is named at once; above the ceiling is refused', async () => {
    const refused = await world.call(admin, 'POST', at(), {
      ...terms(),
      entitlements: ['software.download', 'commerce.orders', 'no.such'],
      expiresAt: inDays(350).toISOString(),
      language: 'tlh',
    })
    expect(refused.status).toBe(400)
    expect(codesOf(refused.body)).toEqual([
      'entitlements.1:entitlement_above_ceiling',
      'entitlements.2:entitlement_unknown',
      'expiresAt:expiry_beyond_support',
      'language:unknown_language',
    ])
    const odd = await world.call(admin, 'POST', at(), { ...terms(), seats: 0, state: 'issued', partnerId })
    expect(codesOf(odd.body)).toEqual(
      expect.arrayContaining(['seats:too_small', 'state:unknown_field', 'partnerId:unknown_field']),
    )
  })

  test('neither a contract nor a customer of another partner can be used', async () => {
    const other = await world.partner()
    const foreign = await world.customer(other.partnerId)
    const refused = await world.call(admin, 'POST', at(), {
      ...terms(),
      customerId: foreign,
      contractId: other.contractId,
    })
    expect(codesOf(refused.body)).toEqual(['customerId:customer_unknown', 'contractId:contract_unknown'])
  })
})

describe('issuing', () => {
  test('shows number and key once; stores only the hash; the audit knows neither', async () => {
    const of = await issue()
    expect(of.number).toMatch(/^\w{3}-\w{3}-\w{3}$/)
    expect(of.key).toMatch(/^(\w{5}-){4}\w{5}$/)
    const row = await world.ownerDb
      .selectFrom('sponsorship')
      .selectAll()
      .where('sponsorship_id', '=', of.sponsorshipId)
      .executeTakeFirstOrThrow()
    expect(row.key_hash).toBe(keyHash(world.config.secret, plain(of.key)))
    const entries = await audited(of.sponsorshipId)
    expect(entries.map((entry) => entry.action)).toEqual(['sponsorship.drafted', 'sponsorship.issued'])
    for (const { body } of entries) expect(plain(body)).not.toContain(plain(of.key))
    const detail = await world.call(admin, 'GET', at(`/${of.sponsorshipId}`))
    expect(detail.body).toMatchObject({ state: 'issued', registrationNumber: of.number, seatsUsed: 0 })
    expect(detail.text).not.toContain(of.key)
    expect(detail.text).not.toContain(row.key_hash)
    expect((await world.call(admin, 'POST', at(`/${of.sponsorshipId}/issue`), {})).body.code).toBe(
      'sponsorship_not_draft',
    )
  })

  test('a retry with the same idempotency key gets the same key; two at once issue once', async () => {
    const sponsorshipId = await draft()
    const once = () =>
      world.call(admin, 'POST', at(`/${sponsorshipId}/issue`), {}, { 'idempotency-key': `k-${sponsorshipId}` })
    const answers = await Promise.all([once(), once(), once()])
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
    const second = await draft()
    const racing = await Promise.all(
      Array.from({ length: 4 }, () => world.call(admin, 'POST', at(`/${second}/issue`), {})),
    )
    expect(racing.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409])
  })

  test('everything missing is named at once (R1, R7)', async () => {
    const bare = await world.customer(partnerId)
    await world.ownerDb
      .updateTable('customer')
      .set({ purchase: '', support_contract_number: null, support_starts_at: null, support_ends_at: null })
      .where('customer_id', '=', bare)
      .execute()
    const sponsorshipId = await draft({ customerId: bare, entitlements: [] })
    const refused = await world.call(admin, 'POST', at(`/${sponsorshipId}/issue`), {})
    expect(refused).toMatchObject({ status: 409, body: { code: 'sponsorship_not_issuable' } })
    expect(codesOf(refused.body)).toEqual([
      'customerId:no_purchase',
      'customerId:no_support_contract',
      'entitlements:entitlements_missing',
    ])
    const detail = await world.call(admin, 'GET', at(`/${sponsorshipId}`))
    expect(codesOf({ fields: detail.body.problems })).toContain('customerId:no_purchase')
  })

  test('a draft can be edited, an issued one not by the same way', async () => {
    const sponsorshipId = await draft()
    const edited = await world.call(admin, 'PATCH', at(`/${sponsorshipId}`), {
      seats: 8,
      entitlements: ['support.cases'],
    })
    expect(edited.body).toMatchObject({ seats: 8, entitlements: ['support.cases'] })
    await world.call(admin, 'POST', at(`/${sponsorshipId}/issue`), {})
    expect((await world.call(admin, 'PATCH', at(`/${sponsorshipId}`), { seats: 9 })).status).toBe(409)
  })
})

describe('lists and states (R17)', () => {
  test('the shown state follows facts, in the list, its filter and the detail alike', async () => {
    const own = await world.partner()
    const reader = await world.administrator(own.partnerId)
    const company = await world.customer(own.partnerId, { name: 'Ávila Foods' })
    const list = (query: string) => world.call(reader, 'GET', `/api/v1/partners/${own.partnerId}/sponsorships?${query}`)
    const full = await world.sponsorship(own.partnerId, company, { seats: 1 })
    await world.registered(full)
    const partly = await world.sponsorship(own.partnerId, company)
    await world.registered(partly)
    await world.sponsorship(own.partnerId, company)
    await world.sponsorship(own.partnerId, company, { state: 'revoked' })
    const expired = await world.sponsorship(own.partnerId, company, { days: -1 })
    await world.sponsorship(own.partnerId, company, { state: 'draft' })
    for (const state of ['draft', 'issued', 'partly_used', 'full', 'expired', 'revoked']) {
      const found = await list(`state=${state}`)
      expect(
        found.body.items.map((one: { state: string }) => one.state),
        state,
      ).toEqual([state])
    }
    expect((await list('state=full&state=draft')).body.total).toBe(2)
    expect((await list(`q=${full.number.slice(0, 7)}`)).body.items).toMatchObject([
      { sponsorshipId: full.sponsorshipId },
    ])
    expect((await list('q=avila&limit=4')).body).toMatchObject({ total: 6, nextCursor: expect.any(String) })
    const one = await world.call(
      reader,
      'GET',
      `/api/v1/partners/${own.partnerId}/sponsorships/${expired.sponsorshipId}`,
    )
    expect(one.body).toMatchObject({ state: 'expired', endedReason: 'date_passed' })
    // The contract ends: everything issued is shown as expired in the same second (R35).
    await world.ownerDb
      .updateTable('contract')
      .set({ ends_at: inDays(-0.001) })
      .where('contract_id', '=', own.contractId)
      .execute()
    const ended = await list('state=expired')
    expect(ended.body.total).toBe(4)
    const reasons = new Set(ended.body.items.map((item: { endedReason: string }) => item.endedReason))
    expect([...reasons]).toEqual(['contract_ended'])
  })

  test('failed attempts are listed with their true reason', async () => {
    const of = await issue()
    for (const reason of ['wrong_key', 'exhausted'])
      await world.ownerDb
        .insertInto('sponsorship_attempt')
        .values({ partner_id: partnerId, attempt_id: crypto.randomUUID(), sponsorship_id: of.sponsorshipId, reason })
        .execute()
    const first = await world.call(admin, 'GET', at(`/${of.sponsorshipId}/attempts?limit=1`))
    const next = await world.call(admin, 'GET', at(`/${of.sponsorshipId}/attempts?cursor=${first.body.nextCursor}`))
    expect([...first.body.items, ...next.body.items].map((one: { reason: string }) => one.reason)).toEqual([
      'exhausted',
      'wrong_key',
    ])
  })
})

test('strangers, outsiders and members who do not sponsor reach nothing', async () => {
  const of = await issue()
  const other = await world.administrator((await world.partner()).partnerId)
  const member = await world.member(partnerId, { role: 'admin' })
  const acts: [string, string, object?][] = [
    ['GET', ''],
    ['PATCH', '', { seats: 9 }],
    ['POST', '/issue', {}],
    ['POST', '/replace-key', { reason: 'because' }],
    ['POST', '/preview', { revoke: true }],
    ['POST', '/change', { change: { seats: 9 }, reason: 'because' }],
    ['POST', '/revoke', { reason: 'because' }],
    ['POST', '/hand-over/email', { contactName: 'A', to: 'a@b.example', key: 'by_telephone' }],
    ['POST', '/letter', {}],
    ['GET', '/attempts'],
  ]
  const before = await audited(of.sponsorshipId)
  for (const [method, path, body] of acts) {
    const url = at(`/${of.sponsorshipId}${path}`)
    expect((await world.call(null, method, url, body)).status, `${method} ${path}`).toBe(401)
    expect((await world.call(other, method, url, body)).status, `${method} ${path}`).toBe(404)
    expect((await world.call(member, method, url, body)).status, `${method} ${path}`).toBe(403)
  }
  expect(await audited(of.sponsorshipId)).toEqual(before)
})

test('another partner’s sponsorship under one’s own partner in the path is an absence', async () => {
  const of = await issue()
  const { partnerId: otherId } = await world.partner()
  const other = await world.administrator(otherId)
  const url = `/api/v1/partners/${otherId}/sponsorships/${of.sponsorshipId}`
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['POST', '/revoke', { reason: 'because' }],
    ['POST', '/replace-key', { reason: 'because' }],
    ['POST', '/preview', { revoke: true }],
    ['GET', '/attempts', undefined],
  ] as const)
    expect((await world.call(other, method, `${url}${path}`, body)).status, path).toBe(404)
})
