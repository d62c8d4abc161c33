import { catalogue } from '../messages/index.ts'

/** What a rule goes by, of a review or of its signed record. */
type Closing = { title: string; dueAt: Date | string; early: boolean }

/** Why a rule decided a row, in the reader's language; rows and signed records keep it in English, whoever reads them. */
export function ruleReason(language: string, { title: review, dueAt, early }: Closing): string {
  return early
    ? catalogue.text(language, 'access_review.unanswered_early', { review })
    : catalogue.text(language, 'access_review.unanswered_due', { review, dueAt })
}
