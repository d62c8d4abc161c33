import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ReactNode, Ref } from 'react'

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
export function PageLink({ href, ...props }: Target & AnchorProps & { children: ReactNode; onClick?: () => void }) {
  return <RoutedAnchor {...linkTo(href)} {...props} />
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
