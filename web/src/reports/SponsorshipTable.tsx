import { Paper, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import type { StatusReport } from './StatusReportPage.tsx'

type Row = StatusReport['sponsorships'][number]

const tones: Record<Row['state'], Tone> = {
  draft: 'neutral',
  issued: 'info',
  partly_used: 'good',
  full: 'attention',
  expired: 'neutral',
  revoked: 'bad',
}

/** Each customer's sponsorships with seats and people by state; every number leads to the people behind it. */
export function SponsorshipTable({ rows, partnerId }: { rows: Row[]; partnerId: string }) {
  const { t } = useTranslation('reports')
  return (
    <Paper component="section" withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('table.title')}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('table.empty')}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={1000}>
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('table.customer')}</Table.Th>
                <Table.Th>{t('table.sponsorship')}</Table.Th>
                <Table.Th>{t('table.state')}</Table.Th>
                <Table.Th>{t('table.ends')}</Table.Th>
                <Table.Th ta="right">{t('table.seats')}</Table.Th>
                <Table.Th ta="right">{t('table.active')}</Table.Th>
                <Table.Th ta="right">{t('table.withoutAccess')}</Table.Th>
                <Table.Th ta="right">{t('table.toVerify')}</Table.Th>
                <Table.Th ta="right">{t('table.unconfirmed')}</Table.Th>
                <Table.Th ta="right">{t('table.suspended')}</Table.Th>
                <Table.Th ta="right">{t('table.disabled')}</Table.Th>
                <Table.Th>{t('table.last')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <SponsorshipRow key={row.sponsorshipId} row={row} partnerId={partnerId} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  )
}

function SponsorshipRow({ row, partnerId }: { row: Row; partnerId: string }) {
  const { t } = useTranslation('reports')
  const format = useFormat()
  const at = `/partner/${partnerId}`
  const count = (value: number, state: string) => (
    <Table.Td ta="right" className="tabular">
      {value === 0 ? (
        <Text span c="dimmed" inherit>
          0
        </Text>
      ) : (
        <PageLink size="sm" href={`${at}/people?sponsorshipId=${row.sponsorshipId}&state=${state}`}>
          {format.number(value)}
        </PageLink>
      )}
    </Table.Td>
  )
  return (
    <Table.Tr>
      <Table.Td>
        <PageLink size="sm" href={`${at}/customers/${row.customerId}`}>
          {row.customerName}
        </PageLink>
      </Table.Td>
      <Table.Td>
        <PageLink size="sm" ff="monospace" href={`${at}/sponsorships/${row.sponsorshipId}`}>
          {row.registrationNumber}
        </PageLink>
      </Table.Td>
      <Table.Td>
        <StateBadge tone={tones[row.state]}>{t(tk('sponsorshipState.', row.state))}</StateBadge>
      </Table.Td>
      <Table.Td>
        <Moment at={new Date(Date.parse(row.expiresAt) - 1).toISOString().slice(0, 10)} />
      </Table.Td>
      <Table.Td ta="right" className="tabular">
        {format.number(row.seatsUsed)} / {format.number(row.seats)}
      </Table.Td>
      {count(row.active, 'active')}
      {count(row.withoutAccess, 'without_access')}
      {count(row.toBeVerified, 'to_be_verified')}
      {count(row.unconfirmed, 'unconfirmed')}
      {count(row.suspended, 'suspended')}
      {count(row.disabled, 'disabled')}
      <Table.Td>
        <Moment at={row.lastRegistrationAt} />
      </Table.Td>
    </Table.Tr>
  )
}
