import { Alert, Paper, Table, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { type Evidence, verdictTones } from './request.ts'

/** Each number of the statement with its match. */
export function EvidenceTable({ evidence }: { evidence: Evidence }) {
  const { t } = useTranslation('administrators')
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('evidence.title')}
      </Title>
      <Table.ScrollContainer minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('evidence.number')}</Table.Th>
              <Table.Th>{t('evidence.match')}</Table.Th>
              <Table.Th>{t('partner.partner')}</Table.Th>
              <Table.Th>{t('evidence.type')}</Table.Th>
              <Table.Th>{t('evidence.ends')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {evidence.evidence.map((row) => (
              <Table.Tr key={row.number}>
                <Table.Td>
                  {row.contractId ? (
                    <PageLink size="sm" href={`/vendor/contracts/${row.partnerId}/${row.contractId}`}>
                      {row.number}
                    </PageLink>
                  ) : (
                    row.number
                  )}
                </Table.Td>
                <Table.Td>
                  <StateBadge tone={verdictTones[row.verdict]}>{t(tk('verdict.', row.verdict))}</StateBadge>
                </Table.Td>
                <Table.Td>{row.partnerName ?? '—'}</Table.Td>
                <Table.Td>{row.typeName ?? '—'}</Table.Td>
                <Table.Td>
                  <Moment at={row.endsAt && lastDay(row.endsAt)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}

/** The statement was to be complete (R3): contracts in force that it leaves out. */
export function NotNamed({ evidence, partnerName }: { evidence: Evidence; partnerName: string | undefined }) {
  const { t } = useTranslation('administrators')
  const format = useFormat()
  if (evidence.notNamed.length === 0 || !partnerName) return null
  return (
    <Alert color="orange" title={t('evidence.notNamed', { partner: partnerName })}>
      {format.list(evidence.notNamed.map(({ number, typeName }) => `${number} (${typeName})`))}
    </Alert>
  )
}
