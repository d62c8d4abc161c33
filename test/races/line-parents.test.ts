import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { peopleOf } from '../support/people.ts'
import { recordsOf } from '../support/records.ts'

// The keys of contract lines to their contract and customer are held by triggers (decision 23): what a foreign key
// refuses, they refuse, whoever comes first.

let database: TestDatabase
let records: ReturnType<typeof recordsOf>
let app: pg.Client
let owner: pg.Client
let partnerId: string
beforeAll(async () => {
  database = await createTestDatabase()
  records = recordsOf(database, peopleOf(database))
  partnerId = (await records.partner()).partnerId
})
afterAll(() => database?.close())
beforeEach(async () => {
  app = new pg.Client({ connectionString: database.appUrl })
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await Promise.all([app.connect(), owner.connect()])
})
afterEach(() => Promise.all([app.end(), owner.end()]))

type Parents = { contract: string; customer: string | null }

async function parents(): Promise<{ contract: string; customer: string }> {
  return { contract: await records.contract(partnerId), customer: await records.customer(partnerId) }
}

/** As the system, in the transaction that is open or in one of its own. */
async function insertLines(...lines: Parents[]): Promise<void> {
  await insertLinesBy(app, ...lines)
}

async function insertLinesBy(client: pg.Client, ...lines: Parents[]): Promise<void> {
  await client.query(`select set_config('app.reach', 'all', false)`)
  const ids = lines.map(() => newId())
  await client.query(
    `insert into contract_line (partner_id, line_id, contract_id, customer_id, vendor, vendor_norm, serial, serial_norm, starts_at, ends_at)
     select $1, l.id, l.contract, l.customer, 'Acme', 'acme', l.id::text, l.id::text, now(), now() + interval '1 day'
     from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as l (id, contract, customer)`,
    [partnerId, ids, lines.map(({ contract }) => contract), lines.map(({ customer }) => customer)],
  )
}

const remove = (parent: keyof Parents, id: string | null) =>
  owner.query(`delete from ${parent} where ${parent}_id = $1`, [id])
const rename = (parent: keyof Parents, id: string | null) =>
  owner.query(`update ${parent} set ${parent}_id = gen_random_uuid() where ${parent}_id = $1`, [id])
const broken = (parent: keyof Parents) => ({
  code: '23503',
  table: 'contract_line',
  constraint: `contract_line_partner_id_${parent}_id_fkey`,
})

/** Resolves once the connection waits for a lock. */
async function blocked(waiting: pg.Client): Promise<void> {
  const { processID } = waiting as unknown as { processID: number }
  for (;;) {
    const { rows } = await database.pool.query('select cardinality(pg_blocking_pids($1)) > 0 as waits', [processID])
    if (rows[0].waits) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What came of it, as soon as it came: nothing is thrown while others are awaited. */
const outcome = (what: Promise<unknown>) =>
  what.then(
    () => 'done',
    (error: unknown) => error,
  )

describe.each(['contract', 'customer'] as const)('a line’s %s', (parent) => {
  test('must be there, for each line of a statement', async () => {
    const good = await parents()
    await expect(insertLines(good, { ...good, [parent]: newId() }, good)).rejects.toMatchObject(broken(parent))
    await insertLines(good, { ...good, customer: null })
  })

  test('must be there when a line moves', async () => {
    const good = await parents()
    await insertLines(good)
    const move = (to: string) =>
      app.query(`update contract_line set ${parent}_id = $2 where partner_id = $1 and contract_id = $3`, [
        partnerId,
        to,
        good.contract,
      ])
    await expect(move(newId())).rejects.toMatchObject(broken(parent))
    await move((await parents())[parent])
  })

  test('neither goes nor changes its key while there is a line', async () => {
    const good = await parents()
    await insertLines(good)
    await expect(remove(parent, good[parent])).rejects.toMatchObject(broken(parent))
    await expect(rename(parent, good[parent])).rejects.toMatchObject(broken(parent))
    await owner.query('delete from contract_line where contract_id = $1', [good.contract])
    await rename(parent, good[parent])
    await remove(parent, (await parents())[parent])
  })

  test.each(['commit', 'rollback'])('that is deleted beside a line under way waits for its %s', async (end) => {
    const good = await parents()
    await app.query('begin')
    await insertLines(good)
    const removed = outcome(remove(parent, good[parent]))
    await blocked(owner)
    await app.query(end)
    if (end === 'commit') expect(await removed).toMatchObject(broken(parent))
    else expect(await removed).toBe('done')
  })

  test.each(['commit', 'rollback'])('that is being deleted lets a new line wait for its %s', async (end) => {
    const good = await parents()
    await owner.query('begin')
    await remove(parent, good[parent])
    const inserted = outcome(insertLines(good))
    await blocked(app)
    await owner.query(end)
    if (end === 'commit') expect(await inserted).toMatchObject(broken(parent))
    else expect(await inserted).toBe('done')
  })

  test.each(['commit', 'rollback'])('that is being deleted lets a line that moves wait for its %s', async (end) => {
    const [from, to] = [await parents(), await parents()]
    await insertLines(from)
    await owner.query('begin')
    await remove(parent, to[parent])
    const moved = outcome(
      app.query(`update contract_line set ${parent}_id = $2 where contract_id = $1`, [from.contract, to[parent]]),
    )
    await blocked(app)
    await owner.query(end)
    if (end === 'commit') expect(await moved).toMatchObject(broken(parent))
    else expect(await moved).toBe('done')
  })

  test('goes at READ COMMITTED only: an older snapshot would not show a line that came meanwhile', async () => {
    const good = await parents()
    await owner.query('begin isolation level repeatable read')
    await owner.query('select 1')
    await insertLines(good)
    await expect(remove(parent, good[parent])).rejects.toMatchObject({ code: '0A000' })
    await owner.query('rollback')
  })
})

/** A contract of a customer, made in the transaction that is open. */
async function makeContract(customer: string, client = app): Promise<string> {
  await client.query(`select set_config('app.reach', 'all', false)`)
  const { rows } = await client.query(
    `insert into contract (partner_id, contract_id, number, number_norm, contract_type_id, customer_id, starts_at, ends_at)
     select partner_id, gen_random_uuid(), number || '-2', number_norm || '2', contract_type_id, $2, starts_at, ends_at
     from contract where partner_id = $1 limit 1 returning contract_id`,
    [partnerId, customer],
  )
  return rows[0].contract_id
}

describe('lines of a contract that their own transaction made', () => {
  test('hold the contract against that transaction, too', async () => {
    const { customer } = await parents()
    await owner.query('begin')
    const contract = await makeContract(customer, owner)
    await insertLinesBy(owner, { contract, customer })
    await expect(remove('contract', contract)).rejects.toMatchObject(broken('contract'))
    await owner.query('rollback')
  })

  test('name no customer that is not there', async () => {
    const { customer } = await parents()
    await app.query('begin')
    const contract = await makeContract(customer)
    await expect(insertLines({ contract, customer: newId() })).rejects.toMatchObject(broken('customer'))
    await app.query('rollback')
  })

  test.each(['its own', 'another'])('hold their customer until the commit: %s', async (whose) => {
    const [one, other] = [await parents(), await parents()]
    const customer = whose === 'another' ? other.customer : one.customer
    await app.query('begin')
    const contract = await makeContract(one.customer)
    await insertLines({ contract, customer })
    const removed = outcome(remove('customer', customer))
    await blocked(owner)
    await app.query('commit')
    expect(await removed).toMatchObject({ code: '23503' })
  })
})
