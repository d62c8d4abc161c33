import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { newId } from '../platform/ids.ts'

let world: World
let agent: Actor
let auditor: Actor
const mine = '/api/v1/administrator-requests'
const queue = '/api/v1/vendor/administrator-requests'

beforeAll(async () => {
  world = await createWorld()
  agent = await world.staff('support_agent')
  auditor = await world.staff('auditor')
})
afterAll(() => world.close())

const input = (numbers: string | string[], name = 'Redes Iberia SL') => ({
  jobTitle: 'Service manager',
  phone: '+34 900 100 200',
  company: { name, street: 'Calle 1', city: 'Madrid', postalCode: '28001', country: 'ES', website: 'redes.example' },
  ownBrandStatement: true,
  contractNumbers: numbers,
})

async function ask(numbers: string | string[], person?: Actor) {
  const applicant = person ?? (await world.person())
  const made = await world.call(applicant, 'POST', mine, input(numbers))
  expect(made.status, made.text).toBe(201)
  return { applicant, requestId: made.body.requestId as string }
}
const mailsTo = async (address: string) =>
  (
    await world.ownerDb
      .selectFrom('mail_message')
      .select('template')
      .where('to_address', '=', address)
      .orderBy('created_at')
      .execute()
  ).map((row) => row.template)
const membership = (partnerId: string, accountId: string) =>
  world.ownerDb
    .selectFrom('membership')
    .select(['sponsors', 'state', 'role'])
    .where('partner_id', '=', partnerId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()

describe('asking', () => {
  test('a confirmed person asks once at a time, is told, sees the state, may withdraw and ask again', async () => {
    const { applicant, requestId } = await ask('C-1000, C-2000')
    expect(await mailsTo(applicant.email)).toEqual(['administrator_request_received'])
    const again = await world.call(applicant, 'POST', mine, input('C-3000'))
    expect(again).toMatchObject({ status: 409, body: { code: 'request_pending' } })
    expect((await world.call(applicant, 'GET', mine)).body.items).toMatchObject([{ requestId, state: 'pending' }])
    expect((await world.call(applicant, 'POST', `${mine}/${requestId}/withdraw`, {})).status).toBe(204)
    expect((await world.call(applicant, 'POST', `${mine}/${requestId}/withdraw`, {})).status).toBe(409)
    await ask('C-3000', applicant)
  })

  test('only one of ten at once is taken', async () => {
    const applicant = await world.person()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.call(applicant, 'POST', mine, input('C-4000'))),
    )
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    expect(answers.filter((answer) => answer.body.code === 'request_pending')).toHaveLength(9)
  })

  test('bad input is named; the statement must be made; strangers cannot ask; nobody withdraws another’s', async () => {
    const applicant = await world.person()
    const bad = await world.call(applicant, 'POST', mine, {
      ...input('C-1'),
      ownBrandStatement: false,
      phone: '',
      state: 'approved',
    })
    expect(bad.body.fields.map((f: { path: string }) => f.path).sort()).toEqual(['ownBrandStatement', 'phone', 'state'])
    const malformed = await world.call(applicant, 'POST', mine, input('hello C-5000'))
    expect(malformed.body.fields).toMatchObject([{ path: 'contractNumbers', code: 'malformed_numbers' }])
    const none = await world.call(applicant, 'POST', mine, input(' , '))
    expect(none.body.fields).toMatchObject([{ path: 'contractNumbers', code: 'required' }])
    const unsaid = await world.call(applicant, 'POST', mine, { ...input('C-1'), contractNumbers: undefined })
    expect(unsaid.body.fields).toMatchObject([{ path: 'contractNumbers', code: 'required' }])
    expect((await world.call(null, 'POST', mine, input('C-1000'))).status).toBe(401)
    const { requestId } = await ask('C-6000')
    expect((await world.call(applicant, 'POST', `${mine}/${requestId}/withdraw`, {})).status).toBe(404)
  })

  test('checking numbers tells a stranger nothing of what exists, a member only of their own partner', async () => {
    const own = await world.partner()
    const other = await world.partner()
    await world.contract(own.partnerId, { number: 'OWN-1' })
    await world.contract(other.partnerId, { number: 'OTH-1' })
    const body = { contractNumbers: 'own1; OTH-1\nNEW-1 own-1 ???' }
    const stranger = await world.call(await world.person(), 'POST', `${mine}/check-numbers`, body)
    expect(stranger.body).toEqual({
      numbers: ['own1', 'OTH-1', 'NEW-1'],
      repeated: ['own-1'],
      malformed: ['???'],
      own: null,
    })
    const member = await world.call(await world.member(own.partnerId), 'POST', `${mine}/check-numbers`, body)
    expect(member.body.own).toEqual([{ number: 'own1', inForce: true, qualifies: true }])
  })
})

describe('the vendor’s queue', () => {
  test('sets each number beside the records', async () => {
    const partner = await world.partner({ name: 'Redes Ibéria, S.L.' })
    const other = await world.partner()
    const plainType = newId()
    await world.ownerDb
      .insertInto('contract_type')
      .values({ contract_type_id: plainType, name: `Plain ${plainType}`, qualifies_sponsoring: false })
      .execute()
    await world.contract(partner.partnerId, { number: 'EV-1' })
    await world.contract(partner.partnerId, { number: 'EV-2', days: -1 })
    await world.contract(partner.partnerId, { number: 'EV-3', contractTypeId: plainType })
    await world.contract(other.partnerId, { number: 'EV-4' })
    const { requestId } = await ask('ev1 EV-2 EV-3 EV-4 EV-5')
    const { body } = await world.call(auditor, 'GET', `${queue}/${requestId}`)
    expect(body.evidence.map((one: { number: string; verdict: string }) => `${one.number} ${one.verdict}`)).toEqual([
      'ev1 good',
      'EV-2 not_in_force',
      'EV-3 not_qualifying',
      'EV-4 other_partner',
      'EV-5 unknown',
    ])
    expect(body.candidates[0]).toMatchObject({
      partnerId: partner.partnerId,
      matches: 3,
      resemblance: 'same',
      qualified: true,
    })
    expect(body.judgedPartnerId).toBe(partner.partnerId)
    // The list was to be complete: the partner's own first contract is not on it.
    expect(body.notNamed).toHaveLength(1)
    expect(body.account).toMatchObject({ confirmed: true, disabled: false, memberships: [] })
    const asOther = await world.call(agent, 'GET', `${queue}/${requestId}?partnerId=${other.partnerId}`)
    expect(asOther.body.evidence[3].verdict).toBe('good')
    expect(asOther.body.evidence[0].verdict).toBe('other_partner')
  })

  test('is searched, filtered, and paged oldest first', async () => {
    const person = await world.person({ lastName: 'Quintanilla' })
    const { requestId } = await ask('C-7000', person)
    expect((await world.call(agent, 'GET', `${queue}?q=quintan`)).body.items).toMatchObject([{ requestId }])
    const first = await world.call(agent, 'GET', `${queue}?state=pending&limit=1`)
    const next = await world.call(agent, 'GET', `${queue}?state=pending&limit=1&cursor=${first.body.nextCursor}`)
    expect(next.body.items[0].createdAt >= first.body.items[0].createdAt).toBe(true)
    expect(next.body.items[0].requestId).not.toBe(first.body.items[0].requestId)
  })

  test('is for the vendor only, and auditors only look', async () => {
    const { applicant, requestId } = await ask('C-8000')
    const { partnerId } = await world.partner()
    for (const [path, body] of [
      ['approve', { partnerId }],
      ['decline', { reason: 'no such company' }],
    ] as const) {
      expect((await world.call(null, 'POST', `${queue}/${requestId}/${path}`, body)).status).toBe(401)
      expect((await world.call(applicant, 'POST', `${queue}/${requestId}/${path}`, body)).status).toBe(404)
      expect((await world.call(auditor, 'POST', `${queue}/${requestId}/${path}`, body)).status).toBe(403)
    }
    expect((await world.call(applicant, 'GET', queue)).status).toBe(404)
    expect((await world.call(applicant, 'GET', mine)).body.items[0].state).toBe('pending')
  })
})

describe('deciding', () => {
  test('approval makes the membership, mails, and opens the partner’s pages at once', async () => {
    const { partnerId } = await world.partner()
    const { applicant, requestId } = await ask('C-9000')
    const customers = `/api/v1/partners/${partnerId}/customers`
    expect((await world.call(applicant, 'GET', customers)).status).toBe(404)
    const done = await world.call(agent, 'POST', `${queue}/${requestId}/approve`, { partnerId })
    expect(done.status, done.text).toBe(204)
    expect(await membership(partnerId, applicant.accountId)).toEqual({ sponsors: true, state: 'active', role: null })
    expect(await mailsTo(applicant.email)).toEqual(['administrator_request_received', 'administrator_request_approved'])
    expect((await world.call(applicant, 'GET', customers)).status).toBe(200)
    const entry = await world.ownerDb
      .selectFrom('audit_entry')
      .select(['partner_id', 'account_id'])
      .where('action', '=', 'administrator_request.approved')
      .where('object_id', '=', requestId)
      .executeTakeFirst()
    expect(entry).toEqual({ partner_id: partnerId, account_id: agent.accountId })
  })

  test('an existing member keeps the role and gains the right', async () => {
    const { partnerId } = await world.partner()
    const member = await world.member(partnerId, { role: 'user' })
    const { requestId } = await ask('C-9100', member)
    await world.call(agent, 'POST', `${queue}/${requestId}/approve`, { partnerId })
    expect(await membership(partnerId, member.accountId)).toEqual({ sponsors: true, state: 'active', role: 'user' })
  })

  test('a partner that is not qualified is refused with the reason, and nothing is decided (R1)', async () => {
    const { partnerId, contractId } = await world.partner()
    await world.ownerDb
      .updateTable('contract')
      .set({ ends_at: inDays(-1) })
      .where('contract_id', '=', contractId)
      .execute()
    const { applicant, requestId } = await ask('C-9200')
    const refused = await world.call(agent, 'POST', `${queue}/${requestId}/approve`, { partnerId })
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'partner_not_qualified', params: { reason: 'none_in_force' }, missing: expect.any(String) },
    })
    const unknown = await world.call(agent, 'POST', `${queue}/${requestId}/approve`, { partnerId: newId() })
    expect(unknown.status).toBe(400)
    expect((await world.call(applicant, 'GET', mine)).body.items[0].state).toBe('pending')
    expect(await membership(partnerId, applicant.accountId)).toBeUndefined()
  })

  test('declining tells the reason by mail and page', async () => {
    const { applicant, requestId } = await ask('C-9300')
    const done = await world.call(agent, 'POST', `${queue}/${requestId}/decline`, {
      reason: 'The list is not complete',
    })
    expect(done.status).toBe(204)
    expect(await mailsTo(applicant.email)).toContain('administrator_request_declined')
    expect((await world.call(applicant, 'GET', mine)).body.items[0]).toMatchObject({
      state: 'declined',
      reason: 'The list is not complete',
    })
  })

  test('one decision, even if many press at once', async () => {
    const { partnerId } = await world.partner()
    const { applicant, requestId } = await ask('C-9400')
    const agents = [agent, await world.staff('support_agent'), await world.staff('administrator')]
    const answers = await Promise.all(
      [...agents, ...agents].map((one, index) =>
        index % 2
          ? world.call(one, 'POST', `${queue}/${requestId}/approve`, { partnerId })
          : world.call(one, 'POST', `${queue}/${requestId}/decline`, { reason: 'not complete' }),
      ),
    )
    expect(answers.filter((answer) => answer.status === 204)).toHaveLength(1)
    expect(answers.filter((answer) => answer.body?.code === 'request_decided')).toHaveLength(5)
    const decisions = (await mailsTo(applicant.email)).filter(
      (template) => template !== 'administrator_request_received',
    )
    expect(decisions).toHaveLength(1)
    const { state } = (await world.call(applicant, 'GET', mine)).body.items[0]
    expect(decisions).toEqual([`administrator_request_${state}`])
    expect((await membership(partnerId, applicant.accountId)) !== undefined).toBe(state === 'approved')
  })
})

describe('stepping down (R5)', () => {
  test('the last one cannot; of two at once one stays, and is warned', async () => {
    const { partnerId } = await world.partner()
    const two = [await world.administrator(partnerId), await world.administrator(partnerId)] as const
    const url = `/api/v1/partners/${partnerId}/administrators`
    expect((await world.call(two[0], 'GET', url)).body).toMatchObject({ onlyOne: false, items: [{}, {}] })
    const answers = await Promise.all(
      two.map((one) => world.call(one, 'POST', `${url}/step-down`, { reason: 'moving on' })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409])
    const refused = answers.find((answer) => answer.status === 409)
    expect(refused?.body).toMatchObject({ code: 'sole_administrator', grantedBy: 'the vendor' })
    const [stays, left] = answers[0]?.status === 409 ? two : [two[1], two[0]]
    expect(await mailsTo(stays.email)).toEqual(['last_administrator_warning'])
    expect((await world.call(stays, 'GET', url)).body).toMatchObject({ onlyOne: true, items: [{ myself: true }] })
    expect(await membership(partnerId, left.accountId)).toMatchObject({ sponsors: false, state: 'removed' })
  })

  test('outsiders and other members do not see who they are', async () => {
    const { partnerId } = await world.partner()
    await world.administrator(partnerId)
    const url = `/api/v1/partners/${partnerId}/administrators`
    expect((await world.call(null, 'GET', url)).status).toBe(401)
    expect((await world.call(await world.person(), 'GET', url)).status).toBe(404)
    const member = await world.member(partnerId, { role: 'user' })
    expect((await world.call(member, 'POST', `${url}/step-down`, { reason: 'moving on' })).status).toBe(403)
  })
})

test('nobody decides about their own request, not even the vendor’s own staff (R24)', async () => {
  const { partnerId } = await world.partner()
  const applicant = await world.staff('support_agent')
  const { requestId } = await ask('C-1000', applicant)
  const approve = await world.call(applicant, 'POST', `${queue}/${requestId}/approve`, { partnerId })
  expect(approve).toMatchObject({ status: 403, body: { missing: expect.any(String), grantedBy: expect.any(String) } })
  expect((await world.call(applicant, 'POST', `${queue}/${requestId}/decline`, { reason: 'mine' })).status).toBe(403)
  expect(await membership(partnerId, applicant.accountId)).toBeUndefined()
})
