import { Menu, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { useMembership } from '../../api/me.ts'
import type { components } from '../../api/schema.ts'

type Wanted = Pick<components['schemas']['Export'], 'list' | 'format' | 'query'> & { partnerId: string }

const lists: Record<Wanted['list'], true> = {
  alerts: true,
  collections: true,
  collectors: true,
  'contract-lines': true,
  contracts: true,
  'device-coverage': true,
  devices: true,
  hardware: true,
  renewal: true,
  software: true,
}

/** What of the files can be made in the background, for members whom a mail can tell. */
function useWanted(hrefs: string[]): Wanted[] {
  const wanted = hrefs.flatMap(wantedOf)
  const membership = useMembership(wanted[0]?.partnerId ?? '')
  return membership ? wanted : []
}

type Props = {
  /** The files' addresses. */
  hrefs: string[]
  /** Which of several files of a format they are. */
  about?: string | undefined
}

/** In the menu of a list's files: the same, made in the background. */
export function LaterFiles({ hrefs, about }: Props) {
  const wanted = useWanted(hrefs)
  return wanted.length > 0 ? <Items wanted={wanted} about={about} /> : null
}

/** What that is for, once below all of them. */
export function LaterText({ hrefs }: { hrefs: string[] }) {
  const { t } = useTranslation('ui')
  if (useWanted(hrefs).length === 0) return null
  return (
    <>
      <Menu.Divider />
      <Text size="xs" c="dimmed" maw={220} px="sm" pb={6}>
        {t('list.laterText')}
      </Text>
    </>
  )
}

function Items({ wanted, about }: { wanted: Wanted[]; about: string | undefined }) {
  const { t } = useTranslation('ui')
  const ask = useWrite('post', '/api/v1/partners/{partnerId}/exports', { ok: t('list.laterAsked') })
  return wanted.map(({ partnerId, ...body }) => {
    const label = t(body.format === 'csv' ? 'list.laterCsv' : 'list.laterXlsx')
    return (
      <Menu.Item
        key={body.format}
        {...(about && { 'aria-label': `${label}, ${about}` })}
        onClick={() => ask.mutate({ params: { path: { partnerId } }, body })}
      >
        {label}
      </Menu.Item>
    )
  })
}

function wantedOf(href: string): Wanted[] {
  const { pathname, searchParams } = new URL(href, window.location.origin)
  const [, partnerId, list] = /^\/api\/v1\/partners\/([^/]+)\/([a-z-]+)-export$/.exec(pathname) ?? []
  const format = searchParams.get('format')
  if (!partnerId || !list || !isKept(list) || (format !== 'csv' && format !== 'xlsx')) return []
  searchParams.delete('format')
  const query: Wanted['query'] = {}
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name)
    query[name] = values.length === 1 ? (values[0] ?? '') : values
  }
  return [{ partnerId, list, format, query }]
}

const isKept = (list: string): list is Wanted['list'] => list in lists
