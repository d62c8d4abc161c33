/**
 * Where to go after signing in: a path of this portal, or undefined. Anything that a browser would read as another origin
 * (`//host`, `/\host`, `https:…`, with tabs or line breaks in between) leads nowhere.
 */
export function safeReturnPath(given: unknown, origin: string): string | undefined {
  if (typeof given !== 'string' || !given.startsWith('/')) return undefined
  const url = URL.parse(given, origin)
  if (!url || url.origin !== origin) return undefined
  const path = url.pathname + url.search + url.hash
  return path.startsWith('//') || url.pathname === '/sign-in' ? undefined : path
}
