import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { listLines } from '../server/contracts/line-queries.ts'
import { listCustomers } from '../server/customers/queries.ts'
import { columnTypes } from '../server/platform/db/connect.ts'
import { createKysely, RequestClient } from '../server/platform/db/dialect.ts'
import { inTransaction, type Tx } from '../server/platform/db/transaction.ts'
import type { DB } from '../server/schema.ts'
import { fillService, idOf, type ServiceSize } from './fill-service.ts'
import { type BenchDatabase, type Measurement, measure, openBenchDatabase, report, round } from './support.ts'

type Reader = { name: string; place: number }
type List = { name: string; ask(tx: Tx, reader: Reader, partner: number): Promise<number>; readers: string[] }

const readers: Reader[] = [
  { name: 'super administrator', place: 0 },
  { name: 'user of 20', place: 1 },
  { name: 'user of 100', place: 2 },
  { name: 'user of all', place: 3 },
]
const listed = ({ place }: Reader) => place === 1 || place === 2
const everybody = readers.map(({ name }) => name)

/**
 * Lists of members of the support service under row security, as a whole request's transaction (begin, who is this, the
 * query, commit) and the query alone, against the same query with its reach written as WHERE, by the owner without row
 * security. Aim: the query's ratio ≤ 1.3, a page of 50 in less than 20 ms at the 99th percentile.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const size: ServiceSize = quick
    ? { partners: 10, customers: 1_000, members: 400, registrations: 3_600, lines: 50_000 }
    : { partners: 500, customers: 50_000, members: 20_000, registrations: 180_000, lines: 5_000_000 }
  const database = await openBenchDatabase(8)
  try {
    const from = performance.now()
    await fillService(database.owner, size)
    const fillSeconds = round((performance.now() - from) / 1000, 1)
    console.error(`filled ${size.lines} contract lines in ${fillSeconds} s`)
    await signIn(database, size)
    const results: Record<string, Record<string, unknown>> = {}
    let worst = { ratio: 0, p99Ms: 0, rowSecurity: 0, plain: 0 }
    for (const list of lists)
      for (const reader of readers.filter(({ name }) => list.readers.includes(name))) {
        const one = await compare(database, size, list, reader, quick ? 0.15 : 1.5)
        results[`${list.name}, ${reader.name}`] = one
        console.error(`${list.name}, ${reader.name}: ${JSON.stringify(one)}`)
        const p99Ms = Math.max(worst.p99Ms, one.request.p99Ms)
        worst =
          one.ratio > worst.ratio
            ? { ratio: one.ratio, p99Ms, rowSecurity: one.query.p50Ms, plain: one.plain.p50Ms }
            : { ...worst, p99Ms }
      }
    report({
      name: 'isolation',
      figure: worst.p99Ms,
      unit: 'ms, worst 99th percentile of a request',
      baseline: worst.plain,
      ratio: worst.ratio,
      detail: { ...size, fillSeconds, aim: { ratio: 1.3, p99Ms: 20 }, results },
    })
  } finally {
    await database.close()
  }
}

const lists: List[] = [
  {
    name: 'customers',
    readers: everybody,
    ask: async (tx, reader, partner) =>
      (await listCustomers(tx, idOf('partner', partner), { sort: 'name', limit: 50, listed: listed(reader) })).length,
  },
  {
    name: 'people',
    readers: ['super administrator'],
    ask: async (tx, _, partner) =>
      (
        await sql`select account_id, first_name, last_name, email, role, all_customers, last_sign_in_at from membership
          where partner_id = ${idOf('partner', partner)} order by name_norm, account_id limit 51`.execute(tx)
      ).rows.length,
  },
  {
    name: 'contract line search',
    readers: everybody,
    ask: async (tx, reader, partner) => {
      const q = (partner % 16).toString(16)
      const filter = { partnerId: idOf('partner', partner), q, listed: listed(reader) }
      return (await listLines(tx, filter, { sort: 'serial', limit: 50, cursor: undefined })).length
    },
  },
  {
    name: 'contract lines of one customer',
    readers: everybody,
    ask: async (tx, reader, partner) =>
      (
        await sql`select line_id, serial, product_id, ends_at from contract_line
          where partner_id = ${idOf('partner', partner)} and customer_id = ${customerOf.get(`${reader.place}/${partner}`)}
          order by serial_norm, line_id limit 51`.execute(tx)
      ).rows.length,
  },
]

/** A customer each reader reaches, in each partner. */
const customerOf = new Map<string, string>()
const reached = new Map<string, { customers: string[]; closed: string[] }>()
const tokenOf = (reader: Reader, partner: number) => `bench-${reader.place}-${partner}`
const measuredPartners = 40
const entryOf = (reader: Reader, partner: number) =>
  ({ kind: 'session', token: tokenOf(reader, partner), realm: 'partner', partnerId: idOf('partner', partner) }) as const

async function signIn({ owner }: BenchDatabase, size: ServiceSize): Promise<void> {
  for (const reader of readers)
    for (let partner = 0; partner < Math.min(size.partners, measuredPartners); partner++) {
      const accountId = idOf('account', reader.place * size.partners + partner)
      await owner.query(
        `insert into auth.session (id, token, "userId", "expiresAt") values (gen_random_uuid(), $1, $2, now() + interval '3 hours')`,
        [tokenOf(reader, partner), accountId],
      )
      const { rows } = await owner.query<{ customer_id: string; open: boolean }>(
        `select c.customer_id, s.state is distinct from 'closed' as open from customer c
         left join customer_service s on s.partner_id = c.partner_id and s.customer_id = c.customer_id
         where c.partner_id = $1 and ($3 or exists (select from association a
           where a.partner_id = c.partner_id and a.customer_id = c.customer_id and a.account_id = $2))`,
        [idOf('partner', partner), accountId, reader.place === 0 || reader.place === 3],
      )
      reached.set(tokenOf(reader, partner), {
        customers: rows.map((row) => row.customer_id),
        closed: rows.filter((row) => !row.open).map((row) => row.customer_id),
      })
      customerOf.set(`${reader.place}/${partner}`, rows.find((row) => row.open)?.customer_id ?? '')
    }
}

type Compared = { request: Measurement; query: Measurement; plain: Measurement; ratio: number; rows: number }

async function compare(
  database: BenchDatabase,
  size: ServiceSize,
  list: List,
  reader: Reader,
  seconds: number,
): Promise<Compared> {
  const partnerOf = (index: number) => (index * 7) % Math.min(size.partners, measuredPartners)
  let rows = 0
  const request = await measure(seconds, 1, async (index) => {
    const partner = partnerOf(index)
    rows = await inTransaction(database.app.db, entryOf(reader, partner), (tx) => list.ask(tx, reader, partner), {
      readOnly: true,
    })
  })
  const [query, plain] = await queriesAlone(database, list, reader, partnerOf(3), seconds)
  return { request, query, plain, ratio: round(query.p50Ms / plain.p50Ms), rows }
}

/**
 * The query without what is around it: under row security inside one transaction, and by the owner with the reader's reach
 * as a condition; the same text, the same driver, prepared alike.
 */
async function queriesAlone(
  database: BenchDatabase,
  list: List,
  reader: Reader,
  partner: number,
  seconds: number,
): Promise<[Measurement, Measurement]> {
  const asked = await capture(database, list, reader, partner)
  const entry = entryOf(reader, partner)
  const query = await inTransaction(
    database.app.db,
    entry,
    (tx) => measure(seconds, 1, () => tx.executeQuery(CompiledQuery.raw(asked.sql, [...asked.parameters]))),
    { readOnly: true },
  )
  const pool = new pg.Pool({ connectionString: database.ownerUrl, types: columnTypes, max: 1, Client: RequestClient })
  const ownerDb = createKysely(pool)
  const explicit = withReach(asked, list, reader, partner)
  const { customers = [], closed = [] } = reached.get(tokenOf(reader, partner)) ?? {}
  const open = customers.filter((id) => !closed.includes(id))
  const plain = await ownerDb.transaction().execute(async (tx) => {
    // The queries say the reader's list by these settings; for the owner they are no policy.
    await sql`select set_config('app.customers', ${customers}::uuid[]::text, true), set_config('app.open', ${open}::uuid[]::text, true)`.execute(
      tx,
    )
    return measure(seconds, 1, () => tx.executeQuery(CompiledQuery.raw(explicit.sql, [...explicit.parameters])))
  })
  await ownerDb.destroy()
  return [query, plain]
}

type Asked = { sql: string; parameters: readonly unknown[] }

/** What the list asks the database, taken from itself. */
async function capture({ owner }: BenchDatabase, list: List, reader: Reader, partner: number): Promise<Asked> {
  let asked: Asked | undefined
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: owner }),
    log: ({ query }) => {
      if (/^\s*select/.test(query.sql)) asked = query
    },
  })
  await db.transaction().execute((tx) => list.ask(tx, reader, partner))
  if (!asked) throw new Error(`${list.name}: nothing was asked`)
  return asked
}

/** The same, with what the reader reaches written into its WHERE. */
function withReach(asked: Asked, list: List, reader: Reader, partner: number): Asked {
  const { customers, closed } = reached.get(tokenOf(reader, partner)) ?? { customers: [], closed: [] }
  const some = listed(reader)
  const column =
    list.name === 'customers'
      ? 'cu.customer_id'
      : list.name === 'contract line search'
        ? 'l.customer_id'
        : 'customer_id'
  const place = `$${asked.parameters.length + 1}::uuid[]`
  if (list.name === 'people' || (list.name === 'customers' && !some)) return asked
  const condition = some ? `${column} = any (${place})` : `${column} <> all (${place})`
  const values =
    some && list.name !== 'customers' ? customers.filter((id) => !closed.includes(id)) : some ? customers : closed
  return {
    sql: asked.sql.replace(/\bwhere (?:l\.|cu\.)?partner_id = \$\d+/g, (tenant) => `${tenant} and ${condition}`),
    parameters: [...asked.parameters, values],
  }
}
