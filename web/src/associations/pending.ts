import type { Changes } from './matrix.ts'

/** What is to become of one cell; `endsAt` undefined leaves an end as it is, null takes it away. */
export type Wish = { act: 'give' | 'take'; endsAt?: string | null }
export type AllWish = { on: boolean; endsAt?: string | null }

/** Changes that were made on the page and are not applied yet: by person, by customer; and of every customer. */
export type Pending = {
  readonly cells: ReadonlyMap<string, ReadonlyMap<string, Wish>>
  readonly all: ReadonlyMap<string, AllWish>
}

export const nothingPending: Pending = { cells: new Map(), all: new Map() }

export function countPending({ cells, all }: Pending): number {
  return [...cells.values()].reduce((sum, row) => sum + row.size, 0) + all.size
}

/** With these wishes added; one that is undefined takes an earlier wish back. */
export function withCells(
  pending: Pending,
  wishes: { accountId: string; customerId: string; wish: Wish | undefined }[],
): Pending {
  const cells = new Map(pending.cells)
  const touched = new Set<string>()
  for (const { accountId, customerId, wish } of wishes) {
    const row = new Map(touched.has(accountId) ? cells.get(accountId) : pending.cells.get(accountId))
    touched.add(accountId)
    if (wish) row.set(customerId, wish)
    else row.delete(customerId)
    if (row.size > 0) cells.set(accountId, row)
    else cells.delete(accountId)
  }
  return { ...pending, cells }
}

export function withAll(pending: Pending, accountId: string, wish: AllWish | undefined): Pending {
  const all = new Map(pending.all)
  if (wish) all.set(accountId, wish)
  else all.delete(accountId)
  return { ...pending, all }
}

/** What the API is asked: rectangles, so that thousands of cells are few words. People who get the same share one. */
export function bodyOf({ cells, all }: Pending): Required<Changes> {
  const rectangles = new Map<string, { people: string[]; customers: string[]; wish: Wish }>()
  for (const [accountId, row] of cells)
    for (const [wish, of] of Map.groupBy(row, ([, one]) => JSON.stringify([one.act, one.endsAt]))) {
      const customers = of.map(([customerId]) => customerId).sort()
      const key = `${wish} ${customers.join()}`
      const found = rectangles.get(key) ?? { people: [], customers, wish: (of[0] as [string, Wish])[1] }
      found.people.push(accountId)
      rectangles.set(key, found)
    }
  return {
    changes: [...rectangles.values()].map(({ people, customers, wish }) => ({ people, customers, ...wish })),
    all: [...all].map(([accountId, wish]) => ({ people: [accountId], ...wish })),
  }
}
