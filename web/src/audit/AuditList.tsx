import { Text } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { PagedList } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { DataList } from '../ui/list/DataList.tsx'
import type { ListState } from '../ui/list/list-state.ts'
import type { Column, Filter } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { actorText, rightText } from './right.ts'
import { knownActions, sentenceOf } from './sentence.ts'

export type Entry = components['schemas']['AuditEntry']

/** Filters that both lists have; the vendor's has `partner` besides. */
export const filterNames = ['action', 'actor', 'from', 'to']

type Props = {
  list: PagedList<Entry>
  state: ListState
  onOpen: (entry: Entry) => void
  exportPath: string
  /** Several chains: with a column and a filter for the partner. */
  manyChains?: boolean
}

/** Entries as sentences, newest first. */
export function AuditList({ list, state, onOpen, exportPath, manyChains }: Props) {
  const { t, i18n } = useTranslation('audit')
  const filters: Filter[] = [
    {
      key: 'action',
      label: t('filter.action'),
      options: knownActions(i18n.resolvedLanguage ?? 'en', t),
    },
    { key: 'actor', label: t('filter.actor'), input: 'text' },
    ...(manyChains ? [{ key: 'partner', label: t('filter.partner'), input: 'text' } as const] : []),
    { key: 'from', label: t('filter.from'), input: 'date' },
    { key: 'to', label: t('filter.to'), input: 'date' },
  ]
  return (
    <DataList
      id={manyChains ? 'vendor.audit' : 'partner.audit'}
      label={t('title')}
      list={list}
      state={state}
      rowId={(entry) => `${entry.partnerId ?? 'vendor'} ${entry.seq}`}
      onOpen={onOpen}
      columns={useColumns(manyChains ?? false)}
      filters={filters}
      search={t('search')}
      exports={[
        { label: t('export.csv'), href: `${exportPath}?format=csv` },
        { label: t('export.xlsx'), href: `${exportPath}?format=xlsx` },
      ]}
      empty={{ title: t('empty.title'), text: t('empty.text'), icon: IconShieldCheck }}
    />
  )
}

function useColumns(manyChains: boolean): Column<Entry>[] {
  const { t } = useTranslation('audit')
  const partner: Column<Entry> = {
    key: 'partner',
    title: t('partner'),
    width: 190,
    cell: (entry) => entry.partnerName ?? (entry.partnerId ? entry.partnerId.slice(0, 8) : t('vendorChain')),
  }
  return [
    { key: 'event', title: t('event'), cell: (entry) => sentenceOf(entry, t) },
    { key: 'when', title: t('when'), width: 180, cell: (entry) => <Moment at={entry.at} show="dateTime" /> },
    ...(manyChains ? [partner] : []),
    { key: 'actor', title: t('actor'), width: 180, initiallyHidden: true, cell: (entry) => actorText(entry.actor, t) },
    {
      key: 'why',
      title: t('why'),
      width: 240,
      cell: (entry) => (
        <Text span size="sm" c="dimmed">
          {rightText(entry.why, t)}
        </Text>
      ),
    },
    { key: 'seq', title: t('number'), width: 90, numeric: true, initiallyHidden: true, cell: (entry) => entry.seq },
  ]
}
