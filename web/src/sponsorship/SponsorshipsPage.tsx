import { IconPlus, IconTicket } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { lastDay } from '../contracts/days.ts'
import { useReader } from '../customers/reader.ts'
import { ActLink } from '../ui/ActButton.tsx'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { SponsorshipState } from './SponsorshipState.tsx'
import { type SponsorshipSummary, stateTones } from './sponsorship.ts'

/** The partner's sponsorships with their states. */
export default function SponsorshipsPage() {
  const { t } = useTranslation('sponsorship')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['state', 'expiringDays', 'customerId'], sort: '-created' })
  const list = usePagedList('/api/v1/partners/{partnerId}/sponsorships', { params: { path: { partnerId } } }, state)
  const { sponsoring } = useReader(partnerId)
  const add = (
    <ActLink
      denied={sponsoring}
      href={`/partner/${partnerId}/sponsorships/new`}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t('new.title')}
    </ActLink>
  )
  return (
    <>
      <PageHeader title={t('list.title')} text={t('list.text')} actions={add} />
      <DataList
        id="partner.sponsorships"
        label={t('list.title')}
        list={list}
        state={state}
        rowId={(row) => row.sponsorshipId}
        rowHref={(row) => `/partner/${partnerId}/sponsorships/${row.sponsorshipId}`}
        search={t('list.search')}
        columns={useColumns()}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: Object.keys(stateTones).map((value) => ({ value, label: t(tk('state.', value)) })),
          },
          {
            key: 'expiringDays',
            label: t('list.ending'),
            single: true,
            options: ['30', '60', '90'].map((value) => ({
              value,
              label: t('list.withinDays', { count: Number(value) }),
            })),
          },
        ]}
        exports={['csv', 'xlsx'].map((format) => ({
          label: t(tk('list.', format)),
          href: `/api/v1/partners/${partnerId}/sponsorships-export?format=${format}`,
        }))}
        empty={{ icon: IconTicket, title: t('list.emptyTitle'), text: t('list.emptyText'), action: add }}
      />
    </>
  )
}

function useColumns(): Column<SponsorshipSummary>[] {
  const { t } = useTranslation('sponsorship')
  const format = useFormat()
  return [
    { key: 'customer', title: t('customer'), sort: 'customer', cell: (row) => row.customerName },
    {
      key: 'number',
      title: t('number'),
      cell: (row) => (row.registrationNumber ? <Identifier value={row.registrationNumber} /> : '—'),
    },
    { key: 'state', title: t('state.label'), cell: (row) => <SponsorshipState state={row.state} /> },
    {
      key: 'seats',
      title: t('seats'),
      numeric: true,
      cell: (row) => t('seatsOf', { used: format.number(row.seatsUsed), seats: format.number(row.seats) }),
    },
    {
      key: 'entitlements',
      title: t('entitlements'),
      numeric: true,
      cell: (row) => format.number(row.entitlements.length),
    },
    {
      key: 'expires',
      title: t('lastDay'),
      sort: 'expires',
      cell: (row) => <Moment at={lastDay(row.expiresAt)} />,
    },
    { key: 'contract', title: t('contract'), initiallyHidden: true, cell: (row) => row.contractNumber },
    { key: 'issued', title: t('issuedAt'), initiallyHidden: true, cell: (row) => <Moment at={row.issuedAt} /> },
    {
      key: 'created',
      title: t('createdAt'),
      sort: 'created',
      initiallyHidden: true,
      cell: (row) => <Moment at={row.createdAt} />,
    },
  ]
}
