import { z } from '@hono/zod-openapi'
import { problems } from './problem.ts'

/** Query parameters that every list takes. `q` is free text; slices add their filters with `.extend`. */
export const listQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  q: z.string().trim().max(200).optional(),
})

const ofTotal =
  'How many the list has: on its first page, and not where they are more than are counted (1,000 devices, contract lines or alerts)'

/** The schema of one page: items, and the cursor of the next page or null. */
export function pageOf<T extends z.ZodType>(item: T) {
  const total = z.number().int().optional().openapi({ description: ofTotal })
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total })
}

/** A cursor is the sort key of the last row shown, so that paging neither skips nor repeats when rows come and go. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** The sort key in a cursor of `length` parts, or undefined for the first page. 400 when it is not one of ours. */
export function decodeCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (!cursor) return undefined
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(key) && key.length === length) return key.map(String)
  } catch {
    // Falls through to the refusal below.
  }
  throw invalidCursor()
}

/** For cursors whose parts are no sort key of the list. */
export function invalidCursor() {
  return problems.invalid_request({
    fields: [{ path: 'query.cursor', code: 'invalid_cursor', message: 'This cursor is not one that a list gave' }],
  })
}

/** Cuts rows fetched with limit + 1 into a page. */
export function toPage<T>(
  rows: T[],
  limit: number,
  key: (row: T) => (string | number)[],
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(key(last)) : null }
}

/** Beyond so many a list does not say how many it has: to count them takes longer than the page, the more so the more there are. */
export const COUNTED = 1000

/**
 * How many a list has: as many as its first page where there is no other, and counted only else, `most` at the most; undefined where
 * there are more.
 */
export async function totalOf(
  rows: unknown[],
  limit: number,
  count: (most: number) => Promise<number>,
): Promise<number | undefined> {
  if (rows.length <= limit) return rows.length
  const counted = await count(COUNTED + 1)
  return counted > COUNTED ? undefined : counted
}

/** A filter that may be given once or several times. */
export function oneOrMore<T extends z.ZodType>(value: T) {
  return z.union([value.transform((one) => [one]), z.array(value)])
}

/** `name` ascending, `-name` descending, for each name a list sorts by. */
export function sortOf<const T extends string>(names: readonly T[], standard: T | `-${T}`) {
  const sorts = names.flatMap((name) => [name, `-${name}`] as const) as (T | `-${T}`)[]
  // zod cannot see that the standard is one of a generic enum's values
  return z.enum(sorts).default(standard as never) as unknown as z.ZodDefault<z.ZodType<T | `-${T}`, T | `-${T}`>>
}
