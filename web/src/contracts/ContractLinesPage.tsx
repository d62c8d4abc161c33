import { IconListNumbers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { useListState } from '../ui/list/list-state.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ContractTabs } from './ContractTabs.tsx'
import { useLineColumns, useLineFilters } from './line-columns.tsx'

/** Covered serial numbers of all customers the reader reaches. */
export default function ContractLinesPage() {
  const { t } = useTranslation('contracts')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['state', 'found', 'endsFrom', 'endsTo', 'customerId'], sort: 'serial' })
  const list = usePagedList('/api/v1/partners/{partnerId}/contract-lines', { params: { path: { partnerId } } }, state)
  return (
    <>
      <PageHeader title={t('lines.title')} text={t('lines.text')} />
      <ContractTabs value="lines" />
      <DataList
        id="partner.lines"
        label={t('lines.title')}
        list={list}
        state={state}
        rowId={(row) => row.lineId}
        rowHref={(row) => `/partner/${partnerId}/contracts/${row.contractId}`}
        search={t('lines.search')}
        columns={useLineColumns(true, partnerId)}
        filters={useLineFilters(true)}
        exports={useListFiles(`/api/v1/partners/${partnerId}/contract-lines-export`)}
        empty={{ icon: IconListNumbers, title: t('lines.emptyTitle'), text: t('lines.emptyText') }}
      />
    </>
  )
}
