import {
  queryOptions,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import type { ClientPathsWithMethod, MaybeOptionalInit, MethodResponse } from 'openapi-fetch'
import { useRef } from 'react'
import { api, newIdempotencyKey, take } from './client.ts'
import type { ApiProblem } from './problem.ts'
import type { paths } from './schema.ts'

type Api = typeof api
export type ReadPath = ClientPathsWithMethod<Api, 'get'>
type WriteMethod = 'post' | 'put' | 'patch' | 'delete'
type Init<M extends WriteMethod | 'get', P extends ClientPathsWithMethod<Api, M>> = M extends keyof paths[P]
  ? MaybeOptionalInit<paths[P], M>
  : never
/** What `GET path` answers. */
export type Answer<P extends ReadPath> = MethodResponse<Api, 'get', P>
type Rest<I, O> = object extends I ? [init?: I, options?: O] : [init: I, options?: O]
type Loose = Record<string, unknown>

/** Query options of one GET, for prefetching and `queryClient.fetchQuery`. Keys are always `[path, init]`. */
export function read<P extends ReadPath>(path: P, ...[init]: Rest<Init<'get', P>, never>) {
  return queryOptions<Answer<P>, ApiProblem>({
    queryKey: [path, init ?? {}],
    queryFn: ({ signal }) => call('get', path, { ...init, signal }) as Promise<Answer<P>>,
  })
}

/** Reads one resource: `const partner = useRead('/api/v1/partners/{partnerId}', { params: { path: { partnerId } } })`. */
export function useRead<P extends ReadPath>(
  path: P,
  ...[init, options]: Rest<Init<'get', P>, { enabled?: boolean; refetchInterval?: number }>
): UseQueryResult<Answer<P>, ApiProblem> {
  // biome-ignore lint/suspicious/noExplicitAny: the tuple was already checked at our own border.
  return useQuery({ ...read(path, ...([init] as any)), ...options })
}

export type PagedList<T> = {
  rows: T[]
  /** Known only where counting is cheap. */
  total: number | undefined
  isLoading: boolean
  isFetching: boolean
  error: ApiProblem | null
  hasMore: boolean
  isLoadingMore: boolean
  loadMore: () => void
  retry: () => void
}
type ItemOf<P extends ReadPath> = Answer<P> extends { items: (infer T)[] } ? T : never
type Page<T> = { items: T[]; nextCursor?: string | null; total?: number | null }

/**
 * Reads a list that pages by cursor. `state.query` (see `useListState`) is merged into the query, so that search, sort
 * and filters in the URL reach the server.
 */
export function usePagedList<P extends ReadPath>(
  path: P,
  init: Init<'get', P>,
  state?: { query: Loose },
): PagedList<ItemOf<P>> {
  const given = init as { params?: { query?: Loose } }
  const query = { limit: 50, ...given.params?.query, ...state?.query }
  const list = useInfiniteQuery({
    queryKey: [path, { ...given, params: { ...given.params, query } }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const params = { ...given.params, query: pageParam ? { ...query, cursor: pageParam } : query }
      return call('get', path, { ...given, params, signal }) as Promise<Page<ItemOf<P>>>
    },
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // While a filter changes, the old rows stay (dimmed) instead of collapsing the page.
    placeholderData: (previous) => previous,
  })
  return {
    rows: list.data?.pages.flatMap((page) => page.items) ?? [],
    total: list.data?.pages[0]?.total ?? undefined,
    isLoading: list.isLoading,
    isFetching: list.isFetching && !list.isFetchingNextPage,
    error: list.isError ? (list.error as unknown as ApiProblem) : null,
    hasMore: list.hasNextPage,
    isLoadingMore: list.isFetchingNextPage,
    loadMore: () => void list.fetchNextPage(),
    retry: () => void list.refetch(),
  }
}

/** What a list that comes in one piece looks like beside those that page. */
export function inOnePiece<T>(list: UseQueryResult<{ items: T[] }, ApiProblem>): PagedList<T> {
  return {
    rows: list.data?.items ?? [],
    total: list.data?.items.length,
    isLoading: list.isPending,
    isFetching: false,
    error: list.error,
    hasMore: false,
    isLoadingMore: false,
    loadMore: () => {},
    retry: () => void list.refetch(),
  }
}

/**
 * Performs a write: `useWrite('post', '/api/v1/…', { ok: t('saved') })`, then `mutate({ params, body })`. Afterwards every
 * query on the page is refreshed. A failure shows as a toast, unless `quiet` (forms show it themselves).
 */
export function useWrite<M extends WriteMethod, P extends ClientPathsWithMethod<Api, M>>(
  method: M,
  path: P,
  options: { ok?: string; quiet?: boolean } = {},
): UseMutationResult<MethodResponse<Api, M, P>, ApiProblem, Init<M, P>> {
  // An act whose answer got lost is repeated under its key, so that the server does it once.
  const unanswered = useRef<{ act: string; key: string } | undefined>(undefined)
  return useMutation<MethodResponse<Api, M, P>, ApiProblem, Init<M, P>>({
    meta: options,
    mutationFn: async (init) => {
      const act = JSON.stringify(init)
      const key = unanswered.current?.act === act ? unanswered.current.key : newIdempotencyKey()
      unanswered.current = { act, key }
      const { headers, ...rest } = init as { headers?: Loose }
      const answer = await call(method, path, { ...rest, headers: { ...headers, 'idempotency-key': key } }).catch(
        (problem: ApiProblem) => {
          if (problem.status !== 0) unanswered.current = undefined
          throw problem
        },
      )
      unanswered.current = undefined
      return answer as MethodResponse<Api, M, P>
    },
  })
}

/** One untyped call underneath the typed hooks; TypeScript cannot follow a method and a path that are both generic. */
function call(method: string, path: string, init: Loose): Promise<unknown> {
  const request = api.request as unknown as (m: string, p: string, i: Loose) => Promise<{ data?: unknown }>
  return take(request(method, path, init))
}
