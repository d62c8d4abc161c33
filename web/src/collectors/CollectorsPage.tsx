import { IconActivity, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { AddressDialog } from './AddressDialog.tsx'
import { type Collector, hasAccess, isAgent, useCollectorDenials } from './collector.ts'
import { useCollectorColumns, useCollectorExports, useCollectorFilters } from './columns.tsx'
import { EndDialog, type Ending } from './EndDialog.tsx'
import { LicenceDialog } from './LicenceDialog.tsx'

/** Collectors of all customers the reader reaches. */
export default function CollectorsPage() {
  const { t } = useTranslation('collectors')
  const partnerId = usePartnerId()
  const denials = useCollectorDenials()
  const state = useListState({ filters: ['status', 'health', 'customerId'], sort: 'name' })
  const list = usePagedList('/api/v1/partners/{partnerId}/collectors', { params: { path: { partnerId } } }, state)
  const [ending, setEnding] = useState<Ending | null>(null)
  const [licensing, setLicensing] = useState<Collector | null>(null)
  const [addressing, setAddressing] = useState<Collector | null>(null)
  const href = `/partner/${partnerId}/collectors`
  const add = (
    <ActLink denied={denials.registering} href={`${href}/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('form.new')}
    </ActLink>
  )
  return (
    <>
      <PageHeader title={t('list.title')} text={t('list.text')} actions={add} />
      <DataList
        id="partner.collectors"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.collectorId}
        rowHref={(row) => `${href}/${row.collectorId}`}
        search={t('list.search')}
        columns={useCollectorColumns()}
        filters={useCollectorFilters()}
        exports={useCollectorExports(`/api/v1/partners/${partnerId}/collectors-export`)}
        rowActs={(row) => [
          {
            label: isAgent(row) ? t(row.addressMadeAt ? 'address.replace' : 'address.act') : t('licence.act'),
            run: () => (isAgent(row) ? setAddressing(row) : setLicensing(row)),
            denied: denials.licensing(row),
          },
          { label: t('form.edit'), href: `${href}/${row.collectorId}/edit`, denied: denials.changing(row) },
          ...(hasAccess(row)
            ? [
                {
                  label: t(isAgent(row) ? 'revoke.address' : 'revoke.act'),
                  danger: true,
                  run: () => setEnding({ act: 'revoke', collector: row }),
                  denied: denials.ending(row),
                },
              ]
            : []),
          {
            label: t('delete.act'),
            danger: true,
            run: () => setEnding({ act: 'delete', collector: row }),
            denied: denials.ending(row),
          },
        ]}
        empty={{ icon: IconActivity, title: t('list.emptyTitle'), text: t('list.emptyText'), action: add }}
      />
      <EndDialog ending={ending} onClose={() => setEnding(null)} />
      <LicenceDialog collector={licensing} onClose={() => setLicensing(null)} />
      <AddressDialog collector={addressing} onClose={() => setAddressing(null)} />
    </>
  )
}
