import { useNavigate, useSearch } from '@tanstack/react-router'

type Search = Record<string, string | string[] | undefined>

/** What of a list is kept in the address: search, sort and filters. `query` is what the API is asked. */
export type ListState = {
  q: string
  /** `name` ascending, `-name` descending. */
  sort: string | undefined
  filters: Record<string, string[]>
  isFiltered: boolean
  query: Record<string, string | string[] | undefined>
  setQ: (q: string) => void
  setSort: (sort: string) => void
  setFilter: (key: string, values: string[]) => void
  clear: () => void
}

/**
 * Keeps a list's search, sort and filters in the URL, so that a filtered list can be linked to and survives Back.
 * @param filters the names the API knows, e.g. `['state', 'customerId']`
 * @param prefix only where one page has two lists
 */
export function useListState(options: { filters?: string[]; sort?: string; prefix?: string } = {}): ListState {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const at = (name: string) => (options.prefix ? `${options.prefix}.${name}` : name)
  const names = options.filters ?? []

  const change = (changes: Search) =>
    void navigate({ to: '.', search: (old: Search) => ({ ...old, ...changes }), replace: true, resetScroll: false })

  const q = valuesOf(search[at('q')])[0] ?? ''
  const sort = valuesOf(search[at('sort')])[0] ?? options.sort
  const filters: Record<string, string[]> = {}
  for (const name of names) filters[name] = valuesOf(search[at(name)])
  const chosen = Object.entries(filters).filter(([, values]) => values.length > 0)

  return {
    q,
    sort,
    filters,
    isFiltered: q !== '' || chosen.length > 0,
    query: {
      ...(q ? { q } : {}),
      ...(sort ? { sort } : {}),
      ...Object.fromEntries(chosen.map(([name, values]) => [name, values.length > 1 ? values : values[0]])),
    },
    setQ: (text) => change({ [at('q')]: text || undefined }),
    setSort: (next) => change({ [at('sort')]: next === options.sort ? undefined : next }),
    setFilter: (name, values) => change({ [at(name)]: values.length > 0 ? values : undefined }),
    clear: () => change(Object.fromEntries(['q', ...names].map((name) => [at(name), undefined]))),
  }
}

function valuesOf(value: string | string[] | undefined): string[] {
  if (value === undefined || value === '') return []
  return Array.isArray(value) ? value : [value]
}
