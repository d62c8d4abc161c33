import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePagedList } from '../api/hooks.ts'
import { Moment } from '../ui/Moment.tsx'
import { tk } from '../ui/message-key.ts'
import { ErrorState } from '../ui/states.tsx'
import type { Sponsorship } from './sponsorship.ts'

type Props = { sponsorship: Sponsorship; partnerId: string }

/** Failed attempts with the true reason: the stranger was told nothing (R14). */
export function Attempts({ sponsorship, partnerId }: Props) {
  const { t } = useTranslation('sponsorship')
  const path = { partnerId, sponsorshipId: sponsorship.sponsorshipId }
  const list = usePagedList('/api/v1/partners/{partnerId}/sponsorships/{sponsorshipId}/attempts', {
    params: { path, query: { limit: 5 } },
  })
  if (sponsorship.state === 'draft') return null
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('attempts.title')}
      </Title>
      {list.error && <ErrorState error={list.error} retry={list.retry} />}
      {list.isLoading && <Skeleton height={40} />}
      {!list.isLoading && !list.error && list.rows.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('attempts.none')}
        </Text>
      )}
      <Stack gap="xs">
        {list.rows.map((row) => (
          <Group key={row.attemptId} justify="space-between" gap="xs" align="flex-start">
            <div>
              <Text size="sm">{t(tk('attempt.', row.reason))}</Text>
              <Text size="xs" c="dimmed">
                {[row.email, row.address].filter(Boolean).join(' · ')}
              </Text>
            </div>
            <Text size="xs" c="dimmed">
              <Moment at={row.at} show="dateTime" />
            </Text>
          </Group>
        ))}
        {list.hasMore && (
          <Button variant="subtle" size="xs" loading={list.isLoadingMore} onClick={list.loadMore}>
            {t('ui:list.loadMore')}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}
