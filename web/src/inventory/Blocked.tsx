import { Alert, Table, Text } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { lastDay } from '../contracts/days.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import type { CollectionDetail } from './inventory.ts'

/** Why a collection is blocked, or would be, and what would release it (R28). */
export function Blocked({ row, partnerId }: { row: CollectionDetail; partnerId: string }) {
  const { t } = useTranslation('inventory')
  const reason = row.blockedReason ?? row.fault?.code ?? ''
  const lines = row.release?.lines ?? []
  const serials = row.release?.serials ?? []
  return (
    <Alert
      color={row.state === 'blocked' ? 'red' : 'orange'}
      icon={<IconLock size={18} aria-hidden />}
      title={row.state === 'blocked' ? t('blocked.title') : t('blocked.would')}
    >
      <Text size="sm">{t(tk('blocked.', reason))}</Text>
      <Text size="sm" mt="xs">
        {t('blocked.release')}
      </Text>
      {lines.length > 0 && (
        <Table.ScrollContainer minWidth={500} mt="sm">
          <Table withRowBorders={false} verticalSpacing={4} aria-label={t('blocked.lines')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('fact.serial')}</Table.Th>
                <Table.Th>{t('blocked.collected')}</Table.Th>
                <Table.Th>{t('fact.contract')}</Table.Th>
                <Table.Th>{t('blocked.type')}</Table.Th>
                <Table.Th>{t('blocked.ends')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line) => (
                <Table.Tr key={`${line.contractId} ${line.serial} ${line.vendor}`}>
                  <Table.Td>{line.serial}</Table.Td>
                  <Table.Td>{line.collected ? t('blocked.yes') : t('blocked.no')}</Table.Td>
                  <Table.Td>
                    <PageLink size="sm" href={`/partner/${partnerId}/contracts/${line.contractId}`}>
                      {line.contractNumber}
                    </PageLink>
                  </Table.Td>
                  <Table.Td>
                    {line.contractTypeName}
                    {!line.supported && ` (${t('blocked.unsupported')})`}
                  </Table.Td>
                  <Table.Td>
                    <Moment at={lastDay(line.endsAt)} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {serials.length > 0 && (
        <Text size="xs" mt="sm">
          {t('blocked.serials', { serials: serials.join(', ') })}
        </Text>
      )}
    </Alert>
  )
}
