import { IconListDetails } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { lastDay } from '../contracts/days.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { DevicePanel } from './DevicePanel.tsx'
import { InventoryFrame, useFacets, useInventoryFilters, useInventoryState } from './InventoryFrame.tsx'
import { coverageTones, type Device } from './inventory.ts'

/** What is installed at the customers the reader reaches, and how it is covered. */
export default function DevicesPage() {
  const { t } = useTranslation('inventory')
  const partnerId = usePartnerId()
  const state = useInventoryState('name')
  const list = usePagedList('/api/v1/partners/{partnerId}/devices', { params: { path: { partnerId } } }, state)
  const facets = useFacets('devices', state)
  const columns = useColumns()
  const [opened, setOpened] = useState<{ deviceId: string; name: string } | null>(null)
  return (
    <InventoryFrame list="devices" columns={columns} state={state}>
      <DataList
        id="partner.devices"
        label={t('lists.devices')}
        // Beyond a thousand the list does not count; the facets do, a moment later.
        list={{ ...list, total: list.total ?? facets.data?.total }}
        state={state}
        rowId={(row) => row.deviceId}
        rowHref={(row) => `/partner/${partnerId}/inventory/${row.deviceId}`}
        onOpen={(row) => setOpened({ deviceId: row.deviceId, name: row.hostname || row.address || row.serial })}
        search={t('devices.search')}
        columns={columns}
        filters={useInventoryFilters()}
        exports={useListFiles(`/api/v1/partners/${partnerId}/devices-export`, true)}
        empty={{ icon: IconListDetails, title: t('devices.emptyTitle'), text: t('devices.emptyText') }}
      />
      <DevicePanel device={opened} close={() => setOpened(null)} />
    </InventoryFrame>
  )
}

function useColumns(): Column<Device>[] {
  const { t } = useTranslation('inventory')
  return [
    {
      key: 'hostname',
      field: 'hostname',
      noWrap: true,
      title: t('fact.hostname'),
      sort: 'name',
      cell: (row) => row.hostname || row.address || row.serial,
    },
    {
      key: 'coverage',
      field: 'coverage',
      title: t('coverage.label'),
      sort: 'coverage',
      cell: (row) => <StateBadge tone={coverageTones[row.coverage]}>{t(tk('coverage.', row.coverage))}</StateBadge>,
    },
    { key: 'customer', field: 'customerName', title: t('fact.customer'), cell: (row) => row.customerName },
    {
      key: 'address',
      field: 'address',
      noWrap: true,
      title: t('fact.address'),
      sort: 'address',
      cell: (row) => row.address || '—',
    },
    {
      key: 'serial',
      field: 'serial',
      noWrap: true,
      title: t('fact.serial'),
      sort: 'serial',
      cell: (row) => (row.serial ? <Identifier value={row.serial} /> : '—'),
    },
    {
      key: 'product',
      field: 'productId',
      noWrap: true,
      title: t('fact.productId'),
      sort: 'product',
      cell: (row) => row.productId || '—',
    },
    {
      key: 'software',
      field: 'softwareVersion',
      noWrap: true,
      title: t('fact.softwareVersion'),
      sort: 'software',
      cell: (row) => row.softwareVersion || '—',
    },
    {
      key: 'family',
      field: 'productFamily',
      title: t('fact.productFamily'),
      cell: (row) => row.productFamily || '—',
      initiallyHidden: true,
    },
    { key: 'kind', field: 'kind', title: t('fact.kind'), cell: (row) => row.kind || '—', initiallyHidden: true },
    {
      key: 'softwareType',
      field: 'softwareType',
      title: t('fact.softwareType'),
      cell: (row) => row.softwareType || '—',
      initiallyHidden: true,
    },
    {
      key: 'mac',
      field: 'mac',
      title: t('fact.mac'),
      noWrap: true,
      cell: (row) => row.mac || '—',
      initiallyHidden: true,
    },
    {
      key: 'vendor',
      field: 'vendor',
      title: t('fact.vendor'),
      cell: (row) => row.vendor || '—',
      initiallyHidden: true,
    },
    { key: 'site', field: 'site', title: t('fact.site'), cell: (row) => row.site || '—', initiallyHidden: true },
    {
      key: 'location',
      field: 'location',
      title: t('fact.location'),
      cell: (row) => row.location || '—',
      initiallyHidden: true,
    },
    {
      key: 'inventory',
      field: 'inventoryName',
      title: t('fact.inventory'),
      cell: (row) => row.inventoryName,
      initiallyHidden: true,
    },
    {
      key: 'until',
      field: 'coveredUntil',
      title: t('fact.coveredUntil'),
      noWrap: true,
      cell: (row) => (row.coveredUntil ? <Moment at={lastDay(row.coveredUntil)} /> : '—'),
      initiallyHidden: true,
    },
    {
      key: 'first',
      field: 'firstSeenAt',
      title: t('fact.firstSeenAt'),
      noWrap: true,
      cell: (row) => <Moment at={row.firstSeenAt} show="date" />,
      initiallyHidden: true,
    },
    {
      key: 'seen',
      field: 'seenAt',
      noWrap: true,
      title: t('fact.seenAt'),
      sort: 'seen',
      cell: (row) => <Moment at={row.seenAt} show="relative" />,
    },
  ]
}
