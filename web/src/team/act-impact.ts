import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import type { Impact } from '../ui/ImpactItems.tsx'
import type { Owned } from './HandOver.tsx'
import { useSponsoringStops } from './sponsoring-stops.ts'

/** What an act would do to each, and what stops. */
export type ActPreview = {
  items: { accountId: string; name: string; ok: boolean; refused: string | null }[]
  done: number
  stops: { seeAll: string[]; customers: string[]; sponsoring: components['schemas']['SponsoringStops'] | null }
  owned: Owned[]
}

/** As the reason dialog lists it. */
export function useImpact(preview: ActPreview | undefined): Impact[] | undefined {
  const { t } = useTranslation('team')
  const sponsoringStops = useSponsoringStops()
  if (!preview) return undefined
  const people = preview.items.filter(({ ok }) => ok)
  const { seeAll, customers, sponsoring } = preview.stops
  return [
    {
      label: t('impact.people', { count: people.length }),
      count: people.length,
      names: people.map(({ name }) => name),
    },
    { label: t('impact.seeAll', { count: seeAll.length }), count: seeAll.length, names: seeAll },
    { label: t('impact.customers', { count: customers.length }), count: customers.length, names: customers },
    ...sponsoringStops(sponsoring),
  ]
}
