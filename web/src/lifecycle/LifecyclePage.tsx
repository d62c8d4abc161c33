import { Group } from '@mantine/core'
import { IconHourglass, IconUpload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useAdministratorDenial } from '../vendor/may.ts'
import { type Entry, NextMilestones } from './Milestones.tsx'

/** Products and software trains with their milestones, from which alerts at every partner follow. */
export default function LifecyclePage() {
  const { t } = useTranslation('lifecycle')
  const denied = useAdministratorDenial('change_settings')
  const state = useListState({ filters: ['about', 'source'], sort: 'name' })
  const list = usePagedList('/api/v1/vendor/lifecycle', {}, state)
  const act = (
    <ActLink denied={denied} href="/vendor/lifecycle/import" leftSection={<IconUpload size={16} aria-hidden />}>
      {t('import.title')}
    </ActLink>
  )
  return (
    <>
      <PageHeader
        title={t('list.title')}
        text={t('list.text')}
        actions={
          <Group gap="xs">
            <LinkButton variant="default" href="/vendor/lifecycle/settings">
              {t('settings.title')}
            </LinkButton>
            {act}
          </Group>
        }
      />
      <DataList
        id="vendor.lifecycle"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.entryId}
        rowHref={(row) => `/vendor/lifecycle/${row.entryId}`}
        search={t('list.search')}
        columns={useColumns()}
        filters={[
          {
            key: 'about',
            label: t('about.label'),
            options: ['hardware', 'software'].map((value) => ({ value, label: t(tk('about.', value)) })),
          },
          {
            key: 'source',
            label: t('source.label'),
            options: ['eox', 'endoflife'].map((value) => ({ value, label: t(tk('source.', value)) })),
          },
        ]}
        empty={{ icon: IconHourglass, title: t('list.emptyTitle'), text: t('list.emptyText'), action: act }}
      />
    </>
  )
}

function useColumns(): Column<Entry>[] {
  const { t } = useTranslation('lifecycle')
  return [
    { key: 'name', title: t('field.name'), sort: 'name', cell: (row) => `${row.name} ${row.cycle}`.trim() },
    { key: 'about', title: t('about.label'), cell: (row) => t(tk('about.', row.about)) },
    { key: 'milestones', title: t('field.milestones'), cell: (row) => <NextMilestones milestones={row.milestones} /> },
    { key: 'title', title: t('field.title'), cell: (row) => row.title || '—' },
    {
      key: 'vendor',
      title: t('field.vendor'),
      cell: (row) => row.vendor || t('field.anyVendor'),
      initiallyHidden: true,
    },
    { key: 'bulletin', title: t('field.bulletin'), cell: (row) => row.bulletin || '—', initiallyHidden: true },
    { key: 'source', title: t('source.label'), cell: (row) => t(tk('source.', row.source)), initiallyHidden: true },
    {
      key: 'updated',
      title: t('field.updated'),
      sort: 'updated',
      cell: (row) => <Moment at={row.updatedAt} show="relative" />,
    },
  ]
}
