import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { textIn } from '../entitlements/names.ts'
import { useFormat } from '../ui/format.ts'
import type { Impact } from '../ui/ImpactItems.tsx'

type Named = { entitlementId: string; names: Record<string, string> }

/** What a change or revocation does to people, as the reason dialog lists it; `catalogue` names the entitlements. */
export function useEffectImpact(catalogue: Named[]): (effect: components['schemas']['SponsorshipEffect']) => Impact[] {
  const { t, i18n } = useTranslation('sponsorship')
  const format = useFormat()
  const language = i18n.resolvedLanguage ?? 'en'
  const nameOf = (id: string) => {
    const known = catalogue.find(({ entitlementId }) => entitlementId === id)
    return known ? textIn(known.names, language) : id
  }
  return ({ people, losesAll, names, endsEarlier, waiting, entitlements }) => [
    {
      label: t('effect.people', { count: people }),
      count: people,
      names: names.map(({ name }) => name),
    },
    { label: t('effect.losesAll', { count: losesAll }), count: losesAll },
    {
      label: t('effect.entitlements', { count: entitlements.length }),
      count: entitlements.length,
      names: entitlements.map(({ entitlementId }) => nameOf(entitlementId)),
    },
    {
      label: endsEarlier
        ? t('effect.earlier', { count: endsEarlier.people, day: format.date(lastDay(endsEarlier.at)) })
        : '',
      count: endsEarlier?.people ?? 0,
    },
    { label: t('effect.waiting', { count: waiting }), count: waiting },
  ]
}
