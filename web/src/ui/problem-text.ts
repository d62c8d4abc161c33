import i18next, { type TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ApiProblem, FieldProblem } from '../api/problem.ts'
import { tk } from './message-key.ts'

export type ProblemText = { title: string; text: string }

/** A refusal in the reader's language: the message of its code, or what the server said. */
export function problemText(problem: ApiProblem, t: TFunction): ProblemText {
  const key = tk('problems:', problem.code)
  const values = { seconds: problem.retryAfter ?? 60, ...problem.params }
  const text = i18next.exists(key) ? t(key, values) : (problem.detail ?? problem.title)
  if (problem.status === 0) return { title: t('problems:title.unreachable'), text: text || t('problems:unreachable') }
  if (problem.status >= 500) return { title: t('problems:title.failed'), text: t('problems:failed') }
  return { title: t('problems:title.refused'), text: text || t('problems:failed') }
}

/** What is wrong with one field, in the reader's language as far as its code is known. */
export function fieldText(field: FieldProblem, t: TFunction): string {
  const key = tk('problems:field.', field.code)
  return i18next.exists(key) ? t(key) : field.message
}

export function useProblemText(problem: ApiProblem): ProblemText {
  return problemText(problem, useTranslation('problems').t)
}
