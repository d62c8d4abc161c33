import { IconActivity } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePathParam } from '../app/place.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useCollectorColumns, useCollectorExports, useCollectorFilters } from './columns.tsx'

/** A partner's collectors, for the vendor's staff: they look, and change none. */
export default function VendorCollectorsPage() {
  const { t } = useTranslation('collectors')
  const partnerId = usePathParam('partnerId')
  const state = useListState({ filters: ['status', 'health'], sort: 'name' })
  const list = usePagedList(
    '/api/v1/vendor/partners/{partnerId}/collectors',
    { params: { path: { partnerId } } },
    state,
  )
  return (
    <>
      <PageHeader title={t('list.title')} text={t('list.vendorText')} />
      <DataList
        id="vendor.collectors"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.collectorId}
        search={t('list.search')}
        columns={useCollectorColumns()}
        filters={useCollectorFilters()}
        exports={useCollectorExports(`/api/v1/vendor/partners/${partnerId}/collectors-export`)}
        empty={{ icon: IconActivity, title: t('list.emptyTitle'), text: t('list.vendorEmpty') }}
      />
    </>
  )
}
