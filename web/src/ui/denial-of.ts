import type { TFunction } from 'i18next'
import { ApiProblem } from '../api/problem.ts'
import type { Denial } from './ActButton.tsx'
import type { Explainer } from './explain-refusal.ts'
import { grantorText, problemText } from './problem-text.ts'

/**
 * What the API refused for want of a right, as the reason why an act that would be refused alike is greyed; undefined where nothing
 * was refused so. `explain` opens the chain behind it, if there is one.
 */
export function denialOf(error: unknown, t: TFunction, explain: Explainer): Denial | undefined {
  if (!(error instanceof ApiProblem) || error.status !== 403) return undefined
  const { missing, text } = problemText(error, t)
  const grantedBy = grantorText(error, t)
  return { missing: missing ?? text, ...(grantedBy && { grantedBy }), explain: explain(error) }
}
