import { IconCpu } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { DevicePanel } from './DevicePanel.tsx'
import { InventoryFrame, useInventoryFilters, useInventoryState } from './InventoryFrame.tsx'

type Part = components['schemas']['HardwarePart']

/** Chassis and what is in them. */
export default function HardwarePage() {
  const { t } = useTranslation('inventory')
  const partnerId = usePartnerId()
  const state = useInventoryState()
  const list = usePagedList('/api/v1/partners/{partnerId}/hardware', { params: { path: { partnerId } } }, state)
  const columns = useColumns()
  const [opened, setOpened] = useState<{ deviceId: string; name: string } | null>(null)
  return (
    <InventoryFrame list="hardware" columns={columns} state={state}>
      <DataList
        id="partner.hardware"
        label={t('lists.hardware')}
        list={list}
        state={state}
        rowId={(row) => `${row.deviceId} ${row.no}`}
        rowHref={(row) => `/partner/${partnerId}/inventory/${row.deviceId}`}
        onOpen={(row) => setOpened({ deviceId: row.deviceId, name: row.hostname })}
        search={t('devices.search')}
        columns={columns}
        filters={useInventoryFilters()}
        exports={useListFiles(`/api/v1/partners/${partnerId}/hardware-export`, true)}
        empty={{ icon: IconCpu, title: t('hardware.emptyTitle'), text: t('devices.emptyText') }}
      />
      <DevicePanel device={opened} close={() => setOpened(null)} />
    </InventoryFrame>
  )
}

function useColumns(): Column<Part>[] {
  const { t } = useTranslation('inventory')
  return [
    { key: 'hostname', field: 'hostname', title: t('fact.hostname'), noWrap: true, cell: (row) => row.hostname },
    { key: 'kind', field: 'kind', title: t('hardware.kind'), noWrap: true, cell: (row) => t(tk('part.', row.kind)) },
    { key: 'name', field: 'name', title: t('device.name'), noWrap: true, cell: (row) => row.name || '—' },
    { key: 'position', field: 'position', title: t('hardware.position'), cell: (row) => row.position || '—' },
    {
      key: 'product',
      field: 'productId',
      title: t('fact.productId'),
      noWrap: true,
      cell: (row) => row.productId || '—',
    },
    {
      key: 'serial',
      field: 'serial',
      title: t('fact.serial'),
      noWrap: true,
      cell: (row) => (row.serial ? <Identifier value={row.serial} /> : '—'),
    },
    {
      key: 'revision',
      field: 'hardwareVersion',
      title: t('fact.hardwareVersion'),
      cell: (row) => row.hardwareVersion || '—',
    },
    { key: 'customer', field: 'customerName', title: t('fact.customer'), cell: (row) => row.customerName },
    {
      key: 'software',
      field: 'softwareVersion',
      title: t('fact.softwareVersion'),
      cell: (row) => row.softwareVersion || '—',
      initiallyHidden: true,
    },
    {
      key: 'description',
      field: 'description',
      title: t('hardware.description'),
      cell: (row) => row.description || '—',
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
      key: 'seen',
      field: 'seenAt',
      title: t('fact.seenAt'),
      noWrap: true,
      cell: (row) => <Moment at={row.seenAt} show="relative" />,
      initiallyHidden: true,
    },
  ]
}
