import { type RawBuilder, sql } from 'kysely'
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

type Cut = {
  /** Of the rows' table, by which `page` and `columns` name it. */
  alias: string
  columns: RawBuilder<unknown>
  /** What the sort key is called beside them; `key` unless the table has a column of that name. */
  key?: string
  /** A page as a row source named `alias`, with `columns` and its sort key, narrowed by one more condition (`and …`). */
  page: (more: RawBuilder<unknown>) => RawBuilder<unknown>
  order: RawBuilder<unknown>
  limit: number
  /** With more customers than this a page of each would be more work than the partner's rows in order. */
  few: number
}

/**
 * A page for a reader who reaches a list of customers: one of each customer by its index, and of these the first. Sorting all
 * rows of those customers for a page would read them all.
 */
export function cutByCustomer({ alias, columns, key = 'key', page, order, limit, few }: Cut): RawBuilder<unknown> {
  const row = sql.ref(alias)
  const name = sql.ref(key)
  const isFew = sql`coalesce(cardinality(${reachedCustomers}), 0) <= ${sql.lit(few)}`
  return sql`(select ${columns}, ${row}.${name} from (
      select ${columns}, ${row}.${name} from unnest(case when ${isFew} then ${reachedCustomers} end) as r (customer_id)
        cross join lateral ${page(sql`and ${row}.customer_id = r.customer_id`)}
      union all select ${columns}, ${row}.${name} from ${page(sql`and not (select ${isFew})`)}) ${row}
    order by ${order} limit ${limit}) ${row}`
}
