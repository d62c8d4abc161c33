import { type RawBuilder, sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'

export type KnownContract = {
  partnerId: string
  contractId: string
  number: string
  contractTypeId: string
  customerId: string | null
  startsAt: number
  endsAt: number
}
export type KnownCustomer = { customerId: string; archived: boolean }

/** What rows are compared with: read as far as rows name it, each thing once. */
export type Known = {
  /** By id and by normalised name. */
  partners: Map<string, string>
  /** By normalised name. */
  types: Map<string, { contractTypeId: string; retired: boolean }>
  typeNames: Map<string, string>
  contracts: Map<string, KnownContract | null>
  /** By `partner/normalised name` and `partner/id`. */
  customers: Map<string, KnownCustomer | 'ambiguous' | null>
}

export async function knownCatalogue(tx: Tx): Promise<Known> {
  const partners = await sql<{
    id: string
    name_norm: string
  }>`select partner_id as id, name_norm from partner`.execute(tx)
  const types = await sql<{ id: string; name: string; state: string }>`
    select contract_type_id as id, name, state from contract_type`.execute(tx)
  return {
    partners: new Map(
      partners.rows.flatMap(
        ({ id, name_norm }) =>
          [
            [id, id],
            [name_norm, id],
          ] as const,
      ),
    ),
    types: new Map(
      types.rows.map(({ id, name, state }) => [normalise(name), { contractTypeId: id, retired: state === 'retired' }]),
    ),
    typeNames: new Map(types.rows.map(({ id, name }) => [id, name])),
    contracts: new Map(),
    customers: new Map(),
  }
}

async function read<Row>(db: Db, query: RawBuilder<unknown>): Promise<Row[]> {
  const asked = (tx: Tx) => (query as RawBuilder<Row>).execute(tx)
  return (await inTransaction(db, { kind: 'system' }, asked, { readOnly: true })).rows
}

/** Reads contracts that rows name and nobody asked for yet. */
export async function learnContracts(db: Db, known: Known, numbers: Iterable<string>): Promise<void> {
  const asked = [...new Set(numbers)].filter((number) => number !== '' && !known.contracts.has(number))
  if (asked.length === 0) return
  for (const number of asked) known.contracts.set(number, null)
  const rows = await read<KnownContract & { norm: string }>(
    db,
    sql`select d.number_norm as norm, c.partner_id as "partnerId", c.contract_id as "contractId", c.number,
      c.contract_type_id as "contractTypeId", c.customer_id as "customerId",
      (extract(epoch from c.starts_at) * 1000)::float8 as "startsAt", (extract(epoch from c.ends_at) * 1000)::float8 as "endsAt"
    from contract_directory d join contract c on c.partner_id = d.partner_id and c.contract_id = d.contract_id
    where d.number_norm = any(${asked}::text[])`,
  )
  for (const { norm, ...contract } of rows) known.contracts.set(norm, contract)
}

/** The same for customers, by the partner and what the row calls them: a name or an id. */
export async function learnCustomers(
  db: Db,
  known: Known,
  wanted: Iterable<{ partnerId: string; customer: string }>,
): Promise<void> {
  const asked = new Map<string, { partnerId: string; customer: string }>()
  for (const one of wanted) {
    const key = `${one.partnerId}/${one.customer}`
    if (!known.customers.has(key)) asked.set(key, one)
  }
  if (asked.size === 0) return
  for (const key of asked.keys()) known.customers.set(key, null)
  const list = [...asked.values()]
  const rows = await read<{ key: string; id: string; state: string }>(
    db,
    sql`select w.partner_id || '/' || w.customer as key, c.customer_id as id, c.state
    from unnest(${list.map((one) => one.partnerId)}::uuid[], ${list.map((one) => one.customer)}::text[]) as w (partner_id, customer)
    join customer c on c.partner_id = w.partner_id and (c.name_norm = w.customer or c.customer_id::text = w.customer)`,
  )
  // An archived namesake hides no active one.
  const byKey = Map.groupBy(rows, (row) => row.key)
  for (const [key, found] of byKey) {
    const active = found.filter((row) => row.state === 'active')
    const [one] = active.length > 0 ? active : found
    if (!one) continue
    known.customers.set(key, active.length > 1 ? 'ambiguous' : { customerId: one.id, archived: one.state !== 'active' })
  }
}
