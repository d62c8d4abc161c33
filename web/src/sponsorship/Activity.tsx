import { Paper, Skeleton, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { actorText } from '../audit/right.ts'
import { tk } from '../ui/message-key.ts'
import { ErrorState } from '../ui/states.tsx'
import { Timeline } from '../ui/Timeline.tsx'

/** What was done to one sponsorship, newest first, from the audit log. */
export function Activity({ partnerId, objectId }: { partnerId: string; objectId: string }) {
  const { t } = useTranslation(['sponsorship', 'audit'])
  const entries = useRead('/api/v1/partners/{partnerId}/audit', {
    params: { path: { partnerId }, query: { objectId, limit: 20 } },
  })
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4" mb="sm">
        {t('activity.title')}
      </Title>
      {entries.error && <ErrorState error={entries.error} retry={() => void entries.refetch()} />}
      {entries.isPending && <Skeleton height={60} />}
      {entries.data && (
        <Timeline
          items={entries.data.items.map((entry) => ({
            key: String(entry.seq),
            at: entry.at,
            title: t(tk('activity.', entry.action.replace('sponsorship.', ''))),
            detail: actorText(entry.actor, t),
          }))}
        />
      )}
    </Paper>
  )
}
