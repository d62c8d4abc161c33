import { IconBuildings, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useAgentDenial } from '../vendor/may.ts'
import { PartnerState } from './PartnerState.tsx'
import type { Partner } from './partner.ts'

/** Every partner, with what it has. */
export default function PartnersPage() {
  const { t } = useTranslation('partners')
  const state = useListState({ filters: ['state', 'shortOfAdministrators'], sort: 'name' })
  const list = usePagedList('/api/v1/vendor/partners', {}, state)
  return (
    <>
      <PageHeader title={t('list.title')} text={t('list.text')} actions={<NewPartner />} />
      <DataList
        id="vendor.partners"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.partnerId}
        rowHref={(row) => `/vendor/partners/${row.partnerId}`}
        search={t('list.search')}
        columns={useColumns()}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: [
              { value: 'active', label: t('state.active') },
              { value: 'suspended', label: t('state.suspended') },
            ],
          },
          {
            key: 'shortOfAdministrators',
            label: t('list.administrators'),
            single: true,
            options: [{ value: 'true', label: t('list.shortOfAdministrators') }],
          },
        ]}
        empty={{
          icon: IconBuildings,
          title: t('list.emptyTitle'),
          text: t('list.emptyText'),
          action: <NewPartner />,
        }}
      />
    </>
  )
}

function useColumns(): Column<Partner>[] {
  const { t } = useTranslation('partners')
  const format = useFormat()
  return [
    { key: 'name', title: t('form.name'), sort: 'name', cell: (row) => row.name },
    { key: 'state', title: t('state.label'), cell: (row) => <PartnerState state={row.state} /> },
    {
      key: 'country',
      title: t('form.country'),
      cell: (row) => (row.country ? format.country(row.country) : '—'),
    },
    {
      key: 'contracts',
      title: t('list.contracts'),
      sort: 'contracts',
      numeric: true,
      cell: (row) => format.number(row.contractsInForce),
    },
    {
      key: 'administrators',
      title: t('list.administrators'),
      sort: 'administrators',
      numeric: true,
      cell: (row) => format.number(row.administrators),
    },
    {
      key: 'customers',
      title: t('list.customers'),
      sort: 'customers',
      numeric: true,
      cell: (row) => format.number(row.customers),
    },
    { key: 'people', title: t('list.people'), numeric: true, cell: (row) => format.number(row.people) },
    {
      key: 'created',
      title: t('list.created'),
      sort: 'created',
      initiallyHidden: true,
      cell: (row) => <Moment at={row.createdAt} />,
    },
  ]
}

function NewPartner() {
  const { t } = useTranslation('partners')
  const denied = useAgentDenial('manage_partners')
  return (
    <ActLink denied={denied} href="/vendor/partners/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('form.new')}
    </ActLink>
  )
}
