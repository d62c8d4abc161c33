import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { useServiceStops } from '../entitlements/ImpactDialog.tsx'
import { useFormat } from '../ui/format.ts'
import type { Impact } from '../ui/ImpactItems.tsx'

/** What a change of a customer stops, as the reason dialog lists it. */
export function useStops(): (impact: components['schemas']['Impact']) => Impact[] {
  const { t } = useTranslation('customers')
  const format = useFormat()
  const serviceStops = useServiceStops()
  return (impact) => {
    const { people, names, sponsorshipCount, sponsorships, endsEarlier } = impact
    return [
      { label: t('stops.people', { count: people }), count: people, names },
      {
        label: t('stops.sponsorships', { count: sponsorshipCount }),
        count: sponsorshipCount,
        names: sponsorships.flatMap(({ registrationNumber }) => registrationNumber ?? []),
      },
      {
        label: endsEarlier
          ? t('stops.earlier', { count: endsEarlier.people, day: format.date(lastDay(endsEarlier.at)) })
          : '',
        count: endsEarlier?.people ?? 0,
      },
      ...serviceStops(impact),
    ]
  }
}
