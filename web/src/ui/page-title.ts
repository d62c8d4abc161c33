import { useEffect, useSyncExternalStore } from 'react'

let shown: string | undefined
const listeners = new Set<() => void>()

function show(title: string | undefined): void {
  shown = title
  for (const listener of listeners) listener()
}

/** Names the page in the document's title and in the last breadcrumb; PageHeader calls it. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    show(title)
    return () => show(undefined)
  }, [title])
}

/** The name the page gave itself, once it has one. */
export function useShownTitle(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown,
  )
}
