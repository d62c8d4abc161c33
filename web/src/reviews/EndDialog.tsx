import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import type { Impact } from '../ui/ImpactItems.tsx'
import { tk } from '../ui/message-key.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Refused } from './Refused.tsx'
import { type ReviewDetail, type ReviewOutcome, useReviewPlace } from './review.ts'
import { type Taken, useTaken } from './taken.ts'

type Props = { review: ReviewDetail; asked: 'close' | 'withdraw' | null; onClose: () => void }
type Part = Taken & { kept: ReviewOutcome[]; owned: { kind: string; names: string[] }[] }

/** Ends a review before its date: by its rule, after a look at what that takes from whom, or as the mistake that it was. */
export function EndDialog({ review, asked, onClose }: Props) {
  const { t } = useTranslation('reviews')
  const place = useReviewPlace()
  const at = { params: { path: { ...place.path, reviewId: review.reviewId } } }
  const close = useWrite('post', place.api('/{reviewId}/close'), { quiet: true, ok: t('end.close.done') })
  const withdraw = useWrite('post', place.api('/{reviewId}/withdraw'), { quiet: true, ok: t('end.withdraw.done') })
  const kind = asked ?? 'close'
  const { open } = review.counts
  const takes = kind === 'close' && review.rule !== 'keep' && open > 0
  const preview = useRead(place.api('/{reviewId}/close'), at, { enabled: asked !== null && takes })
  const ending = useEnding()
  const parts: Part[] = preview.data?.parts ?? []
  const text =
    kind === 'close' && open > 0
      ? t(tk('end.close.rule.', review.rule), { count: open })
      : t(tk('end.', `${kind}.text`))
  return (
    <ReasonDialog
      opened={asked !== null}
      onClose={onClose}
      title={t(tk('end.', `${kind}.title`))}
      text={
        <>
          {text}
          <Refused title={(count) => t('end.close.kept', { count })} items={parts.flatMap(({ kept }) => kept)} />
        </>
      }
      {...(takes && { impact: preview.data && ending(parts) })}
      counting={takes && preview.isPending}
      confirm={t(tk('end.', `${kind}.act`))}
      danger={takes}
      act={(reason) => {
        const input = { ...at, body: { reason } }
        return kind === 'close' ? close.mutateAsync(input) : withdraw.mutateAsync(input)
      }}
    />
  )
}

/** What the rule takes, and what those who go own: nobody is asked who takes it over, so it ends. */
function useEnding(): (parts: Part[]) => Impact[] {
  const { t } = useTranslation('reviews')
  const taken = useTaken()
  return (parts) => {
    const owned = Map.groupBy(
      // Answers that wait for them are others' to give.
      parts.flatMap((part) => part.owned).filter(({ kind }) => kind !== 'accessReviews'),
      ({ kind }) => kind,
    )
    const ended = [...owned].map(([kind, of]) => {
      const names = of.flatMap((one) => one.names)
      return { label: t(tk('end.owned.', kind), { count: names.length }), count: names.length, names }
    })
    return [...taken(parts), ...ended]
  }
}
