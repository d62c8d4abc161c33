import { Alert, Group, MultiSelect, Paper } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList, useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { DateField } from '../ui/DateField.tsx'
import { Figure, Figures } from '../ui/Figure.tsx'
import { useFormat } from '../ui/format.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { type ListState, useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import { ErrorState, LoadingState } from '../ui/states.tsx'
import { ContractTabs } from './ContractTabs.tsx'
import { lastDay } from './days.ts'
import { MonthTable } from './MonthTable.tsx'

type Renewed = components['schemas']['RenewedDevice']

const tones: Record<Renewed['outcome'], Tone> = {
  renewed: 'good',
  regained: 'good',
  ends: 'attention',
  lasts: 'info',
  uncovered: 'bad',
  other_partner: 'neutral',
}
const outcomes = Object.keys(tones) as Renewed['outcome'][]

/** What a renewal would keep covered, worked out without changing anything; what is asked stands in the address. */
export default function RenewalPage() {
  const { t } = useTranslation('contracts')
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['contractId', 'endsTo', 'until', 'outcome'] })
  return (
    <>
      <PageHeader title={t('renewal.title')} text={t('renewal.text')} />
      <ContractTabs value="renewal" />
      <Choice state={state} />
      <Figured state={state} />
      <Paper withBorder p="md" mt="lg">
        <DataList
          id="partner.renewal"
          label={t('renewal.devices')}
          list={usePagedList(
            '/api/v1/partners/{partnerId}/renewal-devices',
            { params: { path: { partnerId } } },
            state,
          )}
          state={state}
          rowId={(row) => row.deviceId}
          rowHref={(row) => `/partner/${partnerId}/inventory/${row.deviceId}`}
          columns={useColumns()}
          filters={[
            {
              key: 'outcome',
              label: t('renewal.outcome'),
              options: outcomes.map((value) => ({ value, label: t(tk('renewal.', value)) })),
            },
          ]}
          exports={useListFiles(`/api/v1/partners/${partnerId}/renewal-export`)}
          empty={{ icon: IconRefresh, title: t('renewal.emptyTitle'), text: t('renewal.emptyText') }}
        />
      </Paper>
    </>
  )
}

function Choice({ state }: { state: ListState }) {
  const { t } = useTranslation('contracts')
  const partnerId = usePartnerId()
  const contracts = useRead('/api/v1/partners/{partnerId}/contracts', {
    params: { path: { partnerId }, query: { limit: 100, state: ['in_force', 'ended'] } },
  })
  const day = (name: 'endsTo' | 'until') => (
    <DateField
      label={t(tk('renewal.', name))}
      value={state.filters[name]?.[0] ?? ''}
      onChange={(event) => state.setFilter(name, event.currentTarget.value ? [event.currentTarget.value] : [])}
    />
  )
  return (
    <Group align="flex-start" mb="md">
      <MultiSelect
        flex={1}
        miw={260}
        label={t('renewal.contracts')}
        description={t('renewal.contractsText')}
        searchable
        clearable
        data={(contracts.data?.items ?? []).map((row) => ({
          value: row.contractId,
          label: [row.number, row.customerName].filter(Boolean).join(' · '),
        }))}
        value={state.filters.contractId ?? []}
        onChange={(ids) => state.setFilter('contractId', ids)}
        inputWrapperOrder={['label', 'input', 'description']}
      />
      {day('endsTo')}
      {day('until')}
    </Group>
  )
}

function Figured({ state }: { state: ListState }) {
  const { t } = useTranslation('contracts')
  const format = useFormat()
  const partnerId = usePartnerId()
  const { outcome: _, ...query } = state.query
  const renewal = useRead('/api/v1/partners/{partnerId}/renewal', { params: { path: { partnerId }, query } })
  if (renewal.error) return <ErrorState error={renewal.error} retry={() => void renewal.refetch()} />
  const of = renewal.data
  if (!of) return <LoadingState />
  const asked = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])),
  )
  return (
    <>
      <Alert color={of.lines > 0 ? 'brand' : 'gray'} mb="md" role="status">
        {of.lines > 0
          ? t('renewal.chosen', { count: of.lines, until: format.date(lastDay(of.until)) })
          : t('renewal.none')}
      </Alert>
      <Figures>
        {outcomes.map((outcome) => (
          <Figure
            key={outcome}
            label={t(tk('renewal.', outcome))}
            value={of.outcomes[outcome]}
            href={`/partner/${partnerId}/renewal?${asked}&outcome=${outcome}`}
          />
        ))}
      </Figures>
      <MonthTable
        title={t('renewal.months')}
        monthTitle={t('endings.month')}
        months={of.months}
        columns={(['coveredBefore', 'coveredAfter', 'endsBefore', 'endsAfter'] as const).map((name) => ({
          name,
          label: t(tk('renewal.', name)),
        }))}
        bars={[
          { name: 'coveredBefore', color: 'gray.5' },
          { name: 'coveredAfter', color: 'brand.6' },
        ]}
      />
    </>
  )
}

function useColumns(): Column<Renewed>[] {
  const { t } = useTranslation('contracts')
  const until = (at: string | null) => <Moment at={at && lastDay(at)} />
  return [
    {
      key: 'serial',
      title: t('lines.serial'),
      cell: (row) => (row.serial ? <Identifier value={row.serial} /> : '—'),
    },
    { key: 'device', title: t('deviceCoverage.device'), cell: (row) => row.hostname || '—' },
    {
      key: 'outcome',
      title: t('renewal.outcome'),
      cell: (row) => <StateBadge tone={tones[row.outcome]}>{t(tk('renewal.', row.outcome))}</StateBadge>,
    },
    { key: 'before', title: t('renewal.before'), cell: (row) => until(row.before) },
    { key: 'after', title: t('renewal.after'), cell: (row) => until(row.after) },
    { key: 'product', title: t('lines.product'), cell: (row) => row.productId || '—' },
    { key: 'customer', title: t('form.customer'), cell: (row) => row.customerName },
    { key: 'contract', title: t('form.number'), cell: (row) => row.contractNumber ?? '—' },
  ]
}
