import { type RawBuilder, sql } from 'kysely'

/** What a list can be sorted by: the expression, never null, and its type for the comparison with a cursor. */
export type SortBy = Record<string, { by: RawBuilder<unknown>; type: 'text' | 'timestamptz' | 'int' }>

/**
 * Paging by the last row's sort key and id: neither skips nor repeats when rows come and go. `sort` is a name of `sorts`,
 * with `-` in front for descending; `cursor` has two parts. `key` must be selected as text, so that no microsecond is lost.
 */
export function keyset(
  sorts: SortBy,
  sort: string,
  id: RawBuilder<unknown>,
  cursor: string[] | undefined,
): {
  after: RawBuilder<boolean>
  order: RawBuilder<unknown>
  key: RawBuilder<string>
  by: RawBuilder<unknown>
  /** Whether a row comes no later than others of this sort key. */
  noLater: (bound: RawBuilder<unknown>) => RawBuilder<boolean>
} {
  const descending = sort.startsWith('-')
  const chosen = sorts[sort.replace(/^-/, '')]
  if (!chosen) throw new Error(`nothing sorts by ${sort}`)
  const { by } = chosen
  const type = sql.raw(chosen.type)
  const direction = sql.raw(descending ? 'desc' : 'asc')
  return {
    after: cursor
      ? sql<boolean>`(${by}, ${id}::text) ${sql.raw(descending ? '<' : '>')} (${cursor[0]}::${type}, ${cursor[1]})`
      : sql<boolean>`true`,
    order: sql`${by} ${direction}, ${id}::text ${direction}`,
    key: sql<string>`(${by})::text`,
    by,
    noLater: (bound) => sql<boolean>`${by} ${sql.raw(descending ? '>=' : '<=')} ${bound}`,
  }
}

/** A `like` pattern that finds `text` anywhere; what the caller typed is taken literally. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
