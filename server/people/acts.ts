/** What a partner's administrator does to registrations of its customers. */
export const acts = ['verify', 'disable', 'enable', 'attest'] as const
/** `suspend` takes the attestation back before its time; the decision of an access review. */
export type Act = (typeof acts)[number] | 'suspend'

export type Judged = {
  state: 'unconfirmed' | 'to_be_verified' | 'active' | 'disabled' | 'left' | 'lapsed'
  confirmed: boolean
  domainFits: boolean
  verified: boolean
  /** It is the administrator's own. */
  own: boolean
}

/** Why one of many cannot be done, while the others are. */
export const refusals = [
  'not_found',
  'own_registration',
  'ended',
  'not_to_be_verified',
  'disabled_already',
  'not_disabled',
  'never_confirmed',
  'not_active',
  'full',
] as const
export type Refusal = (typeof refusals)[number]

export type Judgement = { to: 'active' | 'to_be_verified' | 'disabled' | 'suspended' } | { refused: Refusal }

/**
 * Whether an act applies to a registration, and what state it leads to. Nobody decides about themselves (R24); who is gone
 * stays gone, and comes back by redeeming again. Seats are another matter: `enable` still has to find one.
 */
export function judge(act: Act, { state, confirmed, domainFits, verified, own }: Judged): Judgement {
  if (own && act !== 'disable') return { refused: 'own_registration' }
  if (state === 'left' || state === 'lapsed') return { refused: 'ended' }
  switch (act) {
    case 'verify':
      return state === 'to_be_verified' ? { to: 'active' } : { refused: 'not_to_be_verified' }
    case 'disable':
      return state === 'disabled' ? { refused: 'disabled_already' } : { to: 'disabled' }
    case 'enable':
      if (state !== 'disabled') return { refused: 'not_disabled' }
      if (!confirmed) return { refused: 'never_confirmed' }
      // Somebody refused before they were verified waits to be verified again (R8).
      return { to: domainFits || verified ? 'active' : 'to_be_verified' }
    case 'attest':
      return state === 'active' ? { to: 'active' } : { refused: 'not_active' }
    case 'suspend':
      return state === 'active' ? { to: 'suspended' } : { refused: 'not_active' }
  }
}
