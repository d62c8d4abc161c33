import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, type World } from '../../test/support/world.ts'
import { contractJobs } from './ending-notices.ts'

let world: World
let partnerId: string
let mine: string
let other: string
let contractId: string
let otherContract: string
let actors: Record<'superAdmin' | 'admin' | 'user' | 'sponsor' | 'outsider', Actor>

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  mine = await world.customer(partnerId, { name: 'Mine' })
  other = await world.customer(partnerId, { name: 'Other' })
  contractId = await world.service(partnerId, mine)
  otherContract = await world.service(partnerId, other)
  for (const serial of ['AA1', 'AA2', 'BB1']) await world.line(partnerId, contractId, { serial })
  await world.line(partnerId, contractId, { serial: 'CC1', days: 20, productId: 'ASR-9000' })
  await world.line(partnerId, otherContract, { serial: 'AA3' })
  actors = {
    superAdmin: await world.member(partnerId, { role: 'super_admin' }),
    admin: await world.member(partnerId, { role: 'admin' }),
    user: await world.member(partnerId, { role: 'user', customers: [mine] }),
    sponsor: await world.administrator(partnerId),
    outsider: await world.member((await world.partner()).partnerId, { role: 'super_admin' }),
  }
})
afterAll(() => world.close())

const at = (path = '') => `/api/v1/partners/${partnerId}${path}`
const get = (who: Actor | null, path: string) => world.call(who, 'GET', at(path))
const column = (reply: { body: { items: Record<string, string>[] } }, name: string) =>
  reply.body.items.map((row) => row[name])

describe('who sees which contracts', () => {
  test('SA, PA and sponsorship administrators all of them, a PU those of their customers', async () => {
    for (const who of [actors.superAdmin, actors.admin, actors.sponsor])
      expect((await get(who, '/contracts')).body.total).toBe(3)
    expect((await get(actors.user, '/contracts')).body).toMatchObject({ total: 1, items: [{ contractId, lines: 4 }] })
    expect((await get(actors.user, `/contracts/${otherContract}`)).status).toBe(404)
    expect((await get(actors.outsider, '/contracts')).status).toBe(404)
    expect((await get(null, '/contracts')).status).toBe(401)
    expect((await get(await world.member(partnerId), '/contracts')).status).toBe(403)
  })

  test('the detail says which support service it carries, and how many see the customer thereby', async () => {
    const { body } = await get(actors.admin, `/contracts/${contractId}`)
    expect(body).toMatchObject({
      qualifiesSupportService: true,
      service: { customerName: 'Mine', state: 'in_force', onlyHere: true, members: 3 },
      lineStates: { in_force: 3, ending: 1, future: 0, ended: 0 },
    })
    expect(body.note).toBeUndefined()
    expect((await get(actors.user, `/contracts/${contractId}`)).body).toMatchObject({
      service: { members: null },
      events: [],
    })
    expect((await get(actors.sponsor, `/contracts/${contractId}`)).body).toMatchObject({ lineStates: null })
  })
})

test('nobody sees a customer thereby whose service is closed', async () => {
  const there = await world.partner()
  const ended = await world.service(there.partnerId, await world.customer(there.partnerId), { days: -40 })
  const admin = await world.member(there.partnerId, { role: 'admin' })
  const { body } = await world.call(admin, 'GET', `/api/v1/partners/${there.partnerId}/contracts/${ended}`)
  expect(body).toMatchObject({ service: { state: 'closed', members: 0 }, lineStates: null })
})

describe('covered serial numbers', () => {
  test('are found by serial or product, filtered, sorted and paged, as far as one reaches', async () => {
    expect(column(await get(actors.admin, '/contract-lines?q=aa'), 'serial')).toEqual(['AA1', 'AA2', 'AA3'])
    expect(column(await get(actors.user, '/contract-lines?q=aa'), 'serial')).toEqual(['AA1', 'AA2'])
    expect(column(await get(actors.user, '/contract-lines?q=asr'), 'serial')).toEqual(['CC1'])
    expect(column(await get(actors.user, '/contract-lines?state=ending'), 'serial')).toEqual(['CC1'])
    expect(column(await get(actors.admin, `/contract-lines?customerId=${other}`), 'serial')).toEqual(['AA3'])
    const ofOther = `/contract-lines?contractId=${otherContract}`
    expect(column(await get(actors.admin, ofOther), 'serial')).toEqual(['AA3'])
    expect(column(await get(actors.user, ofOther), 'serial')).toEqual([])
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await get(
        actors.user,
        `/contracts/${contractId}/lines?sort=-serial&limit=3${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...body.items.map((row: { serial: string }) => row.serial))
      cursor = body.nextCursor ?? ''
    } while (cursor)
    expect(seen).toEqual(['CC1', 'BB1', 'AA2', 'AA1'])
    expect((await get(actors.user, `/contracts/${otherContract}/lines`)).status).toBe(404)
    expect((await get(actors.sponsor, '/contract-lines')).status).toBe(403)
  })

  test('are paged alike whether one reaches a few customers, many, or all', async () => {
    const there = (await world.partner()).partnerId
    const customers: string[] = []
    const serials: string[][] = []
    for (let n = 0; n < 36; n += 1) {
      const customer = await world.customer(there)
      const contract = await world.service(there, customer)
      const own = [`S${(n * 7) % 36}`.padEnd(3, '0'), `T${n}`]
      for (const serial of own) await world.line(there, contract, { serial })
      customers.push(customer)
      serials.push(own)
    }
    for (const count of [5, 34, 36]) {
      const user = await world.member(there, { role: 'user', customers: customers.slice(0, count) })
      const expected = serials.slice(0, count).flat().sort()
      for (const sort of ['serial', '-serial']) {
        const seen: string[] = []
        let cursor = ''
        do {
          const path = `/api/v1/partners/${there}/contract-lines?state=in_force&sort=${sort}&limit=20${cursor}`
          const { body } = await world.call(user, 'GET', path)
          if (!cursor) expect(body.total).toBe(2 * count)
          seen.push(...body.items.map((row: { serial: string }) => row.serial))
          cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : ''
        } while (cursor)
        expect(sort === 'serial' ? seen : seen.reverse()).toEqual(expected)
      }
    }
  })

  test('export as a file that can be imported again, and is audited', async () => {
    const { text } = await get(actors.user, '/contract-lines-export?q=CC')
    expect(text.trim().split('\r\n')[1]).toMatch(/^CC1,Cisco,ASR-9000,SNT,Mine,C-\d+,Ends soon,/)
    const { rows } = await sql<{ actor: string }>`select account_id as actor from audit_entry
      where action = 'contract.lines_exported' and partner_id = ${partnerId}`.execute(world.ownerDb)
    expect(rows).toEqual([{ actor: actors.user.accountId }])
  })

  test('the vendor’s staff see those of any contract', async () => {
    const agent = await world.staff('support_agent')
    const lines = await world.call(
      agent,
      'GET',
      `/api/v1/vendor/partners/${partnerId}/contracts/${contractId}/lines?q=b`,
    )
    expect(column(lines, 'serial')).toEqual(['BB1'])
  })
})

test('what a contract’s end stops: its customer is read-only, and who had no other is left without', async () => {
  const customerId = await world.customer(partnerId, { name: 'Mine as well' })
  await world.service(partnerId, customerId)
  const { customer_id: mine } = await world.ownerDb
    .selectFrom('contract')
    .select('customer_id')
    .where('contract_id', '=', contractId)
    .executeTakeFirstOrThrow()
  await world.collector(partnerId, mine ?? '', { name: 'Cellar' })
  await world.collector(partnerId, customerId, { name: 'Not concerned' })
  const { body } = await get(actors.admin, `/contracts/${contractId}/end`)
  expect(body).toMatchObject({
    collectorCount: 1,
    collectors: ['Cellar (Mine)'],
    serviceCount: 1,
    services: [{ customerName: 'Mine', after: 'grace', closesAt: expect.any(String) }],
    memberCount: 1,
    members: [`${actors.user.firstName} ${actors.user.lastName}`],
  })
  expect((await get(actors.admin, `/contracts/${contractId}`)).body.shownState).toBe('in_force')
  expect(await get(actors.user, `/contracts/${contractId}/end`)).toMatchObject({
    status: 403,
    body: { missing: expect.any(String) },
  })
})

describe('notices before an end', () => {
  const [job] = contractJobs
  const run = () => job?.handle({}, { ...world.deps, signal: new AbortController().signal, attempt: 1 })
  const mailsTo = async (who: Actor) =>
    (
      await world.ownerDb
        .selectFrom('mail_message')
        .select('subject')
        .where('to_address', '=', who.email)
        .where('template', '=', 'contracts_ending')
        .execute()
    ).length
  const endIn = (id: string, days: number) =>
    world.ownerDb
      .updateTable('contract')
      .set({ ends_at: inDays(days) })
      .where('contract_id', '=', id)
      .execute()

  test('one mail a person, once for each threshold and end; sponsors hear of what they stand on', async () => {
    const there = await world.partner()
    const customerId = await world.customer(there.partnerId)
    await world.sponsorship(there.partnerId, customerId)
    const second = await world.contract(there.partnerId)
    const admin = await world.member(there.partnerId, { role: 'admin' })
    const sponsor = await world.administrator(there.partnerId)
    const user = await world.member(there.partnerId, { role: 'user', customers: 'all' })
    await endIn(second, 80)
    await run()
    await run()
    expect([await mailsTo(admin), await mailsTo(sponsor), await mailsTo(user)]).toEqual([1, 0, 0])
    await endIn(there.contractId, 50)
    await run()
    expect([await mailsTo(admin), await mailsTo(sponsor)]).toEqual([2, 1])
    // Another end is told anew; one that is nearer, at its own threshold.
    await endIn(second, 6)
    await Promise.all([run(), run()])
    expect([await mailsTo(admin), await mailsTo(sponsor)]).toEqual([3, 1])
    await endIn(second, 300)
    await run()
    expect(await mailsTo(admin)).toBe(3)
  })
})

test('a file breaks off with an error when one of its customers is taken away while it is sent', async () => {
  const { partnerId: of } = await world.partner()
  const [first, second] = [await world.customer(of), await world.customer(of)]
  for (const customerId of [first, second])
    await world.moreLines(await world.line(of, await world.service(of, customerId)), 1500)
  const user = await world.member(of, { role: 'user', customers: [first, second] })
  const read = async (meanwhile: () => Promise<unknown>) => {
    const headers = { origin: world.config.origin, cookie: user.cookie }
    const response = await world.app.request(`/api/v1/partners/${of}/contract-lines-export`, { headers })
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.read() // the header; the first page
    await meanwhile()
    for (;;) if ((await reader?.read())?.done !== false) return
  }
  await read(async () => {})
  const taken = () => world.ownerDb.deleteFrom('association').where('customer_id', '=', second).execute()
  await expect(read(taken)).rejects.toThrow('lost access')
})
