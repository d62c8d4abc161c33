/** The script that this page began with: its name tells the build. */
const entry = () => document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.src ?? ''
/** Shared with public/first-paint.js, which does the same where not even the entry can be had. */
const storageKey = 'reloadedFrom'

let isGone = false

/** Notes when a part of this build cannot be had any more, most likely because another is served by now. */
export function noticeNewBuild(): void {
  window.addEventListener('vite:preloadError', () => {
    isGone = true
  })
}

/**
 * Opens `href` with the build that is served now, where a part of this one is gone; at most once for each build, so that a part
 * which stays away is told as an error instead of asked for without end. Resolves at once where there is nothing to do.
 */
export async function openNewBuild(href: string): Promise<void> {
  if (!isGone || !mayReload()) return
  const { pathname, search } = new URL(href, window.location.href)
  // Where the address is the present one already, going to it would be no more than scrolling.
  if (pathname === window.location.pathname && search === window.location.search) window.location.reload()
  else window.location.assign(href)
  await new Promise(() => {})
}

function mayReload(): boolean {
  try {
    if (sessionStorage.getItem(storageKey) === entry()) return false
    sessionStorage.setItem(storageKey, entry())
    return true
  } catch {
    return false
  }
}
