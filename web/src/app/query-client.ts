import { MutationCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from '../api/problem.ts'
import { notify } from '../ui/notify.tsx'

/** What every read and write of the application has in common. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        networkMode: 'always',
        retry: (count, error) =>
          count < 2 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 502),
      },
      mutations: { networkMode: 'always' },
    },
    mutationCache: new MutationCache({
      // A write may change anything the page shows (a contract's end stops sponsorships): all of it is read anew.
      onSuccess: (_data, _variables, _context, mutation) => {
        const ok = mutation.meta?.ok
        if (typeof ok === 'string') notify.ok(ok)
        return client.invalidateQueries()
      },
      onError: (error, _variables, _context, mutation) => {
        // Somebody else was first: what is shown is out of date.
        if (error instanceof ApiProblem && error.status === 409) void client.invalidateQueries()
        if (!mutation.meta?.quiet) notify.problem(error)
      },
    }),
  })
  return client
}
