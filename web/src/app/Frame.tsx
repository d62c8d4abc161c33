import { useSuspenseQuery } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { Suspense, useEffect, useRef } from 'react'
import { meQuery } from '../api/me.ts'
import { useShownTitle } from '../ui/page-title.ts'
import { LoadingState } from '../ui/states.tsx'
import { useTrail } from './Breadcrumbs.tsx'
import { NothingHere } from './failures.tsx'
import { belongsTo } from './navigation.ts'
import { useContextHere, usePathHere } from './place.ts'
import { StrangerLayout } from './StrangerLayout.tsx'
import { Shell } from './shell-later.ts'

/** What is around every page: the shell of a context, or the public layout. */
export function Frame() {
  const { data: me } = useSuspenseQuery(meQuery)
  const context = useContextHere()
  const title = useDocumentTitle(me.vendor.name)
  useFocusAfterNavigation()
  const Layout = context.kind === 'stranger' || !me.account ? StrangerLayout : Shell
  return (
    <>
      <Suspense>
        <Layout>
          <Suspense fallback={<LoadingState />}>{belongsTo(context, me) ? <Outlet /> : <NothingHere />}</Suspense>
        </Layout>
      </Suspense>
      <div className="visually-hidden" aria-live="polite" aria-atomic>
        {title}
      </div>
    </>
  )
}

function useDocumentTitle(vendor: string): string {
  const own = useShownTitle()
  const trail = useTrail()
  const title = own ?? trail.at(-1)?.label
  useEffect(() => {
    document.title = title ? `${title} · ${vendor}` : vendor
  }, [title, vendor])
  return title ?? vendor
}

/** After a navigation the keyboard goes on at the new page's content, not at the link that was pressed. */
function useFocusAfterNavigation(): void {
  const path = usePathHere()
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [path])
}
