import { useTranslation } from 'react-i18next'
import type { components } from '../api/schema.ts'
import { useSponsoringStops } from '../team/sponsoring-stops.ts'
import type { Impact } from '../ui/ImpactItems.tsx'
import { tk } from '../ui/message-key.ts'

/** What ending rows of one partner takes from whom. */
export type Taken = {
  stops: { kind: 'people' | 'memberships' | 'associations' | 'registrations'; count: number; names: string[] }[]
  sponsoring: components['schemas']['SponsoringStops'] | null
}

/** It in words: one figure of each kind, whichever the partners. */
export function useTaken(): (parts: Taken[]) => Impact[] {
  const { t } = useTranslation('reviews')
  const sponsoringStops = useSponsoringStops()
  return (parts) => {
    const kinds = Map.groupBy(
      parts.flatMap(({ stops }) => stops),
      ({ kind }) => kind,
    )
    const stopped = [...kinds].map(([kind, of]) => {
      const count = of.reduce((sum, one) => sum + one.count, 0)
      return { label: t(tk('stops.', kind), { count }), count, names: of.flatMap(({ names }) => names).slice(0, 5) }
    })
    return [...stopped, ...parts.flatMap(({ sponsoring }) => sponsoringStops(sponsoring))]
  }
}
