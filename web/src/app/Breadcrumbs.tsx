import { Breadcrumbs as MantineBreadcrumbs, Text } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { PageLink } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { useShownTitle } from '../ui/page-title.ts'
import { ancestorsOf, type Page } from './pages.ts'
import { usePageHere } from './place.ts'

type Crumb = { label: string; href: string }

/** The pages from the context's first to this one, with what the reader calls them. */
export function useTrail(): Crumb[] {
  const { t } = useTranslation('shell')
  const params: Record<string, string> = useParams({ strict: false })
  const page = usePageHere()
  if (!page) return []
  const label = ({ nav, title }: Page) => (nav ? t(tk('nav.', nav)) : t(title))
  const href = ({ path }: Page) => path.replace(/\$(\w+)/g, (_, name: string) => params[name] ?? '')
  return [...ancestorsOf(page), page].map((step) => ({ label: label(step), href: href(step) }))
}

/** Where this page is; the first page of a context needs none. */
export function Breadcrumbs() {
  const { t } = useTranslation('shell')
  const trail = useTrail()
  const shown = useShownTitle()
  if (trail.length < 2) return null
  const last = trail.at(-1)
  return (
    <nav aria-label={t('breadcrumbs')}>
      <MantineBreadcrumbs separator="/" separatorMargin={6} mb={6} fz="xs">
        {trail.slice(0, -1).map(({ label, href }) => (
          <PageLink key={href} href={href} c="dimmed" size="xs" underline="hover">
            {label}
          </PageLink>
        ))}
        <Text size="xs" c="dimmed" truncate lh={1.5} maw="16rem" aria-current="page">
          {shown ?? last?.label}
        </Text>
      </MantineBreadcrumbs>
    </nav>
  )
}
