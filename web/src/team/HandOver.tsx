import { Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tk } from '../ui/message-key.ts'

export type Owned = { kind: string; names: string[]; takers: { accountId: string; name: string }[] }
type Chosen = Record<string, string | null>

/** Who takes over what those who are removed own, kind by kind; nobody chosen: it ends. */
export function useHandOver() {
  const [chosen, setChosen] = useState<Chosen>({})
  const of = (owned: Owned[]) => owned.map(({ kind }) => ({ kind, to: chosen[kind] ?? null }))
  return { chosen, choose: (kind: string, to: string | null) => setChosen({ ...chosen, [kind]: to }), of }
}

export function HandOver({ owned, chosen, choose }: { owned: Owned[] } & Omit<ReturnType<typeof useHandOver>, 'of'>) {
  const { t } = useTranslation('team')
  return owned.map(({ kind, names, takers }) => (
    <Select
      key={kind}
      label={t(tk('owned.', kind), { count: names.length })}
      description={names.slice(0, 5).join(', ')}
      placeholder={kind === 'accessReviews' ? t('owned.others') : t('owned.end')}
      clearable
      data={takers.map((one) => ({ value: one.accountId, label: one.name }))}
      value={chosen[kind] ?? null}
      onChange={(to) => choose(kind, to)}
    />
  ))
}
