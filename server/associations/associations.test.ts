import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { newId } from '../platform/ids.ts'

let world: World
let partnerId: string
let admin: Actor
let user: Actor
let customers: { one: string; two: string; grace: string; closed: string; never: string }
let url: string

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  url = `/api/v1/partners/${partnerId}/associations`
  admin = await world.member(partnerId, { role: 'admin' })
  user = await world.member(partnerId, { role: 'user' })
  const made: string[] = []
  for (const [name, days] of [
    ['Alpha', 300],
    ['Beta', 300],
    ['Gamma', -5],
    ['Delta', -60],
    ['Epsilon', null],
  ] as const) {
    const customerId = await world.customer(partnerId, { name })
    if (days !== null) await world.service(partnerId, customerId, { days })
    made.push(customerId)
  }
  const [one = '', two = '', grace = '', closed = '', never = ''] = made
  customers = { one, two, grace, closed, never }
})
afterAll(() => world.close())

type Change = { people: string[]; customers: string[]; act: 'give' | 'take'; endsAt?: string | null }
const preview = (changes: Change[], all: object[] = [], as = admin) =>
  world.call(as, 'POST', `${url}/preview`, { changes, all })

async function change(changes: Change[], all: object[] = [], as = admin) {
  const { effect } = (await preview(changes, all, as)).body
  return world.call(as, 'POST', url, { changes, all, effect, reason: 'as agreed' })
}

const seenBy = async (actor: Actor, of = partnerId) =>
  (await world.call(actor, 'GET', `/api/v1/partners/${of}/customers`)).body.items.map(
    (one: { customerId: string }) => one.customerId,
  )
const entries = async (accountId: string) =>
  (
    await world.ownerDb
      .selectFrom('audit_entry')
      .select(['action', 'body'])
      .where('partner_id', '=', partnerId)
      .where('object_id', '=', accountId)
      .orderBy('seq')
      .execute()
  ).map(({ action, body }) => ({ action, ...JSON.parse(body) }))

describe('a change', () => {
  test('is previewed, applied, in force on the very next request and in the audit once a person', async () => {
    const member = await world.member(partnerId, { role: 'user' })
    const changes: Change[] = [
      { people: [member.accountId, user.accountId], customers: [customers.one, customers.two], act: 'give' },
    ]
    const shown = await preview(changes)
    expect(shown.body).toMatchObject({ totals: { cells: 4, people: 2, gains: 4, loses: 0 }, refused: [] })
    expect(shown.body.people[0].gains).toEqual({ count: 2, names: ['Alpha', 'Beta'] })
    expect(await seenBy(member)).toEqual([])
    expect((await change(changes)).status).toBe(200)
    expect(await seenBy(member)).toEqual([customers.one, customers.two])
    const taken = await change([{ people: [member.accountId], customers: [customers.one], act: 'take' }])
    expect(taken.body.people[0].loses).toEqual({ count: 1, names: ['Alpha'] })
    expect(await seenBy(member)).toEqual([customers.two])
    const written = await entries(member.accountId)
    expect(written.map(({ action }) => action)).toEqual(['association.changed', 'association.changed'])
    expect(written[0].detail.given).toEqual([
      { customer: 'Alpha', customerId: customers.one },
      { customer: 'Beta', customerId: customers.two },
    ])
    expect(written[1].detail).toMatchObject({ reason: 'as agreed', taken: [{ customer: 'Alpha' }] })
  })

  test('all gives future customers too; with an end it gives nothing after it', async () => {
    const member = await world.member(partnerId, { role: 'user' })
    const until = inDays(20).toISOString()
    const done = await change([], [{ people: [member.accountId], on: true, endsAt: until }])
    expect(done.body.people[0]).toMatchObject({ gains: { count: 5 }, all: { on: true, until } })
    const later = await world.customer(partnerId, { name: 'Later' })
    expect(await seenBy(member)).toContain(later)
    await world.ownerDb
      .updateTable('membership')
      .set({ all_customers_until: inDays(-1) })
      .where('account_id', '=', member.accountId)
      .execute()
    expect(await seenBy(member)).toEqual([])
    const own = await world.call(admin, 'GET', `${url}/people/${member.accountId}`)
    expect(own.body.all).toMatchObject({ ended: true, givenByName: `${admin.firstName} ${admin.lastName}` })
    expect((await change([], [{ people: [member.accountId], on: false }])).status).toBe(200)
    expect((await world.call(admin, 'GET', `${url}/people/${member.accountId}`)).body.all).toBeNull()
    await world.ownerDb.deleteFrom('customer').where('customer_id', '=', later).execute()
  })

  test('what may not be given is refused with its reason, the rest is done (R22, R25)', async () => {
    const member = await world.member(partnerId, { role: 'user', customers: [customers.grace] })
    const every = Object.values(customers)
    const done = await change([
      { people: [member.accountId, admin.accountId, newId()], customers: every, act: 'give', endsAt: null },
    ])
    expect(done.body.totals).toMatchObject({ people: 1, gains: 2 })
    expect(
      Object.fromEntries(done.body.refused.map((one: { reason: string; cells: number }) => [one.reason, one.cells])),
    ).toEqual({
      administrator: 5,
      no_person: 5,
      service_closed: 1,
      service_none: 1,
    })
    expect((await change([{ people: [member.accountId], customers: [customers.grace], act: 'take' }])).status).toBe(200)
    const again = await preview([{ people: [member.accountId], customers: [customers.grace], act: 'give' }])
    expect(again.body.refused).toMatchObject([{ reason: 'service_grace', customers: { names: ['Gamma'] } }])
  })

  test('an end date: exclusive, shown, changeable', async () => {
    const member = await world.member(partnerId, { role: 'user' })
    const cell = { people: [member.accountId], customers: [customers.one], act: 'give' as const }
    await change([{ ...cell, endsAt: inDays(10).toISOString() }])
    const longer = await change([{ ...cell, endsAt: null }])
    expect(longer.body.people[0]).toMatchObject({ gains: { count: 0 }, ends: { count: 1, names: ['Alpha'] } })
    await world.ownerDb
      .updateTable('association')
      .set({ ends_at: inDays(-1) })
      .where('account_id', '=', member.accountId)
      .execute()
    expect(await seenBy(member)).toEqual([])
    const own = await world.call(admin, 'GET', `${url}/people/${member.accountId}`)
    expect(own.body.items).toMatchObject([{ name: 'Alpha', ended: true, service: 'in_force' }])
    const renewed = await change([cell])
    expect(renewed.body.people[0].gains.count).toBe(1)
    expect(await seenBy(member)).toEqual([customers.one])
  })

  test('of which somebody else changed a part meanwhile is refused, and so is one without effect', async () => {
    const member = await world.member(partnerId, { role: 'user' })
    const changes: Change[] = [{ people: [member.accountId], customers: [customers.one, customers.two], act: 'give' }]
    const { effect } = (await preview(changes)).body
    await change([{ people: [member.accountId], customers: [customers.two], act: 'give' }])
    const stale = await world.call(admin, 'POST', url, { changes, effect, reason: 'late' })
    expect(stale).toMatchObject({ status: 409, body: { code: 'associations_changed' } })
    expect(await seenBy(member)).toEqual([customers.two])
    await change(changes)
    expect(await change(changes)).toMatchObject({ status: 409, body: { code: 'associations_unchanged' } })
  })

  test('two bulk changes at once: exactly one of them is what was previewed', async () => {
    const members = []
    for (let n = 0; n < 6; n += 1) members.push((await world.member(partnerId, { role: 'user' })).accountId)
    const first: Change[] = [{ people: members, customers: [customers.one, customers.two], act: 'give' }]
    const second: Change[] = [
      { people: members.toReversed(), customers: [customers.two], act: 'give', endsAt: inDays(9).toISOString() },
    ]
    const [a, b] = [(await preview(first)).body.effect, (await preview(second)).body.effect]
    const replies = await Promise.all([
      world.call(admin, 'POST', url, { changes: first, effect: a, reason: 'the first' }),
      world.call(admin, 'POST', url, { changes: second, effect: b, reason: 'the second' }),
    ])
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    const rows = await world.ownerDb
      .selectFrom('association')
      .select('customer_id')
      .where('account_id', 'in', members)
      .execute()
    expect(rows).toHaveLength(replies[0]?.status === 200 ? 12 : 6)
  })

  test('bad input: every wrong part is named', async () => {
    const past = await preview([
      { people: [user.accountId], customers: [customers.one], act: 'give', endsAt: inDays(-1).toISOString() },
    ])
    expect(past).toMatchObject({ status: 400, body: { fields: [{ path: 'changes.0.endsAt', code: 'expiry_passed' }] } })
    const ids = Array.from({ length: 300 }, () => newId())
    const huge = await preview([{ people: ids, customers: ids, act: 'take' }])
    expect(huge.body.fields).toMatchObject([
      { code: 'too_many_cells', message: 'At most 50000 associations a request; these are 90000' },
    ])
    // The pages say the same figure.
    const { field } = JSON.parse(await readFile('web/src/locales/en/problems.json', 'utf8'))
    expect(field.too_many_cells).toContain('50,000')
    expect((await world.call(admin, 'POST', url, { changes: [], partnerId, reason: 'x' })).status).toBe(400)
  })

  test('is for SA and PA of an active partner alone', async () => {
    const changes: Change[] = [{ people: [user.accountId], customers: [customers.one], act: 'give' }]
    const body = { changes, effect: 'x', reason: 'trying' }
    for (const [actor, status] of [
      [null, 401],
      [await world.person(), 404],
      [await world.member((await world.partner()).partnerId, { role: 'super_admin' }), 404],
      [user, 403],
      [await world.administrator(partnerId), 403],
    ] as const) {
      expect((await world.call(actor, 'POST', url, body)).status).toBe(status)
      expect((await world.call(actor, 'POST', `${url}/preview`, { changes })).status).toBe(status)
      expect((await world.call(actor, 'GET', url)).status).toBe(status)
      expect((await world.call(actor, 'GET', `${url}/people/${user.accountId}`)).status).toBe(status)
      expect(
        (await world.call(actor, 'GET', `/api/v1/partners/${partnerId}/customers/${customers.one}/seen-by`)).status,
      ).toBe(status)
    }
    const refused = await world.call(user, 'POST', url, body)
    expect(refused.body).toMatchObject({ missing: expect.any(String), grantedBy: 'an administrator of the partner' })
    const suspended = await world.partner()
    const sa = await world.member(suspended.partnerId, { role: 'super_admin' })
    await world.ownerDb
      .updateTable('partner')
      .set({ state: 'suspended' })
      .where('partner_id', '=', suspended.partnerId)
      .execute()
    expect((await world.call(sa, 'GET', `/api/v1/partners/${suspended.partnerId}/associations`)).status).toBe(200)
    expect((await world.call(sa, 'POST', `/api/v1/partners/${suspended.partnerId}/associations`, body)).status).toBe(
      403,
    )
  })

  test('about another partner’s people or customers changes nothing and tells nothing', async () => {
    const other = await world.partner()
    const theirs = await world.customer(other.partnerId, { name: 'Theirs' })
    await world.service(other.partnerId, theirs)
    const them = await world.member(other.partnerId, { role: 'user' })
    const shown = await preview([
      { people: [them.accountId], customers: [customers.one], act: 'give' },
      { people: [user.accountId], customers: [theirs], act: 'give' },
    ])
    expect(shown.body).toMatchObject({ people: [], totals: { cells: 0 } })
    expect(shown.text).not.toContain('Theirs')
    expect(shown.body.refused.map(({ reason }: { reason: string }) => reason).sort()).toEqual([
      'no_customer',
      'no_person',
    ])
  })
})

describe('the matrix', () => {
  test('shows a window with its cells, and filters both ways', async () => {
    const { partnerId: of } = await world.partner()
    const sa = await world.member(of, { role: 'super_admin' })
    const ids: string[] = []
    for (const name of ['Áncora', 'Berlin', 'Córdoba']) {
      const id = await world.customer(of, { name })
      await world.service(of, id, { days: name === 'Berlin' ? -3 : 90 })
      ids.push(id)
    }
    const [first = '', second = '', third = ''] = ids
    const some = await world.member(of, { role: 'user', customers: [first] })
    await world.associate(of, some.accountId, second, inDays(5))
    await world.associate(of, some.accountId, third, inDays(-5))
    const none = await world.member(of, { role: 'user' })
    const read = async (query: string) =>
      (await world.call(sa, 'GET', `/api/v1/partners/${of}/associations?${query}`)).body
    const whole = await read('')
    const rowOf = (actor: Actor) =>
      whole.cells[whole.people.items.findIndex((one: { accountId: string }) => one.accountId === actor.accountId)]
    expect(whole.customers.items).toMatchObject([
      { name: 'Áncora', service: 'in_force', seenBy: 1 },
      { name: 'Berlin', service: 'grace', seenBy: 1 },
      { name: 'Córdoba', service: 'in_force', seenBy: 0 },
    ])
    expect(rowOf(some)).toBe('xeo')
    expect(rowOf(none)).toBe('...')
    expect(whole.ends).toHaveLength(2)
    const names = (of: { items: { name: string; accountId: string }[] }) => of.items.map((one) => one.name)
    expect(names((await read('unseen=true')).customers)).toEqual(['Córdoba'])
    expect(names((await read('service=grace&service=closed')).customers)).toEqual(['Berlin'])
    expect(names((await read('customerQ=cordoba')).customers)).toEqual(['Córdoba'])
    expect((await read('unassociated=true')).people.items).toMatchObject([{ accountId: none.accountId, customers: 0 }])
    expect((await read('role=super_admin')).people.items).toMatchObject([{ accountId: sa.accountId }])
    expect(names((await read(`accountId=${some.accountId}&given=false`)).customers)).toEqual([])
    const window = await read(`accountId=${some.accountId}&customersFrom=1&customersCount=1`)
    expect(window).toMatchObject({ customers: { total: 3 }, people: { total: 1 }, cells: ['e'] })
    expect(await read('customersFrom=9')).toMatchObject({ customers: { total: 3, items: [] } })
    const seers = await world.call(sa, 'GET', `/api/v1/partners/${of}/customers/${third}/seen-by`)
    expect(seers.body.items).toMatchObject([
      { how: 'some', ended: true, givenByName: 'Fixture' },
      { how: 'role', role: 'super_admin', givenByName: null },
    ])
  })
})
