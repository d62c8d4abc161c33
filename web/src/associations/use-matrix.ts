import { useQueries, useQuery } from '@tanstack/react-query'
import { read } from '../api/hooks.ts'
import { type Cell, cellsOf, type Matrix } from './matrix.ts'

type Query = Record<string, string | string[] | undefined>
export type Range = { from: number; to: number }

/** Tiles in which cells are read: small answers, and few of them for what a window shows. */
const tile = { people: 50, customers: 250 }

/** The two axes, whole: names are needed to select over what is not shown. */
export function useAxes(partnerId: string, query: Query) {
  const window = { peopleCount: 2000, customersCount: 10_000, cells: false }
  return useQuery({ ...readWindow(partnerId, { ...query, ...window }), placeholderData: (previous) => previous })
}

/** The cells of what is shown, read tile by tile as it comes into view. */
export function useCells(partnerId: string, query: Query, people: Range, customers: Range) {
  const tiles = []
  for (let row = Math.floor(people.from / tile.people); row * tile.people < people.to; row += 1)
    for (let column = Math.floor(customers.from / tile.customers); column * tile.customers < customers.to; column += 1)
      tiles.push({ row, column })
  return useQueries({
    queries: tiles.map(({ row, column }) => ({
      ...readWindow(partnerId, {
        ...query,
        peopleFrom: row * tile.people,
        peopleCount: tile.people,
        customersFrom: column * tile.customers,
        customersCount: tile.customers,
      }),
      staleTime: 30_000,
    })),
    combine: joined,
  })
}

const known = new WeakMap<Matrix, Map<string, Cell>>()

function joined(results: { data: Matrix | undefined; isPending: boolean; error: unknown }[]) {
  const maps = results.flatMap(({ data }) => {
    if (!data) return []
    const cells = known.get(data) ?? cellsOf(data)
    known.set(data, cells)
    return [cells]
  })
  return {
    cellAt: (key: string): Cell | undefined => {
      for (const map of maps) {
        const found = map.get(key)
        if (found) return found
      }
      return undefined
    },
    loading: results.some(({ isPending }) => isPending),
    error: results.find(({ error }) => error)?.error,
  }
}

function readWindow(partnerId: string, query: Query | Record<string, unknown>) {
  return read('/api/v1/partners/{partnerId}/associations', {
    params: { path: { partnerId }, query: query as Record<string, never> },
  })
}
