import { IconDisc } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import type { Column } from '../ui/list/list-types.ts'
import { InventoryFrame, useInventoryFilters, useInventoryState } from './InventoryFrame.tsx'

type Software = components['schemas']['SoftwareInUse']

/** Which software runs on how many devices; each leads to them. */
export default function SoftwarePage() {
  const { t } = useTranslation('inventory')
  const partnerId = usePartnerId()
  const state = useInventoryState()
  const list = usePagedList('/api/v1/partners/{partnerId}/software', { params: { path: { partnerId } } }, state)
  const columns = useColumns()
  const devicesOf = ({ vendor, softwareType, softwareVersion }: Software) => {
    const narrowed = new URLSearchParams(window.location.search)
    const names = Object.entries({ vendor, softwareType, softwareVersion })
    const unstated = narrowed.getAll('unstated').filter((name) => !names.some(([one]) => one === name))
    narrowed.delete('unstated')
    for (const name of unstated) narrowed.append('unstated', name)
    for (const [name, value] of names)
      if (value) narrowed.set(name, value)
      else {
        narrowed.delete(name)
        narrowed.append('unstated', name)
      }
    return `/partner/${partnerId}/inventory?${narrowed}`
  }
  return (
    <InventoryFrame list="software" columns={columns} state={state}>
      <DataList
        id="partner.software"
        label={t('lists.software')}
        list={list}
        state={state}
        rowId={(row) => `${row.vendor} ${row.softwareType} ${row.softwareVersion}`}
        rowHref={devicesOf}
        search={t('devices.search')}
        columns={columns}
        filters={useInventoryFilters()}
        exports={useListFiles(`/api/v1/partners/${partnerId}/software-export`, true)}
        empty={{ icon: IconDisc, title: t('software.emptyTitle'), text: t('devices.emptyText') }}
      />
    </InventoryFrame>
  )
}

function useColumns(): Column<Software>[] {
  const { t } = useTranslation('inventory')
  const format = useFormat()
  return [
    {
      key: 'version',
      field: 'softwareVersion',
      title: t('fact.softwareVersion'),
      noWrap: true,
      cell: (row) => row.softwareVersion || t('software.noVersion'),
    },
    { key: 'type', field: 'softwareType', title: t('fact.softwareType'), cell: (row) => row.softwareType || '—' },
    { key: 'vendor', field: 'vendor', title: t('fact.vendor'), cell: (row) => row.vendor || '—' },
    {
      key: 'devices',
      field: 'devices',
      title: t('software.devices'),
      numeric: true,
      cell: (row) => format.number(row.devices),
    },
    {
      key: 'customers',
      field: 'customers',
      title: t('software.customers'),
      numeric: true,
      cell: (row) => format.number(row.customers),
    },
  ]
}
