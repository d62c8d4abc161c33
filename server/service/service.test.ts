import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lettersTo } from '../../test/support/outbox.ts'
import { type Actor, createWorld, inDays, tokenOf, type World } from '../../test/support/world.ts'
import { type Entry, inTransaction, type Tx } from '../platform/db/transaction.ts'
import { requireInForce } from './in-force.ts'
import { serviceJobs } from './index.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  // A table of a customer's data, as collectors and inventories will be: read while open, written while in force.
  await sql`create table probe (partner_id uuid not null, customer_id uuid not null, note text, primary key (partner_id, customer_id))`.execute(
    world.ownerDb,
  )
  await sql`call app.protect('probe', 'data', 'data_writes')`.execute(world.ownerDb)
})
afterAll(() => world.close())

async function scene(days: number) {
  const { partnerId } = await world.partner()
  const customerId = await world.customer(partnerId, { name: 'Orbe' })
  // Another customer keeps the partner's service in force.
  await world.service(partnerId, await world.customer(partnerId))
  const contractId = await world.service(partnerId, customerId, { days })
  await world.line(partnerId, contractId)
  await sql`insert into probe values (${partnerId}, ${customerId}, 'first')`.execute(world.ownerDb)
  return {
    partnerId,
    customerId,
    contractId,
    admin: await world.member(partnerId, { role: 'super_admin' }),
    user: await world.member(partnerId, { role: 'user', customers: [customerId] }),
    all: await world.member(partnerId, { role: 'user', customers: 'all' }),
  }
}
type Scene = Awaited<ReturnType<typeof scene>>

function as<T>(actor: Actor, partnerId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const token = tokenOf(actor)
  const entry: Entry = { kind: 'session', token, realm: 'partner', partnerId }
  return inTransaction(world.db, entry, fn)
}

/** Reads, writes past every check of our own, and asks the check: what each of three members can do with the data now. */
async function possible(of: Scene): Promise<Record<string, { reads: boolean; writes: boolean; code: string | null }>> {
  const found: Record<string, { reads: boolean; writes: boolean; code: string | null }> = {}
  for (const who of ['admin', 'user', 'all'] as const)
    found[who] = await as(of[who], of.partnerId, async (tx) => {
      const read = await sql`select from probe where customer_id = ${of.customerId}`.execute(tx)
      const line = await sql`select from contract_line where customer_id = ${of.customerId}`.execute(tx)
      expect(line.rows.length).toBe(read.rows.length)
      const written =
        await sql`update probe set note = 'changed' where customer_id = ${of.customerId} returning 1`.execute(tx)
      const code = await requireInForce(tx, of.partnerId, of.customerId).then(
        () => null,
        (problem: { code: string }) => problem.code,
      )
      return { reads: read.rows.length > 0, writes: written.rows.length > 0, code }
    })
  return found
}

const everybody = <T>(each: T) => ({ admin: each, user: each, all: each })
const endsIn = (of: Scene, days: number) =>
  world.ownerDb
    .updateTable('contract')
    .set({ starts_at: inDays(-100), ends_at: inDays(days) })
    .where('contract_id', '=', of.contractId)
    .execute()

describe('a customer’s support service (R25)', () => {
  test('in force, ended, grace, closed, a new contract: at the moment, by dates alone', async () => {
    const of = await scene(10)
    const inForce = everybody({ reads: true, writes: true, code: null })
    const grace = everybody({ reads: true, writes: false, code: 'service_in_grace' })
    const closed = everybody({ reads: false, writes: false, code: 'service_closed' })
    expect(await possible(of)).toEqual(inForce)
    await endsIn(of, -0.00001)
    expect(await possible(of)).toEqual(grace)
    await endsIn(of, -29.99)
    expect(await possible(of)).toEqual(grace)
    await endsIn(of, -30.01)
    expect(await possible(of)).toEqual(closed)
    // Nothing was deleted, and a new contract opens everything.
    const kept = await sql<{ note: string }>`select note from probe where customer_id = ${of.customerId}`.execute(
      world.ownerDb,
    )
    expect(kept.rows).toEqual([{ note: 'changed' }])
    await world.service(of.partnerId, of.customerId, { days: 100 })
    expect(await possible(of)).toEqual(inForce)
  })

  test('an insert for a customer in grace is refused by the database as well', async () => {
    const of = await scene(-3)
    await sql`delete from probe where customer_id = ${of.customerId}`.execute(world.ownerDb)
    const insert = as(of.admin, of.partnerId, (tx) =>
      sql`insert into probe values (${of.partnerId}, ${of.customerId}, 'new')`.execute(tx),
    )
    await expect(insert).rejects.toThrow(/row-level security/)
  })

  test('says which customers are in grace or closed, to each as far as they reach', async () => {
    const of = await scene(-3)
    const other = await world.customer(of.partnerId, { name: 'Azul' })
    await world.service(of.partnerId, other, { days: -40 })
    const ask = async (actor: Actor) =>
      (await world.call(actor, 'GET', `/api/v1/partners/${of.partnerId}/service`)).body
    const seen = await ask(of.admin)
    expect(seen).toMatchObject({
      state: 'in_force',
      more: false,
      ended: [
        { name: 'Orbe', state: 'grace' },
        { name: 'Azul', state: 'closed' },
      ],
    })
    expect((Date.parse(seen.ended[0].closesAt) - Date.parse(seen.ended[0].endedAt)) / 86_400_000).toBeCloseTo(30)
    expect((await ask(of.user)).ended.map(({ name }: { name: string }) => name)).toEqual(['Orbe'])
    expect(await ask(await world.administrator(of.partnerId))).toEqual({
      state: null,
      ended: [],
      more: false,
      suspended: false,
    })
    const foreign = await world.member((await world.partner()).partnerId, { role: 'super_admin' })
    expect((await world.call(foreign, 'GET', `/api/v1/partners/${of.partnerId}/service`)).status).toBe(404)
    expect((await world.call(null, 'GET', `/api/v1/partners/${of.partnerId}/service`)).status).toBe(401)
  })

  test('the vendor sets the days of grace; the preview says what would close', async () => {
    const of = await scene(-20)
    const vendor = await world.staff('administrator')
    const change = { serviceGraceDays: 10 }
    const preview = await world.call(vendor, 'POST', '/api/v1/vendor/settings/preview', change)
    expect(preview.body.closed).toBeGreaterThanOrEqual(1)
    expect((await possible(of)).admin?.reads).toBe(true)
    expect((await world.call(vendor, 'PATCH', '/api/v1/vendor/settings', change)).body).toMatchObject(change)
    expect((await possible(of)).admin?.reads).toBe(false)
    for (const days of [-1, 366, 1.5])
      expect((await world.call(vendor, 'PATCH', '/api/v1/vendor/settings', { serviceGraceDays: days })).status).toBe(
        400,
      )
    const agent = await world.staff('support_agent')
    expect((await world.call(agent, 'PATCH', '/api/v1/vendor/settings', { serviceGraceDays: 30 })).status).toBe(403)
    await world.call(vendor, 'PATCH', '/api/v1/vendor/settings', { serviceGraceDays: 30 })
  })
})

describe('the daily notices', () => {
  const run = () => serviceJobs[0]?.handle({}, { ...world.deps, signal: new AbortController().signal, attempt: 1 })
  const templates = async ({ email }: Actor) => (await lettersTo(world, email)).map(({ template }) => template)

  test('tell SA and PA of grace, of the last week, and of the closing, once each', async () => {
    const of = await scene(-1)
    const partnerAdmin = await world.member(of.partnerId, { role: 'admin' })
    await run()
    await Promise.all([run(), run()])
    for (const who of [of.admin, partnerAdmin]) expect(await templates(who)).toEqual(['service_grace'])
    const [letter] = await lettersTo(world, of.admin.email)
    expect(letter?.text).toContain('Orbe')
    expect(letter?.link).toContain(`/partner/${of.partnerId}/customers`)
    expect(await templates(of.user)).toEqual([])
    // Time passes: an end is a fact of the contract, so another end would be told anew.
    const passDays = (days: number) =>
      world.ownerDb.transaction().execute(async (tx) => {
        await sql`update contract set starts_at = starts_at - interval '60 days', ends_at = ends_at - make_interval(days => ${days}::int) where contract_id = ${of.contractId}`.execute(
          tx,
        )
        await sql`update service_notice set ended_at = ended_at - make_interval(days => ${days}::int) where customer_id = ${of.customerId}`.execute(
          tx,
        )
      })
    await passDays(23)
    await run()
    await run()
    expect(await templates(of.admin)).toEqual(['service_grace', 'service_closing'])
    await passDays(7)
    await run()
    await run()
    expect(await templates(of.admin)).toEqual(['service_grace', 'service_closing', 'service_closed'])
    const actions = await world.ownerDb
      .selectFrom('audit_entry')
      .select('action')
      .where('partner_id', '=', of.partnerId)
      .orderBy('seq')
      .execute()
    expect(actions.map(({ action }) => action)).toEqual([
      'service.grace_told',
      'service.closing_told',
      'service.closed_told',
    ])
  })

  test('say grace alone when both are due, and nothing of what closed long ago', async () => {
    const late = await scene(-25)
    const ancient = await scene(-80)
    await run()
    expect(await templates(late.admin)).toEqual(['service_grace'])
    expect(await templates(ancient.admin)).toEqual([])
  })

  test('wait for somebody to tell', async () => {
    const of = await scene(-1)
    await world.ownerDb
      .updateTable('membership')
      .set({ state: 'suspended' })
      .where('partner_id', '=', of.partnerId)
      .execute()
    await run()
    await world.ownerDb
      .updateTable('membership')
      .set({ state: 'active' })
      .where('partner_id', '=', of.partnerId)
      .execute()
    await run()
    expect(await templates(of.admin)).toEqual(['service_grace'])
  })
})
