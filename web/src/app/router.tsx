import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import i18next from 'i18next'
import { meQuery } from '../api/me.ts'
import { LoadingState } from '../ui/states.tsx'
import { Frame } from './Frame.tsx'
import { NothingHere, PageFailed } from './failures.tsx'
import { homeOf } from './navigation.ts'
import { openNewBuild } from './new-build.ts'
import { ancestorsOf, contextOf, type Page, pages } from './pages.ts'
import { parsePlainSearch, stringifyPlainSearch } from './plain-search.ts'
import { Shell } from './shell-later.ts'

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Frame })

function routeOf(page: Page & { namespaces: string[] }) {
  return createRoute({
    getParentRoute: () => root,
    path: page.path,
    component: lazyRouteComponent(page.load),
    beforeLoad: async ({ context, location, preload }) => {
      const me = await context.client.ensureQueryData(meQuery)
      if (preload) return
      await openNewBuild(location.href)
      const here = contextOf(location.pathname)
      if (here.kind !== 'stranger' && !me.account) {
        throw redirect({ to: '/sign-in', search: { return: location.href }, replace: true })
      }
      if (me.account && (location.pathname === '/' || location.pathname === '/sign-in')) {
        throw redirect({ to: homeOf(me), replace: true })
      }
    },
    loader: async ({ location, preload }) => {
      // The breadcrumbs name the pages above this one, which may belong to another domain.
      const namespaces = [page, ...ancestorsOf(page)].flatMap((one) => one.namespaces)
      const shell = contextOf(location.pathname).kind === 'stranger' ? undefined : Shell.preload?.()
      await Promise.all([i18next.loadNamespaces(namespaces), shell, page.load().catch(() => {})])
      if (!preload) await openNewBuild(location.href)
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export type AppRouter = ReturnType<typeof createAppRouter>

/** The application's router: one flat list of pages, each loaded when it is first needed. */
export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren(pages.map(routeOf)),
    context: { client },
    defaultPreload: 'intent',
    defaultPendingMs: 200,
    defaultPendingComponent: LoadingState,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: NothingHere,
    scrollRestoration: true,
    parseSearch: parsePlainSearch,
    stringifySearch: stringifyPlainSearch,
  })
}
