import { List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client.ts'
import { useWrite } from '../api/hooks.ts'
import { HandOver, type Owned, useHandOver } from '../team/HandOver.tsx'
import { tk } from '../ui/message-key.ts'
import { notify } from '../ui/notify.tsx'
import { type Impact, ReasonDialog } from '../ui/ReasonDialog.tsx'
import { type Decision, type ReviewOutcome, type ReviewRow, useReviewPlace } from './review.ts'

type Preview = {
  items: ReviewOutcome[]
  done: number
  stops: { kind: 'people' | 'memberships' | 'associations' | 'registrations'; count: number; names: string[] }[]
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
  const impact = useImpact(preview.data)
  const handOver = useHandOver()
  // Of several partners at once nobody could take all of it over: it ends.
  const owned = byPartner(rows).length === 1 ? (preview.data?.owned ?? []) : []
  const kind = decision ?? 'keep'
  return (
    <ReasonDialog
      opened={decision !== null}
      onClose={onClose}
      title={t(tk('answer.title.', kind), { count: preview.data?.done ?? rows.length })}
      text={
        <>
          {t(tk('answer.text.', rows.some((row) => row.kind === 'customer_user') ? `${kind}Users` : kind))}
          {preview.data && <Refused items={preview.data.items} />}
        </>
      }
      fields={<HandOver owned={owned} chosen={handOver.chosen} choose={handOver.choose} />}
      {...(kind !== 'keep' && { impact })}
      counting={preview.isPending}
      confirm={t(tk('decision.', kind))}
      danger={kind !== 'keep'}
      asksReason={kind !== 'keep'}
      reasons={[t('answer.reason.left'), t('answer.reason.unused'), t('answer.reason.work')]}
      act={async (reason) => {
        const done = await answer(kind, rows, { reason, handOver: handOver.of(owned) })
        notify.ok(t(tk('answer.done.', kind), { count: done }))
        onDone()
      }}
    />
  )
}

/** The vendor answers for several partners at once; the API takes one partner's rows at a time. */
function byPartner(rows: ReviewRow[]): { partnerId: string; rowIds: string[] }[] {
  const parts = new Map<string, string[]>()
  for (const { partnerId, rowId } of rows) parts.set(partnerId, [...(parts.get(partnerId) ?? []), rowId])
  return [...parts].map(([partnerId, rowIds]) => ({ partnerId, rowIds }))
}

/** A partner's own operations name the partner in their path, the vendor's in the body. */
function useBody() {
  const { partnerId: here } = useReviewPlace()
  return <T extends object>(partnerId: string, body: T): T => (here ? body : { partnerId, ...body })
}

function usePreview(reviewId: string, decision: Decision | null, rows: ReviewRow[]) {
  const place = useReviewPlace()
  const bodyOf = useBody()
  return useQuery<Preview>({
    queryKey: ['answer preview', reviewId, decision, rows.map((row) => row.rowId)],
    enabled: decision !== null && rows.length > 0,
    gcTime: 0,
    queryFn: async () => {
      const parts = byPartner(rows).map(({ partnerId, rowIds }) =>
        take(
          api.POST(place.api('/{reviewId}/answers/preview'), {
            params: { path: { ...place.path, reviewId } },
            body: bodyOf(partnerId, { decision: decision ?? 'keep', rowIds }),
          }),
        ),
      )
      const all = (await Promise.all(parts)) as Preview[]
      return {
        items: all.flatMap((one) => one.items),
        done: all.reduce((sum, one) => sum + one.done, 0),
        stops: all.flatMap((one) => one.stops),
        owned: all.flatMap((one) => one.owned),
      }
    },
  })
}

type Given = { reason: string; handOver: { kind: string; to: string | null }[] }

function useAnswer(reviewId: string) {
  const place = useReviewPlace()
  const bodyOf = useBody()
  const write = useWrite('post', place.api('/{reviewId}/answers'), { quiet: true })
  return async (decision: Decision, rows: ReviewRow[], given: Given): Promise<number> => {
    let done = 0
    for (const { partnerId, rowIds } of byPartner(rows)) {
      const answered = await write.mutateAsync({
        params: { path: { ...place.path, reviewId } },
        body: bodyOf(partnerId, { decision, rowIds, ...given }),
      })
      done += answered.done
    }
    return done
  }
}

function useImpact(preview: Preview | undefined): Impact[] | undefined {
  const { t } = useTranslation('reviews')
  return preview?.stops.map(({ kind, count, names }) => ({ label: t(tk('stops.', kind), { count }), count, names }))
}

function Refused({ items }: { items: ReviewOutcome[] }) {
  const { t } = useTranslation('reviews')
  const refused = items.filter(({ ok }) => !ok)
  if (refused.length === 0) return null
  return (
    <>
      <Text size="sm" mt="xs" fw={500} component="div">
        {t('answer.refused', { count: refused.length })}
      </Text>
      <List size="sm">
        {refused.slice(0, 8).map((one) => (
          <List.Item key={one.rowId}>
            {[one.name, one.customerName].filter(Boolean).join(', ')}: {t(tk('refused.', one.refused ?? 'not_found'))}
          </List.Item>
        ))}
      </List>
    </>
  )
}
