import { Group, Paper, Skeleton, Table, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { StateBadge } from '../ui/StateBadge.tsx'
import { ErrorState } from '../ui/states.tsx'
import { ExportMenu } from './ExportMenu.tsx'

type Seer = components['schemas']['CustomerSeer']

/** Who at the partner sees a customer, since when, by whom given, until when; for the customer's page. */
export function SeenBy({ partnerId, customerId }: { partnerId: string; customerId: string }) {
  const { t } = useTranslation('associations')
  const seers = useRead('/api/v1/partners/{partnerId}/customers/{customerId}/seen-by', {
    params: { path: { partnerId, customerId } },
  })
  const file = `/api/v1/partners/${partnerId}/customers/${customerId}/seen-by-export`
  return (
    <Paper withBorder p="md" component="section">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('seenBy.title')}
        </Title>
        <Group gap="md">
          <PageLink size="sm" href={`/partner/${partnerId}/associations`}>
            {t('seenBy.change')}
          </PageLink>
          <ExportMenu files={(['csv', 'xlsx'] as const).map((name) => ({ name, href: `${file}?format=${name}` }))} />
        </Group>
      </Group>
      {seers.error && <ErrorState error={seers.error} retry={() => void seers.refetch()} />}
      {seers.isPending && <Skeleton height={80} />}
      {seers.data?.items.every(({ how }) => how === 'role') && (
        <Text size="sm" c="dimmed" mb="xs">
          {t('seenBy.nobody')}
        </Text>
      )}
      {seers.data && seers.data.items.length > 0 && (
        <Table.ScrollContainer minWidth={520}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('seenBy.person')}</Table.Th>
                <Table.Th>{t('seenBy.how')}</Table.Th>
                <Table.Th>{t('seenBy.since')}</Table.Th>
                <Table.Th>{t('seenBy.until')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {seers.data.items.map((seer) => (
                <Row key={seer.accountId} seer={seer} partnerId={partnerId} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  )
}

function Row({ seer, partnerId }: { seer: Seer; partnerId: string }) {
  const { t } = useTranslation('associations')
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          {seer.how === 'role' ? (
            seer.name
          ) : (
            <PageLink size="sm" href={`/partner/${partnerId}/associations/${seer.accountId}`}>
              {seer.name}
            </PageLink>
          )}
          {seer.state === 'suspended' && <StateBadge tone="attention">{t('state.suspended')}</StateBadge>}
        </Group>
      </Table.Td>
      <Table.Td>{seer.how === 'role' ? t(tk('role.', seer.role)) : t(tk('how.', seer.how))}</Table.Td>
      <Table.Td>
        <Moment at={seer.since} />
        {seer.givenByName && (
          <Text size="xs" c="dimmed">
            {t('seenBy.by', { name: seer.givenByName })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {seer.ended ? (
          <StateBadge tone="bad">{t('ended')}</StateBadge>
        ) : (
          <Moment at={seer.endsAt && lastDay(seer.endsAt)} none={t('noEnd')} />
        )}
      </Table.Td>
    </Table.Tr>
  )
}
