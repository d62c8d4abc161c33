import '@mantine/spotlight/styles.layer.css'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { useQueries } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import i18next from 'i18next'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../api/me.ts'
import { linkTo } from '../ui/links.tsx'
import { tk } from '../ui/message-key.ts'
import { navigationOf } from './navigation.ts'
import classes from './Palette.module.css'
import { domains } from './pages.ts'
import { useContextHere } from './place.ts'

const shortest = 2

/** Ctrl-K: the pages of this context, and what the domains find (customers, people). Each new `request` opens it. */
export default function Palette({ request }: { request: number }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const found = useFound(text)
  const pages = usePages(text)
  useEffect(() => {
    if (request > 0) spotlight.open()
  }, [request])
  const open = (href: string) => () => void navigate(linkTo(href))
  const groups: SpotlightActionGroupData[] = [{ group: t('palette.pages'), rows: pages }, ...found]
    .filter(({ rows }) => rows.length > 0)
    .map(({ group, rows }) => ({ group, actions: rows.map(({ href, ...row }) => ({ ...row, onClick: open(href) })) }))
  return (
    <Spotlight
      actions={groups}
      query={text}
      onQueryChange={setText}
      // What is shown was already searched, here and by the server.
      filter={(_, all) => all}
      shortcut={null}
      scrollable
      centered={false}
      yOffset="12vh"
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      classNames={{ action: classes.action, actionSection: classes.section, search: classes.search }}
      maxHeight={420}
      nothingFound={t('palette.nothing')}
      searchProps={{
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
        leftSection: <IconSearch size={18} aria-hidden />,
      }}
    />
  )
}

function usePages(text: string) {
  const { t } = useTranslation('shell')
  const me = useMe()
  const wanted = text.trim().toLocaleLowerCase()
  return navigationOf(useContextHere(), me)
    .map(({ id, href, icon: Picture }) => ({
      id: `page ${id}`,
      label: t(tk('nav.', id)),
      href,
      leftSection: <Picture size={18} stroke={1.6} aria-hidden />,
    }))
    .filter(({ label }) => label.toLocaleLowerCase().includes(wanted))
}

function useFound(text: string) {
  const { t } = useTranslation('shell')
  const context = useContextHere()
  const [settled] = useDebouncedValue(text.trim(), 150)
  const sources = domains.flatMap(({ namespaces, palette = [] }) =>
    palette.filter(({ contexts }) => contexts.includes(context.kind)).map((source) => ({ ...source, namespaces })),
  )
  const answers = useQueries({
    queries: sources.map(({ group, find, namespaces }) => ({
      queryKey: ['palette', group, context, settled],
      enabled: settled.length >= shortest,
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        await i18next.loadNamespaces(namespaces)
        return find(settled, context, signal)
      },
    })),
  })
  return answers.flatMap(({ data }, index) => {
    const source = sources[index]
    if (!source || !data || text.trim().length < shortest) return []
    return [{ group: t(source.group), rows: data.map((row) => ({ ...row, id: `${source.group} ${row.id}` })) }]
  })
}
