import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { roleNames } from '../../server/platform/db/roles.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type Batch, contextsOf, fill, opening, prepareDatabase } from './batch.ts'
import { differences } from './compare.ts'
import type { Context } from './facts.ts'
import type { Plan } from './plan.ts'
import { seedsOf } from './seeds.ts'
import type { Table } from './tables.ts'

// Is the differential test worth anything? Each policy of the application's role is taken away, and then made to let
// everything through; both times some reader or writer must differ from the model.

type Policy = { table: string; name: string; verb: string; using: string | null; check: string | null }

/** Mutations that cannot be noticed, and why. */
const SILENT: Record<string, string> = {}

let database: TestDatabase
let owner: pg.Client
let batch: Batch
beforeAll(async () => {
  database = await createTestDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await prepareDatabase(owner)
  // Twelve worlds in a row have every kind of member.
  batch = await fill(
    owner,
    Array.from({ length: 12 }, (_, n) => (seedsOf(1)[0] ?? 0) * 12 + n),
  )
})
afterAll(async () => {
  await owner?.end()
  await database?.close()
})

it('notices when any policy is gone, and when any lets everything through', { timeout: 300_000 }, async () => {
  const policies = await readPolicies()
  expect(policies.length).toBeGreaterThan(50)
  const work = batch.plans.flatMap((plan) =>
    contextsOf(plan, batch.plans).map((context) => ({ plan, context: { ...context, writes: true } })),
  )
  // Who sees everything and who sees nothing differ soonest from a policy that is gone, or open.
  work.sort((one, other) => Number(other.context.realm === 'public') - Number(one.context.realm === 'public'))
  work.unshift({
    plan: batch.plans[0] as Plan,
    context: { name: 'the system', accountId: null, realm: 'system', writes: true },
  })
  const silent: string[] = []
  for (const policy of policies) {
    const quoted = `${pg.escapeIdentifier(policy.name)} on ${pg.escapeIdentifier(policy.table)}`
    const gone = `drop policy ${quoted}`
    if (!(await noticed(policy, gone, work))) silent.push(`${policy.table} ${policy.name} gone`)
    const open = [policy.using && 'using (true)', policy.check && 'with check (true)'].filter(Boolean).join(' ')
    const isOpen = (policy.using ?? 'true') === 'true' && (policy.check ?? 'true') === 'true'
    if (!isOpen && !(await noticed(policy, `alter policy ${quoted} ${open}`, work)))
      silent.push(`${policy.table} ${policy.name} open`)
  }
  expect(silent.filter((mutation) => !(mutation in SILENT))).toEqual([])
  expect(Object.keys(SILENT).filter((mutation) => !silent.includes(mutation))).toEqual([])
})

/** Whether anybody of `work` differs from the model under the mutation, which is rolled back. */
async function noticed(policy: Policy, mutation: string, work: { plan: Plan; context: Context }[]): Promise<boolean> {
  const table = batch.tables.find(({ name }) => name === policy.table)
  if (!table) throw new Error(`the application has no right to ${policy.table}`)
  const reads = policy.verb === 'SELECT' || policy.verb === 'ALL'
  const writes = policy.verb !== 'SELECT'
  await owner.query('begin')
  try {
    await owner.query(mutation)
    await owner.query(`set local role ${roleNames().app}`)
    for (const { plan, context } of work) {
      const found = await ask(plan, context, { read: reads ? [table] : [], write: writes ? [table] : [] })
      if (found.length === 0) continue
      await owner.query('rollback; begin')
      await owner.query(`set local role ${roleNames().app}`)
      expect(await ask(plan, context, { read: [table], write: [table] }), 'without any mutation').toEqual([])
      return true
    }
    return false
  } finally {
    await owner.query('rollback')
  }
}

async function ask(plan: Plan, context: Context, tables: { read: Table[]; write: Table[] }): Promise<string[]> {
  await owner.query(`savepoint asked; ${opening(plan, context)}`)
  const found = await differences(owner, batch, plan, context, tables)
  await owner.query('rollback to savepoint asked; release savepoint asked')
  return found
}

async function readPolicies(): Promise<Policy[]> {
  const { rows } = await owner.query<Policy>(
    `select tablename as table, policyname as name, cmd as verb, qual as using, with_check as check from pg_policies
     where schemaname = 'public' and $1 = any (roles) order by 1, 2`,
    [roleNames().app],
  )
  return rows
}
