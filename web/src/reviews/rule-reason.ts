import type { TFunction } from 'i18next'
import type { Format } from '../ui/format.ts'

/** What a rule went by: the review, its end (exclusive, ISO), and whether that was brought forward. */
type Closing = { review: string; dueAt: string; early: boolean }

/** Why the rule of a review decided something, as the reader says it; rows and signed records keep it in English. */
export function ruleReason({ review, dueAt, early }: Closing, t: TFunction, format: Format): string {
  const lastDay = () => format.date(new Date(Date.parse(dueAt) - 1).toISOString().slice(0, 10))
  return early
    ? t('reviews:rows.unansweredEarly', { review })
    : t('reviews:rows.unansweredDue', { review, due: lastDay() })
}

/** The closing that an entry of the log keeps as a reason; undefined for a person's reason, and for what older entries say in words. */
export function closingOf(reason: unknown): Closing | undefined {
  if (typeof reason !== 'object' || reason === null) return undefined
  const { rule, review, dueAt } = reason as Record<string, unknown>
  if (typeof review !== 'string' || typeof dueAt !== 'string') return undefined
  return rule === 'unanswered_due' || rule === 'unanswered_early'
    ? { review, dueAt, early: rule === 'unanswered_early' }
    : undefined
}
