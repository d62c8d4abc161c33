import { useTranslation } from 'react-i18next'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { CustomerState, ServiceBadge, SupportState } from './CustomerBadges.tsx'
import type { CustomerSummary } from './customer.ts'
import type { useReader } from './reader.ts'

/** What a list of customers shows to this reader: what they may not know has no column. */
export function useCustomerColumns(reader: ReturnType<typeof useReader>): Column<CustomerSummary>[] {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const number = (value: number | null) => (value === null ? '—' : format.number(value))
  const columns: (Column<CustomerSummary> & { to: boolean })[] = [
    { to: true, key: 'name', title: t('form.name'), sort: 'name', cell: (row) => row.name },
    {
      to: true,
      key: 'service',
      title: t('service.label'),
      initiallyHidden: reader.role === null,
      cell: (row) => <ServiceBadge state={row.service.state} />,
    },
    {
      to: true,
      key: 'serviceUntil',
      title: t('service.until'),
      initiallyHidden: reader.role === null,
      cell: (row) => <ServiceUntil service={row.service} />,
    },
    { to: reader.role !== null, key: 'lines', title: t('list.lines'), numeric: true, cell: (row) => number(row.lines) },
    {
      to: reader.administers,
      key: 'seenBy',
      title: t('list.seenBy'),
      numeric: true,
      cell: (row) => number(row.seenBy),
    },
    {
      to: !reader.isUser,
      key: 'support',
      title: t('support.label'),
      initiallyHidden: !reader.sponsors,
      cell: (row) => row.supportState && <SupportState state={row.supportState} />,
    },
    {
      to: !reader.isUser,
      key: 'supportEnds',
      title: t('list.supportEnds'),
      sort: 'support',
      initiallyHidden: !reader.sponsors,
      cell: (row) => <Moment at={row.supportEndsAt && lastDay(row.supportEndsAt)} />,
    },
    {
      to: !reader.isUser,
      key: 'domains',
      title: t('form.domains'),
      initiallyHidden: !reader.sponsors,
      cell: (row) => row.domains?.join(', ') || '—',
    },
    {
      to: reader.sponsors,
      key: 'sponsorships',
      title: t('list.sponsorships'),
      numeric: true,
      cell: (row) => number(row.sponsorships),
    },
    { to: reader.sponsors, key: 'people', title: t('list.people'), numeric: true, cell: (row) => number(row.people) },
    { to: true, key: 'city', title: t('form.city'), initiallyHidden: !reader.isUser, cell: (row) => row.city || '—' },
    {
      to: true,
      key: 'state',
      title: t('state.label'),
      initiallyHidden: true,
      cell: (row) => <CustomerState state={row.state} />,
    },
    {
      to: true,
      key: 'created',
      title: t('list.created'),
      sort: 'created',
      initiallyHidden: true,
      cell: (row) => <Moment at={row.createdAt} />,
    },
  ]
  return columns.filter(({ to }) => to).map(({ to, ...column }) => column)
}

/** The last day in force; of one in grace the last day on which data can be read. */
export function ServiceUntil({ service }: { service: CustomerSummary['service'] }) {
  const end = service.state === 'grace' ? service.closesAt : service.endsAt
  return <Moment at={end && lastDay(end)} />
}
