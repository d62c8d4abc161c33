import { IconBuilding, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { LinkButton } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { CustomerState, SupportState } from './CustomerBadges.tsx'
import { type CustomerSummary, supportTones } from './customer.ts'

/** The partner's customers. */
export default function CustomersPage() {
  const { t } = useTranslation('customers')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['state', 'support'], sort: 'name' })
  const list = usePagedList('/api/v1/partners/{partnerId}/customers', { params: { path: { partnerId } } }, state)
  const add = (
    <LinkButton href={`/partner/${partnerId}/customers/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('form.new')}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={t('list.title')} text={t('list.text')} actions={add} />
      <DataList
        id="partner.customers"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.customerId}
        rowHref={(row) => `/partner/${partnerId}/customers/${row.customerId}`}
        search={t('list.search')}
        columns={useColumns()}
        rowActs={(row) => [
          { label: t('form.edit'), href: `/partner/${partnerId}/customers/${row.customerId}/edit` },
          { label: t('detail.sponsor'), href: `/partner/${partnerId}/sponsorships/new?customerId=${row.customerId}` },
        ]}
        filters={[
          {
            key: 'support',
            label: t('support.label'),
            single: true,
            options: Object.keys(supportTones).map((value) => ({ value, label: t(tk('support.', value)) })),
          },
          {
            key: 'state',
            label: t('state.label'),
            single: true,
            options: ['active', 'archived'].map((value) => ({ value, label: t(tk('state.', value)) })),
          },
        ]}
        exports={['csv', 'xlsx'].map((format) => ({
          label: t(tk('list.', format)),
          href: `/api/v1/partners/${partnerId}/customers-export?format=${format}`,
        }))}
        empty={{ icon: IconBuilding, title: t('list.emptyTitle'), text: t('list.emptyText'), action: add }}
      />
    </>
  )
}

function useColumns(): Column<CustomerSummary>[] {
  const { t } = useTranslation('customers')
  const format = useFormat()
  return [
    { key: 'name', title: t('form.name'), sort: 'name', cell: (row) => row.name },
    { key: 'support', title: t('support.label'), cell: (row) => <SupportState state={row.supportState} /> },
    {
      key: 'supportEnds',
      title: t('list.supportEnds'),
      sort: 'support',
      cell: (row) => <Moment at={row.supportEndsAt && lastDay(row.supportEndsAt)} />,
    },
    { key: 'domains', title: t('form.domains'), cell: (row) => row.domains.join(', ') || '—' },
    {
      key: 'sponsorships',
      title: t('list.sponsorships'),
      numeric: true,
      cell: (row) => format.number(row.sponsorships),
    },
    { key: 'people', title: t('list.people'), numeric: true, cell: (row) => format.number(row.people) },
    { key: 'city', title: t('form.city'), initiallyHidden: true, cell: (row) => row.city || '—' },
    {
      key: 'state',
      title: t('state.label'),
      initiallyHidden: true,
      cell: (row) => <CustomerState state={row.state} />,
    },
    {
      key: 'created',
      title: t('list.created'),
      sort: 'created',
      initiallyHidden: true,
      cell: (row) => <Moment at={row.createdAt} />,
    },
  ]
}
