import { useTranslation } from 'react-i18next'
import type { Impact } from '../ui/ImpactItems.tsx'
import type { Owned } from './HandOver.tsx'

/** What an act would do to each, and what stops. */
export type ActPreview = {
  items: { accountId: string; name: string; ok: boolean; refused: string | null }[]
  done: number
  stops: { seeAll: string[]; customers: string[] }
  owned: Owned[]
}

/** As the reason dialog lists it. */
export function useImpact(preview: ActPreview | undefined): Impact[] | undefined {
  const { t } = useTranslation('team')
  if (!preview) return undefined
  const people = preview.items.filter(({ ok }) => ok)
  const { seeAll, customers } = preview.stops
  return [
    {
      label: t('impact.people', { count: people.length }),
      count: people.length,
      names: people.map(({ name }) => name),
    },
    { label: t('impact.seeAll', { count: seeAll.length }), count: seeAll.length, names: seeAll },
    { label: t('impact.customers', { count: customers.length }), count: customers.length, names: customers },
  ]
}
