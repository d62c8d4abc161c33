import { type RawBuilder, sql } from 'kysely'
import type { keyset } from './keyset.ts'
import type { Tx } from './transaction.ts'

/**
 * The customers whose data the transaction reaches, where that is a list (decision 12). Said beside the policy that holds it in
 * any case: only so does the planner know that a partner's hundred thousands of rows come to a few, and takes their index.
 */
export const reachedCustomers = sql<string[] | null>`nullif(current_setting('app.open', true), '')::uuid[]`

/** The same as a list; empty for who reaches all of a partner's customers, or has no partner. */
export async function listOfReached(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ ids: string[] | null }>`select ${reachedCustomers}::text[] as ids`.execute(tx)
  return rows[0]?.ids ?? []
}

/** A condition on the customer's column, for a reader who reaches a list of them. */
export function isReached(column: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`${column} = any((select ${reachedCustomers})::uuid[])`
}

/**
 * Each customer whose data may be reached, as a row source `r`: of the list, or of the partner's those whose service is open. Only
 * where to look; what is seen there the policies say.
 */
function customersOf(partnerId: string): RawBuilder<unknown> {
  const closed = sql`nullif(current_setting('app.closed', true), '')::uuid[]`
  return sql`(select unnest(${reachedCustomers}) as customer_id
    union all select x.customer_id from customer x where x.partner_id = ${partnerId} and (select ${reachedCustomers}) is null
      and x.customer_id <> all ((select coalesce(${closed}, '{}'))::uuid[])) r`
}

type Cut = {
  /** The rows' table, and the alias by which everything here names it. */
  table: string
  alias: string
  columns: RawBuilder<unknown>
  /** What the sort key is called beside them; `key` unless the table has a column of that name. */
  keyName?: string
  where: RawBuilder<boolean>
  limit: number
} & Pick<ReturnType<typeof keyset>, 'order' | 'key' | 'by' | 'noLater'>

/**
 * A page of a list that an index has in its order for each customer, as a row source. Of each customer the first row is looked up: a page
 * of n rows can only be made of the n customers whose first rows come first. So of these alone rows are read, however many there are;
 * of the second of them one less than n, because the first one's precedes them, and so on; and where there are n, of each only what
 * comes no later than the last one's first. That is a branch of its own, so that the index ends there.
 */
export function cutByCustomer({
  partnerId,
  sortable,
  ...cut
}: Cut & {
  partnerId: string
  /** The customer's column and those that `order` needs. */
  sortable: RawBuilder<unknown>
}): RawBuilder<unknown> {
  const { table, alias, columns, keyName = 'key', where, order, key, by, noLater, limit } = cut
  const [row, name] = [sql.ref(alias), sql.ref(keyName)]
  const ofOne = (
    shown: RawBuilder<unknown>,
    more: RawBuilder<unknown>,
  ) => sql`select ${shown} from ${sql.table(table)} ${row}
    where ${where} and ${row}.customer_id = r.customer_id ${more}`
  const some = sql`order by ${order} limit ${limit}::bigint - r.place + 1`
  return sql`(select ${columns}, ${key} as ${name} from (
      select ${row}.customer_id, row_number() over w as place, nth_value(${by}, ${limit}::int) over (w rows between unbounded preceding and
          unbounded following) as bound from ${customersOf(partnerId)}
        cross join lateral (${ofOne(sortable, sql`order by ${order} limit 1`)}) ${row} window w as (order by ${order}) order by ${order} limit ${limit}) r
    cross join lateral ((${ofOne(columns, sql`and ${noLater(sql`r.bound`)} ${some}`)})
      union all (${ofOne(columns, sql`and r.bound is null ${some}`)})) ${row} order by ${order} limit ${limit}) ${row}`
}

/**
 * A page of a list that no index has in its order, as a row source: what is sorted are the keys alone, and of the page's rows the rest is
 * read. `id` is the column that with the partner's names a row.
 */
export function cutBySort({ id, ...cut }: Cut & { id: string }): RawBuilder<unknown> {
  const { table, alias, columns, keyName = 'key', where, order, key, limit } = cut
  const [row, name, own] = [sql.ref(alias), sql.ref(keyName), sql.ref(id)]
  return sql`(select ${columns}, ${key} as ${name} from (select ${row}.partner_id, ${row}.${own} from ${sql.table(table)} ${row}
      where ${where} order by ${order} limit ${limit}) k
    cross join lateral (select ${columns} from ${sql.table(table)} ${row}
      where ${row}.partner_id = k.partner_id and ${row}.${own} = k.${own} offset 0) ${row}) ${row}`
}
