import { IconInbox } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTextIn } from '../access/chain-text.ts'
import { requestTones } from '../access/request-tones.ts'
import { usePagedList } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { DecideDrawer } from './DecideDrawer.tsx'
import { useCustomerFilter } from './PeoplePage.tsx'

export type AccessRequest = components['schemas']['AccessRequest']

/** What customers' people ask for beyond their sponsorship. */
export default function RequestsPage() {
  const { t } = useTranslation('people')
  const { t: tAccess } = useTranslation('access')
  const textIn = useTextIn()
  const partnerId = usePartnerId()
  const [open, setOpen] = useState<AccessRequest | null>(null)
  const state = useListState({ filters: ['state', 'customerId'], sort: '-created' })
  const list = usePagedList('/api/v1/partners/{partnerId}/access-requests', { params: { path: { partnerId } } }, state)
  const stateText = (value: string) => tAccess(tk('access:requests.state.', value))
  return (
    <>
      <PageHeader title={t('requests.title')} text={t('requests.text')} />
      <DataList
        id="partner.requests"
        label={t('requests.title')}
        list={list}
        state={state}
        rowId={(request) => request.requestId}
        onOpen={setOpen}
        search={t('list.search')}
        columns={[
          { key: 'person', title: t('column.name'), cell: (one) => `${one.lastName}, ${one.firstName}` },
          { key: 'customer', title: t('column.customer'), cell: (one) => one.customerName },
          { key: 'entitlement', title: t('requests.asksFor'), cell: (one) => textIn(one.names, one.entitlementId) },
          {
            key: 'state',
            title: t('column.state'),
            cell: (one) => <StateBadge tone={requestTones[one.state]}>{stateText(one.state)}</StateBadge>,
            width: 130,
          },
          {
            key: 'created',
            title: t('requests.on'),
            cell: (one) => <Moment at={one.createdAt} />,
            sort: 'created',
            width: 130,
          },
          { key: 'note', title: t('requests.note'), cell: (one) => one.note || '—' },
          { key: 'by', title: t('requests.by'), cell: (one) => one.decidedByName ?? '—', initiallyHidden: true },
        ]}
        filters={[
          {
            key: 'state',
            label: t('column.state'),
            options: ['open', 'granted', 'declined', 'withdrawn'].map((value) => ({ value, label: stateText(value) })),
          },
          useCustomerFilter(partnerId),
        ]}
        empty={{ icon: IconInbox, title: t('requests.empty.title'), text: t('requests.empty.text') }}
      />
      <DecideDrawer partnerId={partnerId} request={open} onClose={() => setOpen(null)} />
    </>
  )
}
