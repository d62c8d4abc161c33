import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type Batch, contextsOf, fill, prepareDatabase } from './batch.ts'
import { begin, differences } from './compare.ts'
import type { Context } from './facts.ts'
import type { Plan } from './plan.ts'
import { seeded } from './random.ts'
import { seedsOf, worldsTogether } from './seeds.ts'

// The database itself, without any WHERE of ours: a transaction of the restricted role reads exactly the rows that the
// model says, no more and no fewer, and writes no others.

let database: TestDatabase
let owner: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await prepareDatabase(owner)
})
afterAll(async () => {
  await owner?.end()
  await database?.close()
})

const seeds = seedsOf()

it(`shows every reader exactly the rows that are theirs, in ${seeds.length} worlds from ${seeds[0]}`, {
  timeout: 600_000,
}, async () => {
  let asked = 0
  for (let from = 0; from < seeds.length; from += worldsTogether) {
    const batch = await fill(owner, seeds.slice(from, from + worldsTogether))
    const work = batch.plans.flatMap((plan) =>
      contextsOf(
        plan,
        batch.plans.filter((other) => other !== plan),
      )
        // Every third one of a world, the others in the next two: each kind of reader is asked in some seventy worlds.
        .filter((_, place) => process.env.ISOLATION_WORLD || process.env.ISOLATION_ALL || (place + plan.seed) % 3 === 0)
        .map((context) => ({ plan, context })),
    )
    work.push({
      plan: batch.plans[0] as Plan,
      context: { name: 'the system', accountId: null, realm: 'system', writes: true },
    })
    asked += work.length
    const found = await askAll(batch, work)
    expect(found.slice(0, 20), `${found.length} differences; replay one world with ISOLATION_WORLD=SEED`).toEqual([])
  }
  expect(asked).toBeGreaterThan(seeds.length * 7)
})

/** Two connections share the work; each context is one transaction that is rolled back. */
async function askAll(batch: Batch, work: { plan: Plan; context: Context }[]): Promise<string[]> {
  const found: string[] = []
  const queue = [...work]
  const loop = async () => {
    const client = new pg.Client({ connectionString: database.appUrl })
    await client.connect()
    try {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const { plan, context } = next
        const random = seeded(plan.seed + queue.length)
        const write = Array.from({ length: 3 }, () => random.pick(batch.tables))
        await begin(client, plan, context)
        found.push(...(await differences(client, batch, plan, context, { read: batch.tables, write })))
        await client.query('rollback')
      }
    } finally {
      await client.end()
    }
  }
  await Promise.all([loop(), loop()])
  return found
}
