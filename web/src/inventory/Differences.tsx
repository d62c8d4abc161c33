import { Group, Select, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { useListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ChangeList } from './ChangeList.tsx'
import { type CollectionDetail, type Difference, differenceTones } from './inventory.ts'

/** What this collection has otherwise than another of the same customer; the one before it at first. */
export function Differences({ row, partnerId }: { row: CollectionDetail; partnerId: string }) {
  const { t } = useTranslation('inventory')
  const format = useFormat()
  // In the address, so that a comparison can be linked to.
  const { filters, setFilter } = useListState({ filters: ['from'] })
  const chosen = filters.from?.[0]
  const query = { customerId: [row.customerId], state: ['done' as const], limit: 100 }
  const others = useRead('/api/v1/partners/{partnerId}/collections', { params: { path: { partnerId }, query } })
  const candidates = (others.data?.items ?? []).filter((one) => one.collectionId !== row.collectionId)
  const earlier = candidates
    .filter((one) => one.inventoryId === row.inventoryId && one.collectedAt < row.collectedAt)
    .toSorted((a, b) => (a.collectedAt < b.collectedAt ? 1 : -1))
  const from = chosen ?? earlier[0]?.collectionId ?? candidates[0]?.collectionId
  return (
    <section aria-labelledby="differences-title">
      <Group justify="space-between" align="flex-end" mb="sm">
        <Title order={2} size="h4" id="differences-title">
          {t('differences.title')}
        </Title>
        {from && (
          <Select
            label={t('differences.from')}
            w={360}
            value={from}
            onChange={(value) => setFilter('from', value ? [value] : [])}
            data={candidates.map((one) => ({
              value: one.collectionId,
              label: `${format.dateTime(one.collectedAt)} · ${one.inventoryName}`,
            }))}
          />
        )}
      </Group>
      {from ? (
        <DifferenceList key={from} path={{ partnerId, collectionId: row.collectionId }} from={from} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('differences.nothing')}
        </Text>
      )}
    </section>
  )
}

const statuses: Difference['status'][] = ['added', 'removed', 'changed', 'moved']

function DifferenceList({ path, from }: { path: { partnerId: string; collectionId: string }; from: string }) {
  const { t } = useTranslation('inventory')
  const state = useListState({ filters: ['status'] })
  const list = usePagedList(
    '/api/v1/partners/{partnerId}/collections/{collectionId}/differences',
    { params: { path, query: { from } } },
    state,
  )
  return (
    <DataList
      id="collection.differences"
      label={t('differences.title')}
      list={list}
      state={state}
      rowId={(row) => row.deviceId}
      rowHref={(row) => `/partner/${path.partnerId}/inventory/${row.deviceId}`}
      search={t('differences.search')}
      columns={[
        { key: 'device', title: t('fact.hostname'), cell: (row) => row.hostname || row.address || row.serial },
        {
          key: 'status',
          title: t('differences.status'),
          cell: (row) => (
            <StateBadge tone={differenceTones[row.status]}>{t(tk('differences.', row.status))}</StateBadge>
          ),
        },
        { key: 'serial', title: t('fact.serial'), cell: (row) => row.serial || '—' },
        { key: 'product', title: t('fact.productId'), cell: (row) => row.productId || '—' },
        { key: 'changes', title: t('differences.changes'), cell: (row) => <ChangeList changes={row.changes} /> },
      ]}
      filters={[
        {
          key: 'status',
          label: t('differences.status'),
          options: statuses.map((value) => ({ value, label: t(tk('differences.', value)) })),
        },
      ]}
      exports={useListFiles(
        `/api/v1/partners/${path.partnerId}/collections/${path.collectionId}/differences-export?from=${from}`,
      )}
      empty={{ title: t('differences.none') }}
    />
  )
}
