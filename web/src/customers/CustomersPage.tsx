import { IconBuilding, IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Filter } from '../ui/list/list-types.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useCustomerColumns } from './columns.tsx'
import { serviceTones, supportTones } from './customer.ts'
import { useReader } from './reader.ts'

/** The partner's customers, as far as the reader reaches and may know them. */
export default function CustomersPage() {
  const { t } = useTranslation('customers')
  const partnerId = usePartnerId()
  const reader = useReader(partnerId)
  const state = useListState({ filters: ['state', 'support', 'service'], sort: 'name' })
  const list = usePagedList('/api/v1/partners/{partnerId}/customers', { params: { path: { partnerId } } }, state)
  const href = `/partner/${partnerId}/customers`
  const keeping = reader.keeping()
  const add = (
    <ActLink denied={keeping} href={`${href}/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('form.new')}
    </ActLink>
  )
  const empty = { icon: IconBuilding, title: t('list.emptyTitle'), text: t('list.emptyText'), action: add }
  const none = { icon: IconBuilding, title: t('list.noneGivenTitle'), text: <WhomToAsk partnerId={partnerId} /> }
  return (
    <>
      <PageHeader
        title={reader.isUser ? t('list.mine') : t('list.title')}
        text={reader.isUser ? t('list.mineText') : reader.sponsors ? t('list.text') : t('list.serviceText')}
        actions={add}
      />
      <DataList
        id="partner.customers"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.customerId}
        rowHref={(row) => `${href}/${row.customerId}`}
        search={reader.isUser ? t('list.searchName') : t('list.search')}
        columns={useCustomerColumns(reader)}
        rowActs={(row) => [
          { label: t('form.edit'), href: `${href}/${row.customerId}/edit`, denied: reader.keeping(row.customerId) },
          {
            label: t('detail.sponsor'),
            href: `/partner/${partnerId}/sponsorships/new?customerId=${row.customerId}`,
            denied: reader.sponsoring,
          },
        ]}
        filters={useFilters(reader)}
        exports={['csv', 'xlsx'].map((format) => ({
          label: t(tk('list.', format)),
          href: `/api/v1/partners/${partnerId}/customers-export?format=${format}`,
        }))}
        empty={reader.isUser ? none : empty}
      />
    </>
  )
}

function useFilters({ isUser }: ReturnType<typeof useReader>): Filter[] {
  const { t } = useTranslation('customers')
  const service = Object.keys(serviceTones).map((value) => ({ value, label: t(tk('service.', value)) }))
  const support = Object.keys(supportTones).map((value) => ({ value, label: t(tk('support.', value)) }))
  const states = ['active', 'archived'].map((value) => ({ value, label: t(tk('state.', value)) }))
  return [
    { key: 'service', label: t('service.label'), options: service },
    ...(isUser ? [] : [{ key: 'support', label: t('support.label'), single: true, options: support }]),
    { key: 'state', label: t('state.label'), single: true, options: states },
  ]
}

/** Who can give a partner user customers (R36). */
function WhomToAsk({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const overview = useRead('/api/v1/partners/{partnerId}/overview/service', { params: { path: { partnerId } } })
  const names = overview.data?.whomToAsk.map(({ name }) => name) ?? []
  if (names.length === 0) return t('list.noneGiven')
  return t('list.noneGivenAsk', { names: format.list(names.slice(0, 5)) })
}
