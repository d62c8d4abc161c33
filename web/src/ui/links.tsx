import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { MouseEvent, ReactNode, Ref } from 'react'

type Target = { href: string }

/** An address inside the portal, as the router wants it. */
export function linkTo(href: string): { to: string; search: Record<string, unknown>; hash?: string } {
  const url = new URL(href, 'http://here')
  const search: Record<string, unknown> = {}
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name)
    search[name] = values.length > 1 ? values : values[0]
  }
  return { to: url.pathname, search, ...(url.hash ? { hash: url.hash.slice(1) } : {}) }
}

const RoutedAnchor = createLink((props: AnchorProps & { ref?: Ref<HTMLAnchorElement> }) => <Anchor {...props} />)
const RoutedButton = createLink(({ ref, ...props }: ButtonProps & { ref?: Ref<HTMLAnchorElement> }) => (
  <Button component="a" ref={ref} {...props} />
))
const RoutedNavLink = createLink(({ ref, ...props }: NavLinkProps & { ref?: Ref<HTMLAnchorElement> }) => (
  <NavLink component="a" ref={ref} {...props} />
))

/** A link to a page of the portal; `href` is the plain address, with its query if it has one. */
export function PageLink({
  href,
  ...props
}: Target & AnchorProps & { children: ReactNode; onClick?: (event: MouseEvent) => void }) {
  return <RoutedAnchor {...linkTo(href)} {...props} />
}

/** For a link that opens something on its page: a plain click does, any other (a new tab) follows the address. */
export function onPlainClick(act: () => void): (event: MouseEvent) => void {
  return (event) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    act()
  }
}

/** A button that leads to a page of the portal. */
export function LinkButton({ href, ...props }: Target & ButtonProps) {
  return <RoutedButton {...linkTo(href)} {...props} />
}

/** An entry of a navigation; it is current for its own page and, unless `exact`, for those below it. */
export function NavigationLink({
  href,
  exact,
  ...props
}: Target & NavLinkProps & { exact?: boolean; onClick?: () => void }) {
  return (
    <RoutedNavLink
      {...linkTo(href)}
      activeOptions={{ exact: exact ?? false, includeSearch: false }}
      activeProps={{ active: true }}
      {...props}
    />
  )
}
