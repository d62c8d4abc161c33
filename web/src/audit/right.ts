import i18next, { type TFunction } from 'i18next'
import { tk } from '../ui/message-key.ts'
import { keyOf } from '../ui/problem-text.ts'

/** Words that name a contract, a person or a list, which stay as recorded; the rest is said in the reader's language. */
const naming: Record<string, RegExp> = {
  partnerQualified: /^vendor staff; partner qualified by contract (?<contract>.*)$/s,
  contractInForce: /^contract (?<contract>.+) \((?<type>.+)\) in force; support contract (?<support>.*)$/s,
  closedEarly: /^closed early by (?<person>.+)$/s,
  list: /^list (?<list>\S+)$/,
}

/** Why something was allowed, which the log has in English words. */
export function rightText(why: string, t: TFunction): string {
  const key = tk('audit:right.', keyOf(why))
  if (i18next.exists(key)) return t(key)
  for (const [name, pattern] of Object.entries(naming)) {
    const named = pattern.exec(why)?.groups
    if (named) return t(tk('audit:rightNaming.', name), named)
  }
  return why
}

/** Who did it: people, keys and collectors by their names, nobody in particular in the reader's language. */
export function actorText(actor: string, t: TFunction): string {
  const key = tk('audit:nobody.', actor)
  return actor === 'system' || actor === 'stranger' ? t(key) : actor
}
