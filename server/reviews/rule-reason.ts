import type { RuleReason } from '../audit/index.ts'
import { catalogue } from '../messages/index.ts'
import type { ReviewRow } from './queries.ts'

/** What a rule goes by, of a review or of its signed record. */
type Closing = { title: string; dueAt: Date | string; early: boolean }

/** Why a rule decided a row, in the reader's language; rows and signed records keep it in English, whoever reads them. */
export function ruleReason(language: string, { title: review, dueAt, early }: Closing): string {
  return early
    ? catalogue.text(language, 'access_review.unanswered_early', { review })
    : catalogue.text(language, 'access_review.unanswered_due', { review, dueAt })
}

/** The same of a partner's part of a review. */
export function ruleReasonOf(part: ReviewRow, language: string): string {
  return ruleReason(language, { title: part.title, dueAt: part.due_at, early: isEarly(part) })
}

/** The same as the audit keeps it, which says it in the language of each who reads it. */
export function ruleReasonKept(part: ReviewRow): RuleReason {
  return { rule: isEarly(part) ? 'unanswered_early' : 'unanswered_due', review: part.title, dueAt: part.due_at }
}

const isEarly = (part: ReviewRow) => part.ended_by_name !== null
