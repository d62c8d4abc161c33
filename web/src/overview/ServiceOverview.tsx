import { Alert, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { IconUserExclamation } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { ServiceBadge } from '../customers/CustomerBadges.tsx'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { ErrorState } from '../ui/states.tsx'
import { DeviceFigures } from './DeviceFigures.tsx'
import { ServiceFigures, ServiceToday } from './ServiceFigures.tsx'

export type Service = components['schemas']['ServiceOverview']

/** What needs a member of the support service today, then how it stands; each figure leads to the list behind it. */
export function ServiceOverview({ partnerId }: { partnerId: string }) {
  const { t } = useTranslation('overview')
  const overview = useRead('/api/v1/partners/{partnerId}/overview/service', { params: { path: { partnerId } } })
  if (overview.error) return <ErrorState error={overview.error} retry={() => void overview.refetch()} />
  const of = overview.data
  if (!of) return <Skeleton height={220} />
  const here = `/partner/${partnerId}`
  // Without an open service a partner user sees nothing: why, and whom to ask, instead of zeros.
  const nothing = of.role === 'user' && (of.service.state === 'closed' || of.service.state === 'none')
  return (
    <Stack gap="lg">
      <ServiceNotice of={of} />
      {of.administers?.superAdministrators === 1 && of.role === 'super_admin' && (
        <Alert color="orange" icon={<IconUserExclamation size={18} aria-hidden />} title={t('service.onlyOne.title')}>
          {t('service.onlyOne.text')}
        </Alert>
      )}
      {!nothing && (
        <>
          <Part title={t('today')}>
            <ServiceToday of={of} here={here} />
          </Part>
          {(of.service.state === 'in_force' || of.service.state === 'grace') && <DeviceFigures />}
          {of.mine && <MyCustomers of={of} mine={of.mine} here={here} />}
          {of.nextContracts.length > 0 && <NextContracts of={of} here={here} />}
          {of.administers && (
            <Part title={t('figures')}>
              <ServiceFigures of={of} here={here} />
            </Part>
          )}
        </>
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

/** Why there is nothing to see, or nothing to change: since when, and whom to ask (R22, R25, R36). */
function ServiceNotice({ of }: { of: Service }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const { state, endsAt, closesAt } = of.service
  if (state === 'in_force') return null
  const day = (at: string | null) => (at ? format.date(lastDay(at)) : '')
  const names = format.list(of.whomToAsk.slice(0, 5).map(({ name }) => name))
  return (
    <Alert color={state === 'grace' ? 'orange' : 'red'} title={t(tk('service.notice.title.', state))}>
      <Stack gap={4}>
        <Text size="sm">{t(tk('service.notice.text.', state), { ended: day(endsAt), closes: day(closesAt) })}</Text>
        <Text size="sm">
          {of.administers ? t('service.notice.askVendor') : t('service.notice.askNames', { names })}
        </Text>
      </Stack>
    </Alert>
  )
}

type MineProps = { of: Service; mine: NonNullable<Service['mine']>; here: string }

function MyCustomers({ of, mine, here }: MineProps) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const names = format.list(of.whomToAsk.slice(0, 5).map(({ name }) => name))
  return (
    <Part title={t('service.myCustomers')}>
      {mine.customers.length === 0 ? (
        <Paper withBorder p="md">
          <Text size="sm">{t('service.noCustomers', { names })}</Text>
        </Paper>
      ) : (
        <Rows
          head={[t('service.customer'), t('service.state'), t('service.until')]}
          rows={mine.customers.map((one) => {
            const end = one.service === 'grace' ? one.closesAt : one.endsAt
            return {
              id: one.customerId,
              cells: [
                <PageLink key="name" size="sm" href={`${here}/customers/${one.customerId}`}>
                  {one.name}
                </PageLink>,
                <ServiceBadge key="state" state={one.service} />,
                <Moment key="until" at={end && lastDay(end)} />,
              ],
            }
          })}
        />
      )}
    </Part>
  )
}

function NextContracts({ of, here }: { of: Service; here: string }) {
  const { t } = useTranslation('overview')
  return (
    <Part title={t('service.nextContracts')}>
      <Rows
        head={[t('service.contract'), t('service.customer'), t('service.lastDay')]}
        rows={of.nextContracts.map((one) => ({
          id: one.contractId,
          cells: [
            <PageLink key="number" size="sm" href={`${here}/contracts/${one.contractId}`}>
              {one.number}
            </PageLink>,
            one.customerName ?? '—',
            <Moment key="end" at={lastDay(one.endsAt)} />,
          ],
        }))}
      />
    </Part>
  )
}

function Rows({ head, rows }: { head: string[]; rows: { id: string; cells: ReactNode[] }[] }) {
  return (
    <Paper withBorder>
      <Table.ScrollContainer minWidth={360} type="native">
        <Table>
          <Table.Thead>
            <Table.Tr>
              {head.map((title) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ id, cells }) => (
              <Table.Tr key={id}>
                {cells.map((cell, index) => (
                  <Table.Td key={head[index]}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}
