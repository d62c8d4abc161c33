import type { ComponentType } from 'react'

/** One page of a domain. Its context (and with it the navigation beside it) follows from the first part of `path`. */
export type Page = {
  /** `/vendor/…`, `/partner/$partnerId/…`; a person's own, as `contextOf` knows them; anything else is open to strangers. */
  path: string
  /** Message key with its namespace, for breadcrumbs and the document's title: `sponsorship:list.title`. */
  title: string
  load: () => Promise<{ default: ComponentType }>
  /** The entry of navigation.ts that leads here; each id once a context. */
  nav?: string
  /** A table or matrix that uses all the width there is. */
  wide?: boolean
}

export type Finding = { id: string; label: string; description?: string; href: string }

/** Something besides pages that the palette finds: customers, people, sponsorships. */
export type PaletteSource = {
  contexts: Context['kind'][]
  /** Message key of the group's heading, with its namespace. */
  group: string
  find: (text: string, context: Context, signal: AbortSignal) => Promise<Finding[]>
}

export type Domain = {
  /** Message files the pages need; loaded before the first of them shows. */
  namespaces: string[]
  pages: Page[]
  palette?: PaletteSource[]
}

/** Where the reader is: which of their hats they wear on this page. */
export type Context = { kind: 'stranger' | 'person' | 'vendor' } | { kind: 'partner'; partnerId: string }

/** What a domain folder's `pages.ts` exports as default; the shell finds the file by its name. */
export function definePages(domain: Domain): Domain {
  return domain
}

const found = import.meta.glob<{ default: Domain }>(['../*/pages.ts', '!../app/pages.ts'], { eager: true })

export const domains: Domain[] = Object.values(found).map((module) => module.default)

export const pages: (Page & { namespaces: string[] })[] = domains.flatMap((domain) =>
  domain.pages.map((page) => ({ ...page, namespaces: domain.namespaces })),
)

/** The context of an address or of a route's pattern. */
export function contextOf(pathname: string): Context {
  const [first, second] = pathname.split('/').filter(Boolean)
  if (first === 'vendor') return { kind: 'vendor' }
  if (first === 'partner' && second) return { kind: 'partner', partnerId: second }
  if (first === 'access' || first === 'account' || first === 'administrator-request') return { kind: 'person' }
  return { kind: 'stranger' }
}

/** The pages above one, outermost first: `/vendor` and `/vendor/partners` for `/vendor/partners/$partnerId`. */
export function ancestorsOf(page: Page): typeof pages {
  return (
    pages
      // A page's other, shorter address is not above it.
      .filter(({ path, title }) => path !== '/' && title !== page.title && page.path.startsWith(`${path}/`))
      .sort((a, b) => a.path.length - b.path.length)
  )
}
