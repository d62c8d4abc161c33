import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { useFormat } from '../ui/format.ts'
import type { Impact } from '../ui/ImpactItems.tsx'

type SponsoringStops = components['schemas']['SponsoringStops']

/** What ends with somebody's right to sponsor, as the reason dialog lists it; what waits is said where nobody is left to answer it. */
export function useSponsoringStops(): (stops: SponsoringStops | null | undefined) => Impact[] {
  const { t } = useTranslation('team')
  const format = useFormat()
  return (stops) => {
    if (!stops) return []
    const { names, remaining, toVerify, requests, toAttest, firstLapsesAt } = stops
    const count = names.length
    const right = remaining > 0 ? t('sponsoring.right', { count, remaining }) : t('sponsoring.last', { count })
    const waiting: Impact[] = [
      { label: t('sponsoring.toVerify', { count: toVerify }), count: toVerify },
      { label: t('sponsoring.requests', { count: requests }), count: requests },
      {
        label: firstLapsesAt ? t('sponsoring.toAttest', { count: toAttest, at: format.date(firstLapsesAt) }) : '',
        count: toAttest,
      },
    ]
    return [{ label: right, count, names }, ...(remaining > 0 ? [] : waiting)]
  }
}
