import type { components } from '../api/schema.ts'

export type SponsoredPerson = components['schemas']['SponsoredPerson']
export type SponsoredPersonDetail = components['schemas']['SponsoredPersonDetail']
export type PersonOutcome = components['schemas']['PersonOutcome']

/** What can be done to people, and the path of the API that does it. */
export type PersonAct = 'verify' | 'refuse' | 'disable' | 'enable' | 'attest' | 'left'

export const actOf = {
  verify: 'verify',
  refuse: 'disable',
  disable: 'disable',
  enable: 'enable',
  attest: 'attest',
  left: 'disable',
} as const satisfies Record<PersonAct, string>

/** The acts that can apply to somebody in a state; the server has the last word. */
export function actsFor(state: SponsoredPerson['state']): PersonAct[] {
  switch (state) {
    case 'to_be_verified':
      return ['verify', 'refuse']
    case 'unconfirmed':
    case 'active':
    case 'without_access':
      return ['disable']
    case 'suspended':
      return ['attest', 'disable']
    case 'disabled':
      return ['enable']
    default:
      return []
  }
}
