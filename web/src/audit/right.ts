import i18next, { type TFunction } from 'i18next'
import { tk } from '../ui/message-key.ts'
import { keyOf } from '../ui/problem-text.ts'

/** Why something was allowed, which the log has in English words; what names a contract, a person or a list stays as recorded. */
export function rightText(why: string, t: TFunction): string {
  const key = tk('audit:right.', keyOf(why))
  return i18next.exists(key) ? t(key) : why
}
