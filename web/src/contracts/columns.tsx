import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type ContractSummary, contractTones } from './contract.ts'
import { dayOf, lastDay } from './days.ts'

export function ContractState({ state }: { state: ContractSummary['shownState'] }) {
  const { t } = useTranslation('contracts')
  return <StateBadge tone={contractTones[state]}>{t(tk('state.', state))}</StateBadge>
}

/** The columns of every list of contracts. */
export function useContractColumns(): Column<ContractSummary>[] {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  return [
    { key: 'number', title: t('form.number'), sort: 'number', cell: (row) => row.number },
    { key: 'state', title: t('state.label'), cell: (row) => <ContractState state={row.shownState} /> },
    { key: 'partner', title: t('form.partner'), sort: 'partner', cell: (row) => row.partnerName },
    { key: 'type', title: t('form.type'), sort: 'type', cell: (row) => row.contractTypeName },
    { key: 'customer', title: t('form.customer'), cell: (row) => row.customerName ?? '—' },
    { key: 'starts', title: t('form.firstDay'), sort: 'starts', cell: (row) => <Moment at={dayOf(row.startsAt)} /> },
    { key: 'ends', title: t('form.lastDay'), sort: 'ends', cell: (row) => <Moment at={lastDay(row.endsAt)} /> },
    { key: 'lines', title: t('list.lines'), numeric: true, cell: (row) => format.number(row.lines) },
    {
      key: 'created',
      title: t('list.created'),
      sort: 'created',
      initiallyHidden: true,
      cell: (row) => <Moment at={row.createdAt} />,
    },
  ]
}
