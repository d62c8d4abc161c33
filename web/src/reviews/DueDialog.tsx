import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import { DateField } from '../ui/DateField.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { endOfLocalDay, inDays } from './plan.ts'
import { type ReviewDetail, useReviewPlace } from './review.ts'

/** Another last day for a review, with the reason that its reviewers get. */
export function DueDialog({ review, onClose }: { review: ReviewDetail; onClose: () => void }) {
  const { t } = useTranslation('reviews')
  const place = useReviewPlace()
  const [day, setDay] = useState(inDays(14))
  const change = useWrite('post', place.api('/{reviewId}/due'), { quiet: true, ok: t('end.due.done') })
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('end.due.title')}
      text={t('end.due.text')}
      fields={
        <DateField
          label={t('new.due')}
          required
          min={inDays(0)}
          max={inDays(365)}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      }
      confirm={t('end.due.act')}
      act={(reason) =>
        change.mutateAsync({
          params: { path: { ...place.path, reviewId: review.reviewId } },
          body: { dueAt: endOfLocalDay(day), reason },
        })
      }
    />
  )
}
