import { Fieldset, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { HandOver, type Owned, useHandOver } from '../team/HandOver.tsx'
import { tk } from '../ui/message-key.ts'
import { notify } from '../ui/notify.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Refused } from './Refused.tsx'
import { type Decision, type ReviewOutcome, type ReviewRow, useReviewPlace } from './review.ts'
import { type Taken, useTaken } from './taken.ts'

/** What an answer would do at one partner. */
type Preview = Taken & {
  partnerId: string
  partnerName: string
  items: ReviewOutcome[]
  done: number
  owned: Owned[]
}
type Props = {
  reviewId: string
  decision: Decision | null
  rows: ReviewRow[]
  onClose: () => void
  onDone: () => void
}

/** Shows what an answer takes from whom, and what it cannot be given to and why; then gives it, with a reason. */
export function AnswerDialog({ reviewId, decision, rows, onClose, onDone }: Props) {
  const { t } = useTranslation('reviews')
  const preview = usePreview(reviewId, decision, rows)
  const answer = useAnswer(reviewId)
  const taken = useTaken()
  const impact = preview.data && taken(preview.data)
  const handOver = useHandOver()
  const parts = preview.data ?? []
  const kind = decision ?? 'keep'
  const done = parts.reduce((sum, one) => sum + one.done, 0)
  return (
    <ReasonDialog
      opened={decision !== null}
      onClose={onClose}
      title={t(tk('answer.title.', kind), { count: preview.data ? done : rows.length })}
      text={
        <>
          {t(tk('answer.text.', rows.some((row) => row.kind === 'customer_user') ? `${kind}Users` : kind))}
          <Refused title={(count) => t('answer.refused', { count })} items={parts.flatMap(({ items }) => items)} />
        </>
      }
      fields={parts.map((part) => (
        <HandOverAt key={part.partnerId} part={part} named={parts.length > 1} handOver={handOver} />
      ))}
      {...(kind !== 'keep' && { impact })}
      counting={preview.isPending}
      confirm={t(tk('decision.', kind))}
      danger={kind !== 'keep'}
      asksReason={kind !== 'keep'}
      reasons={[t('answer.reason.left'), t('answer.reason.unused'), t('answer.reason.work')]}
      act={async (reason) => {
        const answered = await answer(kind, rows, (partnerId) => {
          const part = parts.find((one) => one.partnerId === partnerId)
          return { reason, handOver: part ? handOver.of(part) : [] }
        })
        notify.ok(t(tk('answer.done.', kind), { count: answered }))
        onDone()
      }}
    />
  )
}

type AtProps = { part: Preview; named: boolean; handOver: ReturnType<typeof useHandOver> }

/** Who takes over at one partner: nobody of another could. Named where there are several. */
function HandOverAt({ part, named, handOver: { chosen, choose } }: AtProps) {
  const { partnerId, owned } = part
  if (owned.length === 0) return null
  const fields = <HandOver partnerId={partnerId} owned={owned} chosen={chosen} choose={choose} />
  if (!named) return fields
  return (
    <Fieldset legend={part.partnerName}>
      <Stack gap="sm">{fields}</Stack>
    </Fieldset>
  )
}

/** The vendor answers for several partners at once; the API takes one partner's rows at a time. */
function byPartner(rows: ReviewRow[]): { partnerId: string; partnerName: string; rowIds: string[] }[] {
  return [...Map.groupBy(rows, ({ partnerId }) => partnerId)].map(([partnerId, of]) => ({
    partnerId,
    partnerName: of[0]?.partnerName ?? '',
    rowIds: of.map(({ rowId }) => rowId),
  }))
}

/** A partner's own operations name the partner in their path, the vendor's in the body. */
function useBody() {
  const { partnerId: here } = useReviewPlace()
  return <T extends object>(partnerId: string, body: T): T => (here ? body : { partnerId, ...body })
}

function usePreview(reviewId: string, decision: Decision | null, rows: ReviewRow[]) {
  const place = useReviewPlace()
  const bodyOf = useBody()
  return useQuery<Preview[]>({
    queryKey: ['answer preview', reviewId, decision, rows.map((row) => row.rowId)],
    enabled: decision !== null && rows.length > 0,
    gcTime: 0,
    queryFn: () =>
      Promise.all(
        byPartner(rows).map(async ({ partnerId, partnerName, rowIds }) => {
          const previewed = await take(
            api.POST(place.api('/{reviewId}/answers/preview'), {
              params: { path: { ...place.path, reviewId } },
              body: bodyOf(partnerId, { decision: decision ?? 'keep', rowIds }),
            }),
          )
          return { ...previewed, partnerId, partnerName }
        }),
      ),
  })
}

type Given = { reason: string; handOver: { kind: string; to: string | null }[] }

function useAnswer(reviewId: string) {
  const place = useReviewPlace()
  const bodyOf = useBody()
  const write = useWrite('post', place.api('/{reviewId}/answers'), { quiet: true })
  return async (decision: Decision, rows: ReviewRow[], givenAt: (partnerId: string) => Given): Promise<number> => {
    let done = 0
    for (const { partnerId, rowIds } of byPartner(rows)) {
      const answered = await write.mutateAsync({
        params: { path: { ...place.path, reviewId } },
        body: bodyOf(partnerId, { decision, rowIds, ...givenAt(partnerId) }),
      })
      done += answered.done
    }
    return done
  }
}
