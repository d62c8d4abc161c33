import { Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'
import { Timeline } from '../ui/Timeline.tsx'
import type { ReviewDetail } from './review.ts'

/** What happened in a review, from the audit log, newest first. */
export function ReviewActivity({ review }: { review: ReviewDetail }) {
  const { t } = useTranslation('reviews')
  if (review.activity.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('activity.none')}
      </Text>
    )
  return (
    <Paper withBorder p="md">
      <Timeline
        items={review.activity.map(({ at, actor, action, decision, count, reason }, index) => {
          const verb = action.replace('access_review.', '')
          const title = verb === 'answered' ? t(tk('activity.', decision), { count }) : t(tk('activity.', verb))
          return { key: `${at} ${index}`, at, title, detail: reason ? `${actor}: ${reason}` : actor }
        })}
      />
    </Paper>
  )
}
