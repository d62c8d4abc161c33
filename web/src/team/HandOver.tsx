import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'

export type Owned = { kind: string; names: string[]; takers: { accountId: string; name: string }[] }
/** By partner and kind. */
type Chosen = Record<string, string | null>
type Place = { partnerId: string; owned: Owned[] }
/** As many by name as an act's dialog lists of anything. */
const SHOWN = 5
const keyOf = (partnerId: string, kind: string) => `${partnerId} ${kind}`

/** Who takes over what those who are removed own, kind by kind; nobody chosen: it ends. */
export function useHandOver() {
  const [chosen, setChosen] = useState<Chosen>({})
  const of = ({ partnerId, owned }: Place) =>
    owned.map(({ kind }) => ({ kind, to: chosen[keyOf(partnerId, kind)] ?? null }))
  const choose = (partnerId: string, kind: string, to: string | null) =>
    setChosen({ ...chosen, [keyOf(partnerId, kind)]: to })
  return { chosen, choose, of }
}

export function HandOver({ partnerId, owned, chosen, choose }: Place & Omit<ReturnType<typeof useHandOver>, 'of'>) {
  const { t } = useTranslation('team')
  const named = (names: string[]) => {
    const more = names.length - SHOWN
    return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` ${t('ui:impact.more', { count: more })}` : '')
  }
  return owned.map(({ kind, names, takers }) => (
    <Select
      key={kind}
      label={t(tk('owned.', kind), { count: names.length })}
      description={named(names)}
      placeholder={kind === 'accessReviews' ? t('owned.others') : t('owned.end')}
      clearable
      data={takers.map((one) => ({ value: one.accountId, label: one.name }))}
      value={chosen[keyOf(partnerId, kind)] ?? null}
      onChange={(to) => choose(partnerId, kind, to)}
    />
  ))
}
