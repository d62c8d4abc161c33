import { Skeleton, Stack, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { usePartnerId } from '../app/place.ts'
import { MonthTable } from '../contracts/MonthTable.tsx'
import { Figure, Figures } from '../ui/Figure.tsx'
import { useFormat } from '../ui/format.ts'
import { tk } from '../ui/message-key.ts'
import { ErrorState } from '../ui/states.tsx'

type Of = components['schemas']['DeviceFigures']

const coverage = {
  covered: 'covered',
  expiring: 'expiring',
  expired: 'expired',
  notCovered: 'not_covered',
  otherPartner: 'other_partner',
  unrecognised: 'unrecognised',
} as const
const uncovered = ['expired', 'notCovered'] as const

/** What is installed and how it stands: of all customers the reader reaches, or of one. Each figure leads to its list. */
export function DeviceFigures({ customerId }: { customerId?: string }) {
  const { t } = useTranslation('overview')
  const partnerId = usePartnerId()
  const query: { customerId?: string } = customerId ? { customerId } : {}
  const figures = useRead('/api/v1/partners/{partnerId}/overview/devices', { params: { path: { partnerId }, query } })
  if (figures.error) return <ErrorState error={figures.error} retry={() => void figures.refetch()} />
  const of = figures.data
  if (!of) return <Skeleton height={220} />
  const listOf = (page: string, narrowed: Record<string, string> = {}) =>
    `/partner/${partnerId}/${page}?${new URLSearchParams({ ...(customerId && { customerId }), ...narrowed })}`
  return (
    <Stack gap="lg">
      <Part title={t('devices.collectors')}>
        <Attention of={of} listOf={listOf} />
      </Part>
      <Part title={t('devices.coverage')}>
        <Coverage of={of} listOf={listOf} />
      </Part>
      {of.devices > 0 && (
        <Part title={t(of.kinds.length > 0 ? 'devices.kinds' : 'devices.vendors')}>
          <Figures>
            {of.vendors.slice(0, 4).map(({ value, count }) => (
              <Figure key={value} label={value} value={count} href={listOf('inventory', { vendor: value })} />
            ))}
            {of.kinds.slice(0, 4).map(({ value, count }) => (
              <Figure key={value} label={value} value={count} href={listOf('inventory', { kind: value })} />
            ))}
          </Figures>
        </Part>
      )}
      {of.trend.length > 1 && (
        <MonthTable
          title={t('devices.trend')}
          monthTitle={t('devices.month')}
          months={of.trend}
          columns={(['devices', 'covered'] as const).map((name) => ({ name, label: t(tk('devices.found.', name)) }))}
          bars={[
            { name: 'devices', color: 'gray.5' },
            { name: 'covered', color: 'brand.6' },
          ]}
        />
      )}
    </Stack>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Title order={3} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  )
}

type ListOf = (page: string, narrowed?: Record<string, string>) => string

function Attention({ of: { alerts, collectors: of }, listOf }: { of: Of; listOf: ListOf }) {
  const { t } = useTranslation('overview')
  const waiting = {
    overdue: 'overdue',
    neverUploaded: 'never_uploaded',
    licenceEnding: 'licence_ending',
    licenceEnded: 'licence_ended',
  } as const
  return (
    <Figures>
      <Figure
        label={t('devices.alerts')}
        value={alerts.open}
        urgent={alerts.high > 0}
        href={listOf('alerts', { state: 'open' })}
        hint={alerts.high > 0 && t('devices.high', { count: alerts.high })}
      />
      {(Object.keys(waiting) as (keyof typeof waiting)[]).map((name) => (
        <Figure
          key={name}
          label={t(tk('devices.', name))}
          value={of[name]}
          urgent={of[name] > 0}
          href={listOf('collectors', { health: waiting[name] })}
        />
      ))}
      <Figure
        label={t('devices.blocked')}
        value={of.blocked}
        urgent={of.blocked > 0}
        href={listOf('collections', { state: 'blocked' })}
      />
      <Figure label={t('devices.onTime')} value={of.onTime} href={listOf('collectors', { health: 'on_time' })} />
    </Figures>
  )
}

function Coverage({ of, listOf }: { of: Of; listOf: ListOf }) {
  const { t } = useTranslation(['overview', 'inventory'])
  const format = useFormat()
  return (
    <Figures>
      <Figure
        label={t('devices.devices')}
        value={of.devices}
        href={listOf('inventory')}
        hint={of.members > 0 && t('devices.members', { count: of.members })}
        trend={of.trend.map((month) => month.devices)}
      />
      {(Object.keys(coverage) as (keyof typeof coverage)[]).map((name) => (
        <Figure
          key={name}
          label={t(tk('inventory:coverage.', coverage[name]))}
          value={of.coverage[name]}
          urgent={(uncovered as readonly string[]).includes(name) && of.coverage[name] > 0}
          href={listOf('contract-coverage', { coverage: coverage[name] })}
          hint={of.devices > 0 && format.percent(of.coverage[name] / of.devices)}
          {...(name === 'covered' && { trend: of.trend.map((month) => month.covered) })}
        />
      ))}
    </Figures>
  )
}
