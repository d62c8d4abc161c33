import { Text } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { coverageStates, coverageTones } from '../inventory/inventory.ts'
import { Identifier } from '../ui/Identifier.tsx'
import { PageLink } from '../ui/links.tsx'
import { DataList } from '../ui/list/DataList.tsx'
import { useListFiles } from '../ui/list/list-files.ts'
import { useListState } from '../ui/list/list-state.ts'
import type { Column } from '../ui/list/list-types.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ContractTabs } from './ContractTabs.tsx'
import { dayOf, lastDay } from './days.ts'

type CoveredDevice = components['schemas']['CoveredDevice']

/** Devices with the contract line their coverage rests on; covered, not covered, or those of one contract. */
export default function DeviceCoveragePage() {
  const { t } = useTranslation(['contracts', 'inventory'])
  const partnerId = usePartnerId()
  const state = useListState({ filters: ['coverage', 'contractId', 'customerId'], sort: 'name' })
  const list = usePagedList('/api/v1/partners/{partnerId}/device-coverage', { params: { path: { partnerId } } }, state)
  return (
    <>
      <PageHeader title={t('deviceCoverage.title')} text={t('deviceCoverage.text')} />
      <ContractTabs value="coverage" />
      <DataList
        id="partner.coverage"
        label={t('deviceCoverage.title')}
        list={list}
        state={state}
        rowId={(row) => row.deviceId}
        rowHref={(row) => `/partner/${partnerId}/inventory/${row.deviceId}`}
        search={t('deviceCoverage.search')}
        columns={useColumns(partnerId)}
        filters={[
          {
            key: 'coverage',
            label: t('deviceCoverage.coverage'),
            options: coverageStates.map((value) => ({ value, label: t(tk('inventory:coverage.', value)) })),
          },
        ]}
        exports={useListFiles(`/api/v1/partners/${partnerId}/device-coverage-export`)}
        empty={{ icon: IconShieldCheck, title: t('deviceCoverage.emptyTitle'), text: t('deviceCoverage.emptyText') }}
      />
    </>
  )
}

function useColumns(partnerId: string): Column<CoveredDevice>[] {
  const { t } = useTranslation(['contracts', 'inventory'])
  // Of another partner's line nothing is told but that there is one.
  const ofLine = (row: CoveredDevice, value: string | null) =>
    row.confidential ? (
      <Text span size="sm" c="dimmed">
        {t('deviceCoverage.confidential')}
      </Text>
    ) : (
      value || '—'
    )
  const day = (at: string | null) => <Moment at={at && dayOf(at)} />
  return [
    {
      key: 'serial',
      title: t('lines.serial'),
      sort: 'serial',
      cell: (row) => (row.serial ? <Identifier value={row.serial} /> : '—'),
    },
    { key: 'device', title: t('deviceCoverage.device'), sort: 'name', cell: (row) => row.hostname || '—' },
    {
      key: 'coverage',
      title: t('deviceCoverage.coverage'),
      cell: (row) => (
        <StateBadge tone={coverageTones[row.coverage]}>{t(tk('inventory:coverage.', row.coverage))}</StateBadge>
      ),
    },
    {
      key: 'until',
      title: t('deviceCoverage.until'),
      sort: 'until',
      cell: (row) =>
        row.confidential ? ofLine(row, null) : <Moment at={row.coveredUntil && lastDay(row.coveredUntil)} />,
    },
    {
      key: 'product',
      title: t('lines.product'),
      sort: 'product',
      cell: (row) => (
        <>
          {row.productId || '—'}
          {row.productDiffers && (
            <Text size="xs" c="orange">
              {t('deviceCoverage.differs', { product: row.lineProductId })}
            </Text>
          )}
        </>
      ),
    },
    { key: 'customer', title: t('form.customer'), cell: (row) => row.customerName },
    {
      key: 'contract',
      title: t('form.number'),
      cell: (row) =>
        row.contractId ? (
          <PageLink href={`/partner/${partnerId}/contracts/${row.contractId}`}>{row.contractNumber}</PageLink>
        ) : (
          ofLine(row, null)
        ),
    },
    { key: 'level', title: t('lines.level'), cell: (row) => ofLine(row, row.serviceLevel) },
    {
      key: 'type',
      title: t('deviceCoverage.contractType'),
      cell: (row) => ofLine(row, row.contractTypeName),
      initiallyHidden: true,
    },
    { key: 'starts', title: t('form.firstDay'), cell: (row) => day(row.lineStartsAt), initiallyHidden: true },
    { key: 'vendor', title: t('lines.vendor'), cell: (row) => row.vendor || '—', initiallyHidden: true },
  ]
}
