import type pg from 'pg'
import { type Batch, opening } from './batch.ts'
import { type Context, type Facts, factsOf } from './facts.ts'
import type { Plan, Row } from './plan.ts'
import { rules, type TableRules } from './rules.ts'
import { deleteStatement, insertStatement, keyOf, keysQuery, refused, type Table, updateStatement } from './tables.ts'

/**
 * What a context's transaction reads of `tables` and may write to them, against the model; every difference in words. The
 * transaction is the caller's: `client` has already begun it as the restricted role.
 */
export async function differences(
  client: pg.ClientBase,
  batch: Batch,
  plan: Plan,
  context: Context,
  tables: { read: Table[]; write: Table[] },
): Promise<string[]> {
  const facts = factsOf(plan, context)
  const found = await readDifferences(client, batch, facts, tables.read)
  found.push(
    ...(await writeDifferences(
      client,
      tables.write.flatMap((table) => probesOf(batch, plan, facts, table)),
    )),
  )
  return found.map((difference) => `world ${plan.seed}, ${context.name}: ${difference}`)
}

export async function begin(client: pg.ClientBase, plan: Plan, context: Context): Promise<void> {
  await client.query(`begin; ${opening(plan, context)}`)
}

async function readDifferences(client: pg.ClientBase, batch: Batch, facts: Facts, tables: Table[]): Promise<string[]> {
  if (tables.length === 0) return []
  // A name makes it a prepared statement: planned once for a connection, not once for each of ten thousand transactions.
  const name = tables.length > 1 ? 'isolation keys' : undefined
  const { rows } = await client.query<{ name: string; keys: string | null }>({
    ...(name && { name }),
    text: keysQuery(tables),
  })
  const found: string[] = []
  const keysOf = new Map(rows.map((row) => [row.name, row.keys]))
  for (const table of tables) {
    const seen = new Set(keysOf.get(table.name)?.split('\n'))
    const { reads } = rules[table.name] as TableRules
    for (const [key, row] of keyedRows(batch, table)) {
      const may = reads(facts, row)
      if (may && !seen.has(key)) found.push(`does not read ${table.name} ${key}`)
      if (!may && seen.has(key)) found.push(`reads ${table.name} ${key}`)
      seen.delete(key)
    }
    for (const key of seen) found.push(`reads ${table.name} ${key}, which the worlds do not know`)
  }
  return found
}

const keyed = new WeakMap<Batch, Map<string, [key: string, row: Row][]>>()

/** A table's rows with their keys, which are made once for all who look at these worlds. */
function keyedRows(batch: Batch, table: Table): [key: string, row: Row][] {
  const ofTables = keyed.get(batch) ?? new Map<string, [string, Row][]>()
  keyed.set(batch, ofTables)
  const known = ofTables.get(table.name)
  if (known) return known
  const made = (batch.rows[table.name] ?? []).map((row): [string, Row] => [keyOf(table, row), row])
  ofTables.set(table.name, made)
  return made
}

/** Something to try to write, and what is wrong with the answer, if anything. */
type Probe = { statement: string; row: Row | null; judge(answer: string): string | null }

async function writeDifferences(client: pg.ClientBase, probes: Probe[]): Promise<string[]> {
  if (probes.length === 0) return []
  const { rows } = await client.query<{ answer: string }>({
    name: 'isolation probes',
    text: `select public.probe_write(statement, given) as answer
      from unnest($1::text[], $2::json[]) with ordinality as p (statement, given, place) order by place`,
    values: [probes.map(({ statement }) => statement), probes.map(({ row }) => row && JSON.stringify(row))],
  })
  return probes.flatMap(({ judge }, place) => judge(rows[place]?.answer ?? '') ?? [])
}

function probesOf(batch: Batch, plan: Plan, facts: Facts, table: Table): Probe[] {
  const rule = rules[table.name] as TableRules
  const probes: Probe[] = []
  if (table.verbs.insert)
    for (const row of candidates(plan, batch, table, facts)) {
      const may = rule.inserts?.(facts, row) ?? false
      probes.push({
        statement: insertStatement(table.name, row),
        row,
        judge: (answer) =>
          (answer !== refused) === may
            ? null
            : `${may ? 'cannot insert' : 'inserts'} ${table.name} ${keyOf(table, row)} (${answer})`,
      })
    }
  for (const verb of ['update', 'delete'] as const) {
    if (!table.verbs[verb] || (verb === 'update' && !table.blind)) continue
    const may = rule[`${verb}s`]
    const expected = (batch.rows[table.name] ?? []).filter((row) => may?.(facts, row)).length
    probes.push({
      statement: verb === 'update' ? updateStatement(table) : deleteStatement(table),
      row: null,
      judge(answer) {
        const agrees = /^\d+$/.test(answer) ? Number(answer) === expected : answer !== refused && expected > 0
        return agrees ? null : `${verb}s ${answer} rows of ${table.name} where the rules allow ${expected}`
      },
    })
  }
  return probes
}

/** A row of each of the world's partners, one of another world and one of one's own, as they are: is such a row let in? */
function candidates(plan: Plan, batch: Batch, table: Table, { account }: Facts): Row[] {
  const ours = plan.rows[table.name] ?? []
  const foreign = batch.rows[table.name]?.find((row) => !ours.includes(row))
  const own = account && ours.find((row) => row.account_id === account)
  const byPartner = new Map(ours.map((row) => [row.partner_id, row]))
  return [...new Set([...byPartner.values(), ...(foreign ? [foreign] : []), ...(own ? [own] : [])])]
}
