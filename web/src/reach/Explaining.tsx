import { useQueryClient } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react'
import { type Me, meQuery } from '../api/me.ts'
import { type Explainer, ExplainRefusal } from '../ui/explain-refusal.ts'
import { Asking, type Question } from './asking.ts'
import { questionOf } from './refused.ts'

const ReachDrawer = lazy(() => import('./ReachDrawer.tsx'))

/** Around everything, toasts included: whatever denies something may open the chain it rests on, in one drawer (R36). */
export function Explaining({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [question, setQuestion] = useState<Question | null>(null)
  const [opened, setOpened] = useState(false)
  const ask = useCallback((next: Question) => {
    setQuestion(next)
    setOpened(true)
  }, [])
  const explainRefusal = useCallback<Explainer>(
    (problem) => {
      const asked = questionOf(problem)
      const me = client.getQueryData<Me>(meQuery.queryKey)
      if (!asked || !me) return undefined
      const mine =
        'staffAction' in asked
          ? me.staffRole !== null
          : me.memberships.some(({ partnerId }) => partnerId === asked.partnerId)
      return mine ? () => ask(asked) : undefined
    },
    [client, ask],
  )
  return (
    <Asking value={ask}>
      <ExplainRefusal value={explainRefusal}>{children}</ExplainRefusal>
      {question && (
        <Suspense>
          <ReachDrawer question={question} opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </Asking>
  )
}
