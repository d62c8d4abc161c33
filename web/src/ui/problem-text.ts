import i18next, { type TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { ApiProblem, FieldProblem } from '../api/problem.ts'
import { momentText } from './format.ts'
import { tk } from './message-key.ts'

export type ProblemText = {
  title: string
  text: string
  /** R36: what the reader lacks and who can grant it, in whole sentences. */
  missing: string | undefined
  grantedBy: string | undefined
}

/** A refusal in the reader's language: the message of its code, or what the server said. */
export function problemText(problem: ApiProblem, t: TFunction): ProblemText {
  const key = tk('problems:', problem.code)
  const values = { seconds: problem.retryAfter ?? 60, ...valuesOf(problem.params) }
  const text = i18next.exists(key) ? t(key, values) : (problem.detail ?? problem.title)
  const { missing: lacked } = problem
  const grantor = grantorText(problem, t)
  const missing = lacked && t('ui:missing', { missing: named(tk('ui:lacks.', keyOf(lacked)), lacked, t) })
  const grantedBy = grantor && t('ui:grantedBy', { who: grantor })
  const rest = { missing, grantedBy }
  if (problem.status === 0)
    return { ...rest, title: t('problems:title.unreachable'), text: text || t('problems:unreachable') }
  if (problem.status >= 500) return { ...rest, title: t('problems:title.failed'), text: t('problems:failed') }
  const title = problem.status === 404 ? t('problems:title.absent') : t('problems:title.refused')
  return { ...rest, title, text: text || t('problems:failed') }
}

/** Who can grant what is missing, without the sentence around it. */
export function grantorText({ grantedBy }: ApiProblem, t: TFunction): string | undefined {
  return grantedBy && named(tk('ui:grantor.', keyOf(grantedBy)), grantedBy, t)
}

/** Moments among them as the reader's language writes them. */
function valuesOf(params: ApiProblem['params']): Record<string, unknown> {
  const language = i18next.resolvedLanguage ?? i18next.language
  return Object.fromEntries(
    Object.entries(params ?? {}).map(([name, value]) => [
      name,
      /^\d{4}-\d\d-\d\dT/.test(String(value)) ? momentText(String(value), language) : value,
    ]),
  )
}

/** The API says these in English words; names of companies and people among them have no translation and need none. */
function named(key: string, words: string, t: TFunction): string {
  return i18next.exists(key) ? t(key) : words
}

/** `a vendor’s administrator` → `a_vendor_s_administrator` */
export function keyOf(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
}

/** What is wrong with one field, in the reader's language as far as its code is known. */
export function fieldText(field: FieldProblem, t: TFunction): string {
  const key = tk('problems:field.', field.code)
  return i18next.exists(key) ? t(key) : field.message
}

export function useProblemText(problem: ApiProblem): ProblemText {
  return problemText(problem, useTranslation('problems').t)
}
