import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'

let world: World
let agent: Actor
beforeAll(async () => {
  world = await createWorld()
  agent = await world.staff('support_agent')
})
afterAll(() => world.close())

const call = (method: string, path: string, body?: unknown) => world.call(agent, method, `/api/v1/vendor${path}`, body)
const at = (partnerId: string, contractId: string) => `/partners/${partnerId}/contracts/${contractId}`
const input = (contractTypeId: string, number: string) => ({
  number,
  contractTypeId,
  startsAt: inDays(-5).toISOString(),
  endsAt: inDays(100).toISOString(),
})
const codes = (reply: { body: { fields: { path: string; code: string }[] } }) =>
  reply.body.fields.map((field) => `${field.path} ${field.code}`).sort()

/** A partner with a sponsorship of two entitlements on its only contract, and two people under it. */
async function sponsoring() {
  const partner = await world.partner()
  const customerId = await world.customer(partner.partnerId)
  const sponsorship = await world.sponsorship(partner.partnerId, customerId)
  const people = [await world.registered(sponsorship), await world.registered(sponsorship)]
  return { ...partner, customerId, sponsorship, people }
}

async function holds(partnerId: string): Promise<number> {
  const rows = await world.ownerDb
    .selectFrom('effective_access')
    .select('account_id')
    .where('partner_id', '=', partnerId)
    .where('holds', '=', true)
    .execute()
  return rows.length
}

describe('recording a contract', () => {
  test('works, is found by its number however spelt, and is audited in the partner’s chain', async () => {
    const { partnerId, contractTypeId } = await world.partner()
    const customerId = await world.customer(partnerId)
    const body = { ...input(contractTypeId, 'sc-77 / 12 a'), customerId, note: 'By telephone' }
    const made = await call('POST', `/partners/${partnerId}/contracts`, body)
    expect(made.status).toBe(201)
    const found = await call('GET', '/contracts?q=SC7712A')
    expect(found.body).toMatchObject({
      total: 1,
      items: [{ number: 'sc-77 / 12 a', shownState: 'in_force', customerId }],
    })
    const detail = await call('GET', at(partnerId, made.body.contractId))
    expect(detail.body).toMatchObject({ note: 'By telephone', allowsSponsoring: true })
    expect(detail.body.events.map((event: { action: string }) => event.action)).toEqual(['contract.created'])
  })

  test('a number is one contract’s, whatever its spelling and whosever it is', async () => {
    const one = await world.partner()
    const other = await world.partner()
    await call('POST', `/partners/${one.partnerId}/contracts`, input(one.contractTypeId, 'AB-1234'))
    const again = await call('POST', `/partners/${other.partnerId}/contracts`, input(one.contractTypeId, 'ab 1234'))
    expect(again.status).toBe(409)
    expect(again.body).toMatchObject({ code: 'contract_number_taken', params: { partner: one.name } })
    const race = await Promise.all(
      [one, other].map(({ partnerId }) =>
        call('POST', `/partners/${partnerId}/contracts`, input(one.contractTypeId, 'RACE-1')),
      ),
    )
    expect(race.map((reply) => reply.status).sort()).toEqual([201, 409])
  })

  test('bad input is named field by field', async () => {
    const { partnerId, contractTypeId } = await world.partner()
    const elsewhere = await world.partner()
    const foreign = await world.customer(elsewhere.partnerId)
    const shape = await call('POST', `/partners/${partnerId}/contracts`, {
      number: '-',
      startsAt: 'soon',
      state: 'active',
    })
    expect(codes(shape)).toEqual([
      'contractTypeId required',
      'endsAt required',
      'number contract_number_short',
      'startsAt invalid_format',
      'state unknown_field',
    ])
    const sense = await call('POST', `/partners/${partnerId}/contracts`, {
      ...input(elsewhere.partnerId, 'CC-99'),
      customerId: foreign,
      endsAt: inDays(-9).toISOString(),
    })
    expect(codes(sense)).toEqual([
      'contractTypeId no_contract_type',
      'customerId not_a_customer',
      'endsAt ends_before_start',
    ])
    const nowhere = await call('POST', `/partners/${contractTypeId}/contracts`, input(contractTypeId, 'CC-99'))
    expect(nowhere.status).toBe(404)
  })

  test('a contract asked for under another partner is not there', async () => {
    const one = await world.partner()
    const other = await world.partner()
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { note: 'x' }],
      ['POST', '/state', { state: 'terminated', reason: 'Not theirs' }],
      ['POST', '/preview', { state: 'terminated' }],
    ] as const)
      expect((await call(method, at(other.partnerId, one.contractId) + path, body)).status).toBe(404)
  })
})

describe('the list', () => {
  test('filters by state, type and nearness of the end, and pages without gaps in either direction', async () => {
    const { partnerId, contractTypeId } = await world.partner({ name: 'Órbita Redes' })
    for (const days of [1, 5, 40, 60]) await world.contract(partnerId, { days, number: `LIST-${days}` })
    await world.ownerDb
      .insertInto('contract')
      .values([
        {
          partner_id: partnerId,
          contract_id: crypto.randomUUID(),
          number: 'OLD',
          number_norm: 'OLD',
          contract_type_id: contractTypeId,
          starts_at: inDays(-9),
          ends_at: inDays(-1),
        },
        {
          partner_id: partnerId,
          contract_id: crypto.randomUUID(),
          number: 'NEXT',
          number_norm: 'NEXT',
          contract_type_id: contractTypeId,
          starts_at: inDays(3),
          ends_at: inDays(9),
        },
      ])
      .execute()
    const numbers = async (query: string) =>
      (await call('GET', `/contracts?partnerId=${partnerId}&${query}`)).body.items.map(
        (row: { number: string }) => row.number,
      )
    expect(await numbers('state=ended')).toEqual(['OLD'])
    expect(await numbers('state=ended&state=future&sort=number')).toEqual(['NEXT', 'OLD'])
    expect(await numbers('endingWithin=30')).toEqual(['LIST-1', 'LIST-5'])
    expect((await call('GET', '/contracts?q=orbita')).body.total).toBe(7)
    for (const sort of ['ends', '-ends', '-number', 'type']) {
      const all = await numbers(`sort=${sort}`)
      const paged: string[] = []
      let cursor = ''
      do {
        const page = await call(
          'GET',
          `/contracts?partnerId=${partnerId}&sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`,
        )
        paged.push(...page.body.items.map((row: { number: string }) => row.number))
        cursor = page.body.nextCursor
      } while (cursor)
      expect(paged).toEqual(all)
      expect(paged).toHaveLength(7)
    }
    expect((await call('GET', '/contracts?cursor=nonsense')).status).toBe(400)
    expect((await call('GET', '/contracts?sort=secret')).status).toBe(400)
  })
})

describe('what a change stops', () => {
  test('terminating: the preview names sponsorship, people and entitlements; then exactly that has stopped', async () => {
    const { partnerId, contractId, sponsorship } = await sponsoring()
    const path = at(partnerId, contractId)
    const preview = await call('POST', `${path}/preview`, { state: 'terminated' })
    expect(preview.body).toMatchObject({
      people: 2,
      sponsorshipCount: 1,
      sponsorships: [{ sponsorshipId: sponsorship.sponsorshipId, people: 2 }],
      entitlements: [
        { entitlementId: 'software.download', people: 2 },
        { entitlementId: 'support.cases', people: 2 },
      ],
      endsEarlier: null,
      begins: 0,
    })
    expect(preview.body.names).toHaveLength(2)
    expect(await holds(partnerId)).toBe(4)
    expect((await call('POST', `${path}/state`, { state: 'terminated', reason: 'Not paid' })).status).toBe(204)
    expect(await holds(partnerId)).toBe(0)
    expect((await call('POST', `${path}/state`, { state: 'terminated', reason: 'Not paid' })).status).toBe(409)
    expect((await call('POST', `${path}/preview`, { state: 'active' })).body).toMatchObject({ people: 0, begins: 2 })
    expect((await call('POST', `${path}/state`, { state: 'active', reason: 'Paid' })).status).toBe(204)
    expect(await holds(partnerId)).toBe(4)
    const detail = await call('GET', path)
    expect(detail.body.events.map((event: { action: string; reason: string }) => [event.action, event.reason])).toEqual(
      [
        ['contract.terminated', 'Not paid'],
        ['contract.reactivated', 'Paid'],
      ],
    )
  })

  test('a second contract that allows the same keeps a ceiling up, but not the sponsorship on the first', async () => {
    const { partnerId, contractId } = await sponsoring()
    const second = await world.contract(partnerId)
    const one = await call('POST', `${at(partnerId, contractId)}/preview`, { state: 'suspended' })
    expect(one.body.people).toBe(2)
    const other = await call('POST', `${at(partnerId, second)}/preview`, { state: 'suspended' })
    expect(other.body).toMatchObject({ people: 0, sponsorshipCount: 0 })
    const detail = await call('GET', at(partnerId, second))
    expect(detail.body.entitlements.every((row: { onlyHere: boolean }) => !row.onlyHere)).toBe(true)
  })

  test('an earlier end shortens; an end in the past stops', async () => {
    const { partnerId, contractId } = await sponsoring()
    const path = at(partnerId, contractId)
    const soon = inDays(20)
    const shorter = await call('POST', `${path}/preview`, { endsAt: soon.toISOString() })
    expect(shorter.body).toMatchObject({ people: 0, endsEarlier: { people: 2, at: soon.toISOString() } })
    const over = await call('POST', `${path}/preview`, { endsAt: inDays(-1).toISOString() })
    expect(over.body).toMatchObject({ people: 2, sponsorshipCount: 1 })
    const changed = await call('PATCH', path, { endsAt: soon.toISOString(), number: 'RENAMED-1', reason: 'New term' })
    expect(changed.status).toBe(204)
    expect((await call('GET', '/contracts?q=renamed1')).body.total).toBe(1)
    const wrong = await call('PATCH', path, { endsAt: inDays(-100).toISOString() })
    expect(codes(wrong)).toEqual(['endsAt ends_before_start'])
  })

  test('dates that end it at once need a reason, as terminating does; others do not', async () => {
    const { partnerId, contractId } = await sponsoring()
    const path = at(partnerId, contractId)
    const past = { endsAt: inDays(-1).toISOString() }
    const later = { startsAt: inDays(5).toISOString() }
    for (const change of [past, later]) {
      const refused = await call('PATCH', path, change)
      expect([refused.status, ...codes(refused)]).toEqual([400, 'reason required'])
    }
    expect((await call('PATCH', path, { endsAt: inDays(20).toISOString() })).status).toBe(204)
    expect(await holds(partnerId)).toBe(4)
    expect((await call('PATCH', path, { ...past, reason: 'Cancelled by letter' })).status).toBe(204)
    expect(await holds(partnerId)).toBe(0)
    const { events } = (await call('GET', path)).body
    expect(events.at(-1)).toMatchObject({ action: 'contract.changed', reason: 'Cancelled by letter' })
    // What is over already ends nothing by another date in the past.
    expect((await call('PATCH', path, { endsAt: inDays(-2).toISOString() })).status).toBe(204)
  })

  test('names exactly those it counts: nobody who holds nothing, and each once', async () => {
    const { partnerId, contractId, people, sponsorship } = await sponsoring()
    // Registered still, but suspended: the attestation lapsed long ago (R18).
    await world.registered(sponsorship, { attestedDaysAgo: 9000 })
    const [twice] = people
    const zeta = await world.sponsorship(partnerId, await world.customer(partnerId, { name: 'Zeta' }))
    const { registrationId } = await world.registered(zeta)
    await world.ownerDb
      .updateTable('registration')
      .set({ account_id: twice?.accountId ?? '' })
      .where('registration_id', '=', registrationId)
      .execute()
    const { body } = await call('POST', `${at(partnerId, contractId)}/preview`, { state: 'suspended' })
    expect(body).toMatchObject({ people: 2, sponsorshipCount: 2 })
    expect(body.names).toHaveLength(2)
    expect(body.names.filter((name: string) => name.includes(', Zeta)'))).toHaveLength(1)
  })
})

test.each([
  ['state', 'POST', '/state', { state: 'terminated', reason: 'not paid' }],
  ['end', 'PATCH', '', { endsAt: new Date(Date.now() - 60_000).toISOString(), reason: 'ended early' }],
] as const)('a change of its %s signs out who thereby lost everything (attack 21)', async (_, method, path, body) => {
  const { partnerId, contractId, people } = await sponsoring()
  expect((await call(method, `${at(partnerId, contractId)}${path}`, body)).status).toBe(204)
  for (const person of people) expect((await world.call(person, 'GET', '/api/v1/account/sessions')).status).toBe(401)
})
