import i18next, { type TFunction } from 'i18next'
import { tk } from '../ui/message-key.ts'
import { actorText } from './right.ts'

type Facts = { action: string; actor: string; objectLabel: string }

/** What happened, in a sentence of the reader's language; an action this version does not know is named as it is. */
export function sentenceOf({ action, actor, objectLabel }: Facts, t: TFunction): string {
  const key = tk('audit:action.', action)
  const values = { actor: actorText(actor, t), object: objectLabel, action }
  return i18next.exists(key) ? t(key, values) : t('audit:unknown', values)
}

/** Actions there are sentences for, each as its sentence about nobody in particular, in alphabetical order; for the filter. */
export function knownActions(language: string, t: TFunction): { value: string; label: string }[] {
  const objects = i18next.getResource(language, 'audit', 'action') as Record<string, Record<string, string>> | undefined
  return Object.entries(objects ?? {})
    .flatMap(([object, verbs]) => Object.keys(verbs).map((verb) => `${object}.${verb}`))
    .map((action) => ({ value: action, label: sentenceOf({ action, actor: '…', objectLabel: '…' }, t) }))
    .sort((one, other) => one.label.localeCompare(other.label, language))
}
