import { Button, Group, Menu, SegmentedControl, Select, Skeleton, Stack } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { useReader } from '../customers/reader.ts'
import { DeniedButton } from '../ui/ActButton.tsx'
import { Figure, Figures } from '../ui/Figure.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { ErrorState } from '../ui/states.tsx'
import { OverTime } from './OverTime.tsx'
import { ReportByMail } from './ReportByMail.tsx'
import { SponsorshipTable } from './SponsorshipTable.tsx'

export type StatusReport = components['schemas']['StatusReport']
const periods = ['day', 'week', 'month'] as const
type Period = (typeof periods)[number]

/** The registration status of the partner's customers (R5): figures, their course, each sponsorship, and the files. */
export default function StatusReportPage() {
  const { t } = useTranslation('reports')
  const partnerId = usePartnerId()
  const { period, customerId, change } = useChoice()
  const { sponsoring } = useReader(partnerId)
  const report = useRead('/api/v1/partners/{partnerId}/status-report', {
    params: { path: { partnerId }, query: { period, ...(customerId && { customerId }) } },
  })
  return (
    <>
      <PageHeader
        title={t('title')}
        text={
          <>
            {t('text')} {report.data && t('asOf')} {report.data && <Moment at={report.data.asOf} show="dateTime" />}
          </>
        }
        actions={
          sponsoring ? (
            <DeniedButton denied={sponsoring}>{t('export')}</DeniedButton>
          ) : (
            <ExportMenu partnerId={partnerId} customerId={customerId} />
          )
        }
      />
      <Group mb="md" gap="sm" align="flex-end">
        <CustomerSelect partnerId={partnerId} value={customerId} onChange={(value) => change({ customerId: value })} />
        <SegmentedControl
          aria-label={t('over.period')}
          value={period}
          onChange={(value) => change({ period: value })}
          data={periods.map((value) => ({ value, label: t(tk('over.', value)) }))}
        />
      </Group>
      {report.error ? (
        <ErrorState error={report.error} retry={() => void report.refetch()} />
      ) : report.isPending ? (
        <Skeleton height={520} />
      ) : (
        <Stack gap="lg">
          <Totals report={report.data} partnerId={partnerId} customerId={customerId} />
          <OverTime series={report.data.series} />
          <SponsorshipTable rows={report.data.sponsorships} partnerId={partnerId} />
          <ReportByMail subscription={report.data.subscription} partnerId={partnerId} />
        </Stack>
      )}
    </>
  )
}

/** Customer and period stay in the address, like a list's filters. */
function useChoice() {
  const search: Record<string, string | string[] | undefined> = useSearch({ strict: false })
  const navigate = useNavigate()
  const one = (name: string) => (typeof search[name] === 'string' ? (search[name] as string) : undefined)
  const period = periods.find((value) => value === one('period')) ?? 'month'
  const change = (next: Record<string, string | undefined>) =>
    void navigate({
      to: '.',
      search: (old: Record<string, unknown>) => ({ ...old, ...next }),
      replace: true,
      resetScroll: false,
    })
  return { period: period as Period, customerId: one('customerId'), change }
}

type ChoiceProps = { partnerId: string; value: string | undefined; onChange: (value: string | undefined) => void }

function CustomerSelect({ partnerId, value, onChange }: ChoiceProps) {
  const { t } = useTranslation('reports')
  const customers = useRead('/api/v1/partners/{partnerId}/customers', {
    params: { path: { partnerId }, query: { limit: 100 } },
  })
  return (
    <Select
      label={t('customer.label')}
      placeholder={t('customer.all')}
      clearable
      searchable
      w={260}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      data={(customers.data?.items ?? []).map(({ customerId, name }) => ({ value: customerId, label: name }))}
    />
  )
}

function ExportMenu({ partnerId, customerId }: { partnerId: string; customerId: string | undefined }) {
  const { t } = useTranslation('reports')
  const href = (content: string, format: string) =>
    `/api/v1/partners/${partnerId}/status-report/export?content=${content}&format=${format}${customerId ? `&customerId=${customerId}` : ''}`
  const item = (label: string, content: string, format: string) => (
    <Menu.Item component="a" href={href(content, format)} download>
      {label}
    </Menu.Item>
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {item(t('csvPeople'), 'people', 'csv')}
        {item(t('xlsxPeople'), 'people', 'xlsx')}
        {item(t('csvSponsorships'), 'sponsorships', 'csv')}
        {item(t('xlsxSponsorships'), 'sponsorships', 'xlsx')}
      </Menu.Dropdown>
    </Menu>
  )
}

function Totals(props: { report: StatusReport; partnerId: string; customerId: string | undefined }) {
  const { report, partnerId, customerId } = props
  const { t } = useTranslation('reports')
  const { totals, series } = report
  const people = (state: string) =>
    `/partner/${partnerId}/people?${new URLSearchParams({ ...(state && { state }), ...(customerId && { customerId }) })}`
  return (
    <Figures>
      <Figure
        label={t('figure.active')}
        value={totals.active}
        href={people('active')}
        trend={series.map((point) => point.withAccess)}
      />
      <Figure label={t('figure.withoutAccess')} value={totals.withoutAccess} href={people('without_access')} />
      <Figure
        label={t('figure.toBeVerified')}
        value={totals.toBeVerified}
        href={people('to_be_verified')}
        urgent={totals.toBeVerified > 0}
      />
      <Figure label={t('figure.unconfirmed')} value={totals.unconfirmed} href={people('unconfirmed')} />
      <Figure
        label={t('figure.suspended')}
        value={totals.suspended}
        href={people('suspended')}
        urgent={totals.suspended > 0}
      />
      <Figure label={t('figure.disabled')} value={totals.disabled} href={people('disabled')} />
      <Figure
        label={t('figure.seats')}
        value={totals.seatsUsed}
        href={`/partner/${partnerId}/sponsorships`}
        hint={t('figure.seatsHint', { free: totals.seatsAvailable, total: totals.seats })}
      />
      <Figure
        label={t('figure.registrations')}
        value={totals.registrations}
        href={people('')}
        trend={series.map((point) => point.registeredTotal)}
      />
    </Figures>
  )
}
