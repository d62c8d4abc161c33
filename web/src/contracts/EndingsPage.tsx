import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { usePartnerId } from '../app/place.ts'
import { useListState } from '../ui/list/list-state.ts'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { ContractTabs } from './ContractTabs.tsx'
import { MonthTable } from './MonthTable.tsx'

/** What ends in the coming months; a month leads to its contract lines. */
export default function EndingsPage() {
  const { t } = useTranslation('contracts')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['months', 'contractId', 'customerId'] })
  const { months = '12', ...query } = state.query as Record<string, string>
  const endings = useRead('/api/v1/partners/{partnerId}/coverage-endings', {
    params: { path: { partnerId }, query: { ...query, months: Number(months) } },
  })
  return (
    <>
      <PageHeader title={t('endings.title')} text={t('endings.text')} />
      <ContractTabs value="endings" />
      <SegmentedControl
        aria-label={t('endings.months')}
        value={months}
        onChange={(next) => state.setFilter('months', [next])}
        data={[12, 24].map((count) => ({ value: String(count), label: t('endings.count', { count }) }))}
      />
      {endings.error ? (
        <ErrorState error={endings.error} retry={() => void endings.refetch()} />
      ) : !endings.data ? (
        <LoadingState />
      ) : (
        <MonthTable
          title={t('endings.chart')}
          monthTitle={t('endings.month')}
          months={endings.data.months}
          columns={(['contracts', 'lines', 'devices'] as const).map((name) => ({
            name,
            label: t(tk('endings.', name)),
          }))}
          bars={[
            { name: 'lines', color: 'gray.5' },
            { name: 'devices', color: 'brand.6' },
          ]}
          hrefOf={(month) => linesOf(partnerId, month, query)}
        />
      )}
    </>
  )
}

/** The lines of `2026-12` that have not ended: of all contracts one reaches, of a customer's, or on the page of one contract. */
function linesOf(partnerId: string, month: string, { contractId, customerId }: Record<string, string>): string {
  const [year, number] = month.split('-').map(Number)
  const last = new Date(Date.UTC(year ?? 0, number ?? 1, 0)).toISOString().slice(0, 10)
  const prefix = contractId ? 'lines.' : ''
  const search = new URLSearchParams({ [`${prefix}endsFrom`]: `${month}-01`, [`${prefix}endsTo`]: last })
  for (const state of ['in_force', 'ending', 'future']) search.append(`${prefix}state`, state)
  if (customerId) search.set('customerId', customerId)
  return `/partner/${partnerId}/${contractId ? `contracts/${contractId}` : 'contract-lines'}?${search}`
}
