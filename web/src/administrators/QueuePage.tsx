import { IconInbox } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { useFormat } from '../ui/format.ts'
import { DataList } from '../ui/list/DataList.tsx'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { RequestState } from './RequestState.tsx'
import { type RequestSummary, requestTones } from './request.ts'

/** The vendor's queue of requests, the longest waiting first. */
export default function QueuePage() {
  const { t } = useTranslation('administrators')
  const state = useListState({ filters: ['state'], sort: 'created' })
  const list = usePagedList('/api/v1/vendor/administrator-requests', {}, state)
  return (
    <>
      <PageHeader title={t('queue.title')} text={t('queue.text')} />
      <DataList
        id="vendor.administrator-requests"
        label={t('queue.title')}
        list={list}
        state={state}
        rowId={(row) => row.requestId}
        rowHref={(row) => `/vendor/administrator-requests/${row.requestId}`}
        search={t('queue.search')}
        columns={useColumns()}
        filters={[
          {
            key: 'state',
            label: t('state.label'),
            options: Object.keys(requestTones).map((value) => ({ value, label: t(tk('state.', value)) })),
          },
        ]}
        empty={{ icon: IconInbox, title: t('queue.emptyTitle'), text: t('queue.emptyText') }}
      />
    </>
  )
}

function useColumns(): Column<RequestSummary>[] {
  const { t } = useTranslation('administrators')
  const format = useFormat()
  return [
    { key: 'name', title: t('queue.applicant'), cell: (row) => `${row.firstName} ${row.lastName}` },
    { key: 'company', title: t('form.companyName'), cell: (row) => row.companyName },
    { key: 'state', title: t('state.label'), cell: (row) => <RequestState state={row.state} /> },
    { key: 'numbers', title: t('queue.numbers'), numeric: true, cell: (row) => format.number(row.numbers) },
    {
      key: 'created',
      title: t('queue.waiting'),
      sort: 'created',
      cell: (row) => <Moment at={row.createdAt} show="relative" />,
    },
    { key: 'decided', title: t('queue.decidedBy'), cell: (row) => row.decidedByName ?? '—' },
    { key: 'email', title: t('queue.email'), initiallyHidden: true, cell: (row) => row.email },
    {
      key: 'country',
      title: t('form.country'),
      initiallyHidden: true,
      cell: (row) => format.country(row.companyCountry),
    },
  ]
}
