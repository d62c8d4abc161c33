import { useMatches, useParams, useRouterState } from '@tanstack/react-router'
import { type Context, contextOf, type Page, pages } from './pages.ts'

/** The path of the page being shown; while the next one still loads, that is the one before. */
export function usePathHere(): string {
  return useRouterState({ select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname })
}

/** The context of the page being shown. */
export function useContextHere(): Context {
  return contextOf(usePathHere())
}

/** A part of the address named in the page's path: `usePathParam('customerId')` for `/partner/$partnerId/customers/$customerId`. */
export function usePathParam(name: string): string {
  const params: Record<string, string> = useParams({ strict: false })
  const value = params[name]
  if (value === undefined) throw new Error(`the path of this page has no $${name}`)
  return value
}

/** The partner of the page being shown (`/partner/$partnerId/…`). */
export function usePartnerId(): string {
  return usePathParam('partnerId')
}

/** The registered page being shown; undefined where there is none. */
export function usePageHere(): Page | undefined {
  const routeId = useMatches().at(-1)?.routeId
  return pages.find(({ path }) => path === routeId)
}
