import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import { PageLink } from '../ui/links.tsx'
import { Moment } from '../ui/Moment.tsx'
import { ErrorState } from '../ui/states.tsx'
import { SponsorshipState } from './SponsorshipState.tsx'

type Props = { partnerId: string; customerId: string }

/** The newest sponsorships of one customer, for the customer's page. */
export function CustomerSponsorships({ partnerId, customerId }: Props) {
  const { t } = useTranslation('sponsorship')
  const format = useFormat()
  const list = useRead('/api/v1/partners/{partnerId}/sponsorships', {
    params: { path: { partnerId }, query: { customerId, limit: 10 } },
  })
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('list.title')}
        </Title>
        {list.data?.nextCursor && (
          <PageLink size="sm" href={`/partner/${partnerId}/sponsorships?customerId=${customerId}`}>
            {t('list.all')}
          </PageLink>
        )}
      </Group>
      {list.error && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={60} />}
      {list.data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('list.noneOfCustomer')}
        </Text>
      )}
      <Stack gap="xs">
        {list.data?.items.map((row) => (
          <Group key={row.sponsorshipId} justify="space-between" gap="xs">
            <Group gap="sm">
              <PageLink size="sm" href={`/partner/${partnerId}/sponsorships/${row.sponsorshipId}`}>
                {row.registrationNumber ?? t('draftOf', { day: format.date(row.createdAt) })}
              </PageLink>
              <SponsorshipState state={row.state} />
            </Group>
            <Text size="sm" c="dimmed">
              {t('seatsOf', { used: format.number(row.seatsUsed), seats: format.number(row.seats) })} ·{' '}
              <Moment at={lastDay(row.expiresAt)} />
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  )
}
