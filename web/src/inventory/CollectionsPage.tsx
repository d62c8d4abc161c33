import { IconStack2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useServiceDenial } from '../service/in-force.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type Collection, collectionStates, collectionTones, sources } from './inventory.ts'

/** Uploads of inventory of the customers the reader reaches, newest first. */
export default function CollectionsPage() {
  const { t } = useTranslation('inventory')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['state', 'source', 'customerId', 'inventoryId'] })
  const list = usePagedList('/api/v1/partners/{partnerId}/collections', { params: { path: { partnerId } } }, state)
  const denied = useServiceDenial('upload_inventory')
  const upload = (
    <ActLink denied={denied} href={`/partner/${partnerId}/collections/new`}>
      {t('upload.act')}
    </ActLink>
  )
  return (
    <>
      <PageHeader title={t('collections.title')} text={t('collections.text')} actions={upload} />
      <DataList
        id="partner.collections"
        label={t('collections.title')}
        list={list}
        state={state}
        rowId={(row) => row.collectionId}
        rowHref={(row) => `/partner/${partnerId}/collections/${row.collectionId}`}
        search={t('collections.search')}
        columns={useColumns()}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: collectionStates.map((value) => ({ value, label: t(tk('state.', value)) })),
          },
          {
            key: 'source',
            label: t('source.label'),
            options: sources.map((value) => ({ value, label: t(tk('source.', value)) })),
          },
        ]}
        exports={useListFiles(`/api/v1/partners/${partnerId}/collections-export`)}
        empty={{
          icon: IconStack2,
          title: t('collections.emptyTitle'),
          text: t('collections.emptyText'),
          action: upload,
        }}
      />
    </>
  )
}

function useColumns(): Column<Collection>[] {
  const { t } = useTranslation('inventory')
  const format = useFormat()
  const number = (value: number | undefined) => (value === undefined ? '—' : format.number(value))
  return [
    { key: 'customer', title: t('fact.customer'), cell: (row) => row.customerName },
    { key: 'inventory', title: t('fact.inventory'), cell: (row) => row.inventoryName },
    {
      key: 'state',
      title: t('state.label'),
      cell: (row) => <StateBadge tone={collectionTones[row.state]}>{t(tk('state.', row.state))}</StateBadge>,
    },
    { key: 'source', title: t('source.label'), cell: (row) => t(tk('source.', row.source)) },
    { key: 'devices', title: t('counts.devices'), numeric: true, cell: (row) => number(row.counts?.devices) },
    { key: 'new', title: t('counts.new'), numeric: true, cell: (row) => number(row.counts?.new) },
    { key: 'changed', title: t('counts.changed'), numeric: true, cell: (row) => number(row.counts?.changed) },
    { key: 'gone', title: t('counts.gone'), numeric: true, cell: (row) => number(row.counts?.gone) },
    { key: 'file', title: t('fact.file'), cell: (row) => row.fileName || '—', initiallyHidden: true },
    { key: 'by', title: t('fact.by'), cell: (row) => row.createdByName },
    { key: 'at', title: t('fact.collectedAt'), cell: (row) => <Moment at={row.collectedAt} show="dateTime" /> },
  ]
}
