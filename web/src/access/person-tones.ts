import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type PersonState = components['schemas']['SponsoredPerson']['state']

/** How a registration's state is coloured, wherever it shows. */
export const personTones: Record<PersonState, Tone> = {
  unconfirmed: 'neutral',
  to_be_verified: 'attention',
  active: 'good',
  without_access: 'attention',
  suspended: 'attention',
  disabled: 'bad',
  left: 'neutral',
  lapsed: 'neutral',
}
