import { type RawBuilder, sql } from 'kysely'
import { keyset, type SortBy } from './keyset.ts'
import type { Tx } from './transaction.ts'

type Paging = { limit: number; cursor: string[] | undefined }
/** Ids in their list's order, with a space between: one text is no garbage of fifty thousand. `last`: key and id of the last. */
export type Order = { ids: string; last: string[] | null }
type Strides<R> = {
  /** The order of as many rows behind `cursor` (key, id). */
  order: (tx: Tx, paging: Paging) => Promise<Order>
  /** Of these ids the rows that the reader still sees, in the list's order; no more than one beyond `limit`. */
  rows: (tx: Tx, ids: string[], paging: Paging) => Promise<R[]>
  /** Whether one id may have several rows, so that some of the cursor's may be left. */
  several?: boolean
  /** Ids whose order is asked for at once. */
  size?: number
}

/** As soon sorted as a thousand, and 2 MB here. */
const STRIDE = 50_000
const idsIn = (text: string) => (text === '' ? [] : text.split(' '))
/** Of an id and the space behind it. */
const widthOf = (ids: string) => ids.indexOf(' ') + 1 || ids.length + 1

/**
 * Pages of one file (`read` of `pagesOf`) of a list that no index has in its order. To sort for a page all rows are read, and a file
 * of a million has a thousand pages; so the order of fifty pages is asked for at once, and their rows by their ids.
 * Each page is read under what its reader reaches then; the second part of its cursor is the id. Ids are of one length.
 */
export function inStrides<R>({ order, rows, several = false, size = STRIDE }: Strides<R>) {
  let waiting = ''
  let after: string[] | undefined
  let isEnd = false
  return async (tx: Tx, { limit, cursor }: Paging): Promise<R[]> => {
    const [, id = ''] = cursor ?? []
    const shown = cursor ? waiting.indexOf(id) : -1
    if (shown >= 0) waiting = waiting.slice(several ? shown : shown + id.length + 1)
    const found: R[] = []
    for (let taken = 0; found.length <= limit; ) {
      if (taken >= waiting.length && !isEnd) {
        const { ids, last } = await order(tx, { limit: size, cursor: after })
        isEnd = last === null || (ids.length + 1) / widthOf(ids) < size
        after = last ?? undefined
        // Said anew, so that what was shown of the text before does not stay with it.
        waiting = Buffer.from([waiting, ids].filter(Boolean).join(' ')).toString('latin1')
      }
      // A device and what the cursor left of it may come to nothing, hence one more.
      const width = widthOf(waiting)
      const ids = idsIn(waiting.slice(taken, taken + width * (limit + 2 - found.length) - 1))
      if (ids.length === 0) break
      const left = { limit: limit - found.length, cursor: taken === 0 ? cursor : undefined }
      found.push(...(await rows(tx, ids, left)))
      taken += ids.length * width
    }
    return found.slice(0, limit + 1)
  }
}

/**
 * What `order` answers: the order of as many rows of a table as `limit` says. `columns` are those that `id` and the list's `sorts` need,
 * all by the table's `alias`.
 */
export async function readOrder(
  tx: Tx,
  list: {
    sorts: SortBy
    table: string
    alias: string
    id: RawBuilder<string>
    columns: RawBuilder<unknown>
    where: RawBuilder<boolean>
  },
  { sort, limit, cursor }: Paging & { sort: string },
): Promise<Order> {
  const { id } = list
  const { after, order, key } = keyset(list.sorts, sort, id, cursor)
  const row = sql.ref(list.alias)
  const { rows } = await sql<Order>`
    select coalesce(string_agg(o.id, ' ' order by o.no), '') as ids,
      array[max(o.key) filter (where o.no = o.last), max(o.id) filter (where o.no = o.last)] as last
    from (select ${id}::text as id, ${key} as key, row_number() over (order by ${order}) as no, count(*) over () as last
      from (select ${list.columns} from ${sql.table(list.table)} ${row}
        where ${list.where} and ${after} order by ${order} limit ${limit}) ${row}) o`.execute(tx)
  return rows[0]?.ids ? rows[0] : { ids: '', last: null }
}
