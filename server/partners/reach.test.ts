import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, createWorld, inDays, tokenOf, type World } from '../../test/support/world.ts'
import { type Entry, inTransaction, type Principal } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'

let world: World
let partnerId: string
/** Customers by the state of their support service. */
let customers: { inForce: string; other: string; grace: string; closed: string; never: string }

beforeAll(async () => {
  world = await createWorld()
  partnerId = (await world.partner()).partnerId
  const made = []
  for (const days of [365, 200, -10, -31, null]) {
    const customerId = await world.customer(partnerId)
    if (days !== null) await world.line(partnerId, await world.service(partnerId, customerId, { days }))
    made.push(customerId)
  }
  const [inForce = '', other = '', grace = '', closed = '', never = ''] = made
  customers = { inForce, other, grace, closed, never }
  const elsewhere = (await world.partner()).partnerId
  await world.line(elsewhere, await world.service(elsewhere, await world.customer(elsewhere)))
})
afterAll(() => world.close())

type Seen = { principal: Principal | null; customers: string[]; lines: string[]; members: number }

/** What somebody's transaction reaches without any WHERE. */
async function seenBy(actor: Actor, of = partnerId): Promise<Seen> {
  const token = tokenOf(actor)
  const entry: Entry = { kind: 'session', token, realm: 'partner', partnerId: of }
  return inTransaction(
    world.db,
    entry,
    async (tx, principal) => {
      const ids = async (table: 'customer' | 'contract_line') =>
        (await sql<{ id: string }>`select customer_id as id from ${sql.table(table)} order by 1`.execute(tx)).rows.map(
          ({ id }) => id,
        )
      const members = await sql<{ n: number }>`select count(*)::int as n from membership`.execute(tx)
      return {
        principal,
        customers: await ids('customer'),
        lines: await ids('contract_line'),
        members: members.rows[0]?.n ?? 0,
      }
    },
    { readOnly: true },
  )
}

const sorted = (...ids: string[]) => ids.sort()

describe('who reaches which customers, by the database alone', () => {
  test.each(['super_admin', 'admin'] as const)('%s: all of them, data while the service is open', async (role) => {
    await world.member(partnerId)
    const seen = await seenBy(await world.member(partnerId, { role }))
    const { inForce, other, grace, closed, never } = customers
    expect(seen.customers).toEqual(sorted(inForce, other, grace, closed, never))
    expect(seen.lines).toEqual(sorted(inForce, other, grace))
    expect(seen.members).toBeGreaterThan(1)
    expect(seen.principal?.partner).toMatchObject({ role, service: 'in_force', allCustomers: true, acting: null })
  })

  test('a partner user: the associated ones, themselves, nobody else', async () => {
    const { inForce, grace, closed } = customers
    const seen = await seenBy(await world.member(partnerId, { role: 'user', customers: [inForce, grace, closed] }))
    expect(seen.customers).toEqual(sorted(inForce, grace, closed))
    expect(seen.lines).toEqual(sorted(inForce, grace))
    expect(seen.members).toBe(1)
    expect(seen.principal?.partner).toMatchObject({ role: 'user', allCustomers: false })
  })

  test('a partner user with all sees one added later; one with none sees none', async () => {
    const all = await world.member(partnerId, { role: 'user', customers: 'all' })
    const none = await world.member(partnerId, { role: 'user' })
    const before = (await seenBy(all)).customers
    const added = await world.customer(partnerId)
    expect((await seenBy(all)).customers).toEqual(sorted(...before, added))
    expect(await seenBy(none)).toMatchObject({ customers: [], lines: [], members: 1 })
    await world.ownerDb.deleteFrom('customer').where('customer_id', '=', added).execute()
  })

  test('an association that ended a second ago gives nothing', async () => {
    const actor = await world.member(partnerId, { role: 'user', customers: [] })
    await world.associate(partnerId, actor.accountId, customers.inForce, new Date(Date.now() - 1000))
    await world.associate(partnerId, actor.accountId, customers.other, inDays(1))
    expect((await seenBy(actor)).customers).toEqual([customers.other])
  })

  test('suspended and removed members, strangers to the partner: nothing at all', async () => {
    for (const state of ['suspended', 'removed']) {
      const actor = await world.member(partnerId, { role: 'admin' })
      await world.ownerDb.updateTable('membership').set({ state }).where('account_id', '=', actor.accountId).execute()
      const seen = await seenBy(actor)
      expect(seen).toMatchObject({ customers: [], lines: [], members: 0 })
      expect(seen.principal?.partner).toBeNull()
    }
    expect(await seenBy(await world.person())).toMatchObject({ customers: [], lines: [], members: 0 })
    const elsewhere = await world.partner()
    const foreign = await world.member(elsewhere.partnerId, { role: 'super_admin' })
    expect(await seenBy(foreign)).toMatchObject({ customers: [], lines: [], members: 0 })
  })

  test('without a support service there is no data for anybody, and a partner user sees no customer (R22)', async () => {
    const bare = await world.partner()
    const customerId = await world.customer(bare.partnerId)
    const admin = await world.member(bare.partnerId, { role: 'admin' })
    const user = await world.member(bare.partnerId, { role: 'user', customers: [customerId] })
    expect((await seenBy(admin, bare.partnerId)).principal?.partner?.service).toBe('none')
    expect((await seenBy(admin, bare.partnerId)).customers).toEqual([customerId])
    expect((await seenBy(user, bare.partnerId)).customers).toEqual([])
    await world.service(bare.partnerId, customerId)
    expect((await seenBy(user, bare.partnerId)).customers).toEqual([customerId])
  })

  test('a terminated contract ended when it was terminated, not at its written end', async () => {
    const one = await world.partner()
    const customerId = await world.customer(one.partnerId)
    const contractId = await world.service(one.partnerId, customerId)
    await world.line(one.partnerId, contractId)
    const admin = await world.member(one.partnerId, { role: 'admin' })
    const end = (at: Date) =>
      world.ownerDb
        .updateTable('contract')
        .set({ state: 'terminated', state_changed_at: at })
        .where('contract_id', '=', contractId)
        .execute()
    await end(new Date())
    expect((await seenBy(admin, one.partnerId)).principal?.partner?.service).toBe('grace')
    expect((await seenBy(admin, one.partnerId)).lines).toEqual([customerId])
    await end(inDays(-31))
    expect((await seenBy(admin, one.partnerId)).principal?.partner?.service).toBe('closed')
    expect((await seenBy(admin, one.partnerId)).lines).toEqual([])
  })

  test('a vendor agent acting for the partner sees what its super administrator sees, until the time is over', async () => {
    const agent = await world.staff('support_agent')
    expect((await seenBy(agent)).principal?.partner).toBeNull()
    const acting = {
      partner_id: partnerId,
      acting_id: newId(),
      account_id: agent.accountId,
      actor_name: 'Staff',
      reason: 'a call about missing customers',
      ends_at: inDays(1),
    }
    await world.ownerDb.insertInto('acting').values(acting).execute()
    const seen = await seenBy(agent)
    expect(seen.principal?.partner).toMatchObject({ role: 'super_admin', acting: { actingId: acting.acting_id } })
    expect(seen.lines).toHaveLength(3)
    const refused = await world.call(agent, 'POST', `/api/v1/partners/${partnerId}/customers`, { name: 'Nobody' })
    expect(refused).toMatchObject({ status: 403, body: { code: 'acting_reads_only' } })
    await world.ownerDb.updateTable('acting').set({ ended_at: new Date() }).execute()
    expect((await seenBy(agent)).principal?.partner).toBeNull()
  })
})

describe('customers through the API', () => {
  test('the list holds what the reader reaches; a partner administrator records one, a partner user may not', async () => {
    const url = `/api/v1/partners/${partnerId}/customers`
    const user = await world.member(partnerId, { role: 'user', customers: [customers.inForce] })
    const listed = await world.call(user, 'GET', url)
    expect(listed.body.items.map((item: { customerId: string }) => item.customerId)).toEqual([customers.inForce])
    expect(listed.body.total).toBe(1)
    expect((await world.call(user, 'GET', `${url}/${customers.inForce}`)).status).toBe(200)
    expect((await world.call(user, 'GET', `${url}/${customers.other}`)).status).toBe(404)
    expect(await world.call(user, 'POST', url, { name: 'Mine' })).toMatchObject({ status: 403 })
    const admin = await world.member(partnerId, { role: 'admin' })
    expect((await world.call(admin, 'POST', url, { name: 'By the administrator' })).status).toBe(201)
    expect((await world.call(await world.member(partnerId), 'GET', url)).status).toBe(403)
  })
})

describe('a sponsorship administrator writes, by the database alone', () => {
  /** How many customers an update changes that names no tenant. */
  const renamed = (actor: Actor, partnerId: string) =>
    inTransaction(world.db, { kind: 'session', token: tokenOf(actor), realm: 'partner', partnerId }, async (tx) =>
      Number((await sql`update customer set city = 'Elsewhere'`.execute(tx)).numAffectedRows),
    )

  test('while the partner is active; of a suspended one they read on, and their acts are recorded', async () => {
    const own = await world.partner()
    await world.customer(own.partnerId)
    const sponsor = await world.administrator(own.partnerId)
    expect(await renamed(sponsor, own.partnerId)).toBe(1)
    const set = (state: string) =>
      world.ownerDb.updateTable('partner').set({ state }).where('partner_id', '=', own.partnerId).execute()
    await set('suspended')
    expect(await renamed(sponsor, own.partnerId)).toBe(0)
    expect((await seenBy(sponsor, own.partnerId)).customers).toHaveLength(1)
    const file = await world.call(sponsor, 'GET', `/api/v1/partners/${own.partnerId}/customers-export?format=csv`)
    expect(file.status, file.text).toBe(200)
    await set('active')
    expect(await renamed(sponsor, own.partnerId)).toBe(1)
  })

  test('and a vendor agent who looks with the same eyes does not', async () => {
    const own = await world.partner()
    await world.customer(own.partnerId)
    const agent = await world.staff('support_agent')
    const started = await world.call(agent, 'POST', `/api/v1/vendor/partners/${own.partnerId}/acting`, {
      ...{ reason: 'A call about customers', minutes: 60 },
    })
    expect(started.status).toBe(201)
    expect(await renamed(agent, own.partnerId)).toBe(0)
  })
})
