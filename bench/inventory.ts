import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { countAlerts, listAlerts } from '../server/alerts/queries.ts'
import { countCoverage, listCoverage } from '../server/contracts/device-coverage-queries.ts'
import { countDevices, type DeviceFilter, listDevices } from '../server/inventory/device-queries.ts'
import { readFacets } from '../server/inventory/facet-queries.ts'
import { searched } from '../server/inventory/search-queries.ts'
import { readDeviceFigures } from '../server/overview/devices.ts'
import { listedOf } from '../server/partners/index.ts'
import { columnTypes } from '../server/platform/db/connect.ts'
import { createKysely, RequestClient } from '../server/platform/db/dialect.ts'
import { inTransaction, type Principal, type Tx } from '../server/platform/db/transaction.ts'
import { COUNTED, totalOf } from '../server/platform/http/cursor.ts'
import type { DB } from '../server/schema.ts'
import { fillDevices, fillOneCustomer } from './fill-devices.ts'
import { fillService, idOf, type ServiceSize } from './fill-service.ts'
import { type BenchDatabase, measure, openBenchDatabase, report, round } from './support.ts'

type Reader = Principal & { partner: NonNullable<Principal['partner']> }
/** What a page asks; another is one more entry. `aim` in ms, at the 99th percentile of a whole request. */
type Asked = { name: string; aim: number; ask(tx: Tx, reader: Reader): Promise<unknown> }

const reachOf = (reader: Reader) => ({ partnerId: reader.partner.partnerId, ...listedOf(reader) })
const first = { limit: 50, cursor: undefined }
const devicesPage = async (tx: Tx, filter: DeviceFilter, sort: string) => {
  const found = await searched(tx, filter, COUNTED)
  const rows = await listDevices(tx, found.filter, { ...first, sort })
  await totalOf(rows, first.limit, async (most) => found.counted ?? countDevices(tx, filter, most))
}
const asked: Asked[] = [
  {
    name: 'first page',
    aim: 50,
    ask: (tx, reader) => devicesPage(tx, { ...reachOf(reader), presence: ['present'] }, 'name'),
  },
  {
    name: 'by last seen',
    aim: 50,
    ask: (tx, reader) => devicesPage(tx, { ...reachOf(reader), presence: ['present'] }, '-seen'),
  },
  {
    name: 'filtered page',
    aim: 50,
    ask: (tx, reader) =>
      devicesPage(
        tx,
        { ...reachOf(reader), presence: ['present'], coverage: ['not_covered'], softwareVersion: ['17.4'] },
        'name',
      ),
  },
  {
    // Found with one device, by a serial number of its part: nothing ends the search early.
    name: 'search and its count',
    aim: 50,
    ask: (tx, reader) => devicesPage(tx, { ...reachOf(reader), presence: ['present'], q: 'pabc' }, 'name'),
  },
  {
    name: 'facet counts',
    aim: 300,
    ask: (tx, reader) => readFacets(tx, { ...reachOf(reader), presence: ['present'] }),
  },
  {
    name: 'not covered',
    aim: 50,
    ask: async (tx, reader) => {
      const filter = { ...reachOf(reader), coverage: ['not_covered' as const] }
      const rows = await listCoverage(tx, filter, { ...first, sort: 'name' })
      await totalOf(rows, first.limit, (most) => countCoverage(tx, filter, most))
    },
  },
  { name: 'dashboard', aim: 300, ask: (tx, reader) => readDeviceFigures(tx, reader, undefined) },
  {
    name: 'alerts',
    aim: 50,
    ask: async (tx, reader) => {
      const filter = { ...reachOf(reader), state: ['open' as const] }
      const rows = await listAlerts(tx, filter, { ...first, sort: '-opened' })
      await totalOf(rows, first.limit, (most) => countAlerts(tx, filter, most))
    },
  },
]
const readers = [
  { name: 'user of 20', place: 1 },
  { name: 'user of 100', place: 2 },
]
/** Of one customer with a million devices: told beside the others, because the aims speak of many customers. */
const ofOne = { name: 'user of one customer', place: 4 }
const tokenOf = (place: number) => `bench-inventory-${place}`
const entryOf = (place: number) =>
  ({ kind: 'session', token: tokenOf(place), realm: 'partner', partnerId: idOf('partner', 0) }) as const

/**
 * Pages about inventory for a Partner User with some customers among all devices: a whole request's transaction (begin, who is
 * this, the queries, commit) under row security, against the same queries with the reach written as WHERE, by the owner.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const service: ServiceSize = quick
    ? { partners: 10, customers: 1_000, members: 100, registrations: 10, lines: 10_000 }
    : { partners: 10, customers: 10_000, members: 100, registrations: 10, lines: 100_000 }
  const size = { ...service, devices: quick ? 50_000 : 5_000_000 }
  const database = await openBenchDatabase(4)
  try {
    const from = performance.now()
    await fillService(database.owner, size)
    await fillDevices(database.owner, size)
    const fillSeconds = round((performance.now() - from) / 1000, 1)
    console.error(`filled ${size.devices} devices in ${fillSeconds} s`)
    const seconds = quick ? 0.2 : 4
    const results = await measureReaders(database, readers, { partners: size.partners, seconds })
    const more = quick ? 20_000 : 1_000_000
    await fillOneCustomer(database.owner, { ...size, more, place: ofOne.place })
    console.error(`filled ${more} devices of one customer`)
    const ofOneCustomer = await measureReaders(database, [ofOne], { partners: size.partners, seconds })
    const worst = Object.values(results).sort((a, b) => b.p99Ms / b.aim - a.p99Ms / a.aim)[0] as Compared
    report({
      name: 'inventory',
      figure: worst.p99Ms,
      unit: 'ms, 99th percentile of the request farthest from its aim',
      baseline: worst.plainMs,
      ratio: worst.ratio,
      detail: { ...size, fillSeconds, results, ofOneCustomer: { devices: more, results: ofOneCustomer } },
    })
  } finally {
    await database.close()
  }
}

async function measureReaders(
  database: BenchDatabase,
  some: { name: string; place: number }[],
  { partners, seconds }: { partners: number; seconds: number },
): Promise<Record<string, Compared>> {
  const results: Record<string, Compared> = {}
  for (const reader of some) {
    await database.owner.query(
      `insert into auth.session (id, token, "userId", "expiresAt") values (gen_random_uuid(), $1, $2, now() + interval '3 hours')`,
      [tokenOf(reader.place), idOf('account', reader.place * partners)],
    )
    for (const one of asked) {
      const name = `${one.name}, ${reader.name}`
      const measured = await compare(database, one, reader.place, seconds)
      results[name] = measured
      console.error(`${name}: ${JSON.stringify(measured)}`)
    }
  }
  return results
}

type Compared = { p50Ms: number; p99Ms: number; plainMs: number; ratio: number; aim: number }

async function compare(
  database: BenchDatabase,
  { ask, aim }: Asked,
  place: number,
  seconds: number,
): Promise<Compared> {
  const request = () =>
    inTransaction(database.app.db, entryOf(place), (tx, reader) => ask(tx, reader as Reader), { readOnly: true })
  const { p50Ms, p99Ms } = await measure(seconds, 1, request)
  const { reader, open } = await inTransaction(
    database.app.db,
    entryOf(place),
    async (tx, principal) => {
      const { rows } = await sql<{ open: string[] }>`
        select nullif(current_setting('app.open', true), '')::uuid[] as open`.execute(tx)
      return { reader: principal as Reader, open: rows[0]?.open ?? [] }
    },
    { readOnly: true },
  )
  const queries = await capture(database, (tx) => ask(tx, reader))
  const pool = new pg.Pool({ connectionString: database.ownerUrl, types: columnTypes, max: 1, Client: RequestClient })
  const ownerDb = createKysely(pool)
  const plain = await ownerDb
    .transaction()
    .execute(async (tx) => {
      await sql`select set_config('app.open', ${open}::uuid[]::text, true)`.execute(tx)
      return measure(seconds, 1, async () => {
        for (const query of queries) await tx.executeQuery(withReach(query, open))
      })
    })
    .finally(() => ownerDb.destroy())
  return { p50Ms, p99Ms, plainMs: plain.p50Ms, ratio: round(p50Ms / plain.p50Ms), aim }
}

type Query = { sql: string; parameters: readonly unknown[] }

/** What is asked of the database, taken from itself. */
async function capture({ owner }: BenchDatabase, ask: (tx: Tx) => Promise<unknown>): Promise<Query[]> {
  const queries: Query[] = []
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: owner }),
    log: ({ query }) => {
      if (/^\s*\(?(select|with)/.test(query.sql)) queries.push(query)
    },
  })
  await db.transaction().execute((tx) => ask(tx))
  return queries
}

/** The same, with the customers the reader reaches written beside each tenant. */
function withReach(query: Query, open: string[]): CompiledQuery {
  const place = `$${query.parameters.length + 1}::uuid[]`
  const text = query.sql.replace(
    /\b([adcni])\.partner_id = \$\d+/g,
    (said, alias) => `${said} and ${alias}.customer_id = any (${place})`,
  )
  return CompiledQuery.raw(text, [...query.parameters, open])
}
