import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { type DeviceFilter, type FacetName, facetValues, matching, ofPresence, valuesOf } from './device-queries.ts'

const facetNames = Object.keys(facetValues) as FacetName[]
type FacetCount = { value: string; count: number; label?: string }
export type Facets = { total: number } & Record<FacetName, FacetCount[]>

/**
 * How many devices have which value, each facet without its own filter, so that another value can be added; the most frequent
 * 50, and how many devices all filters leave. Those are read once for all facets that nothing filters and for presence, which
 * nearly always is; others once for each facet that is filtered.
 */
export async function readFacets(tx: Tx, filter: DeviceFilter): Promise<Facets> {
  const own = facetNames.filter((name) => name !== 'presence' && valuesOf(filter, name))
  const counts = [
    facetCounts(filter, { names: facetNames.filter((name) => !own.includes(name)), without: 'presence' }),
    ...own.map((name) => facetCounts(filter, { names: [name], without: name })),
  ]
  const { rows } = await sql<{ name: FacetName | 'total'; value: string; n: number }>`
    select name, value, n from (select *, row_number() over (partition by name order by n desc, value) as place
      from (${sql.join(counts, sql` union all `)}) c where n > 0) c
    where place <= 50 order by name, place`.execute(tx)
  const countsOf = (name: FacetName) =>
    rows.flatMap((row): FacetCount[] => (row.name === name ? [{ value: row.value, count: row.n }] : []))
  const facets = Object.fromEntries(facetNames.map((name) => [name, countsOf(name)])) as Record<FacetName, FacetCount[]>
  const names = await namesOf(tx, filter.partnerId, facets)
  for (const one of [...facets.customerId, ...facets.inventoryId]) one.label = names.get(one.value) ?? ''
  return { total: rows.find(({ name }) => name === 'total')?.n ?? 0, ...facets }
}

/** What the customers and inventories are called. */
async function namesOf(tx: Tx, partnerId: string, { customerId, inventoryId }: Record<FacetName, FacetCount[]>) {
  const ids = (counted: FacetCount[]) => counted.map(({ value }) => value)
  const { rows } = await sql<{ id: string; name: string }>`
    select customer_id as id, name from customer where partner_id = ${partnerId} and customer_id = any(${ids(customerId)}::uuid[])
    union all select i.inventory_id, cu.name || ' · ' || i.name from inventory i
      join customer cu on cu.partner_id = i.partner_id and cu.customer_id = i.customer_id
      where i.partner_id = ${partnerId} and i.inventory_id = any(${ids(inventoryId)}::uuid[])`.execute(tx)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Counts of some facets in one reading. Without presence, it is what the others count that is narrowed by it; with their total. */
function facetCounts(
  filter: DeviceFilter,
  { names, without }: { names: FacetName[]; without: FacetName },
): RawBuilder<unknown> {
  const values = sql.join(names.map((name) => sql`${facetValues[name]} as ${sql.ref(name)}`))
  const whens = sql.join(
    names.map((name) => sql`when grouping(${sql.ref(name)}) = 0 then ${sql.lit(name)}`),
    sql` `,
  )
  const sets = sql.join(names.map((name) => sql`(${sql.ref(name)})`))
  const from = sql`from (select ${values}, ${ofPresence(filter.presence)} as shown from device d where ${matching(filter, [without])}) d`
  const value = sql`coalesce(${sql.join([...names.map((name) => sql`${sql.ref(name)}::text`), sql`''`])}) as value`
  if (without !== 'presence')
    return sql`select case ${whens} end as name, ${value}, count(*)::int as n ${from} group by grouping sets (${sets})`
  const shown = sql`count(*) filter (where shown)`
  return sql`select case ${whens} else 'total' end as name, ${value},
    (case when grouping(presence) = 0 then count(*) else ${shown} end)::int as n ${from} group by grouping sets (${sets}, ())`
}
