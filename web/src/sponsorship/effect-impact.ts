import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { lastDay } from '../contracts/days.ts'
import { useFormat } from '../ui/format.ts'
import type { Impact } from '../ui/ReasonDialog.tsx'

/** What a change or revocation does to people, as the reason dialog lists it. */
export function useEffectImpact(): (effect: components['schemas']['SponsorshipEffect']) => Impact[] {
  const { t } = useTranslation('sponsorship')
  const format = useFormat()
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
      names: entitlements.map(({ entitlementId }) => entitlementId),
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
