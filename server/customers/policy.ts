import type { Principal } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'

type Member = { partner: NonNullable<Principal['partner']> | null }

/** Customers and sponsorships are read by the partner's sponsorship administrators (R3). */
export function sponsorsOnly({ partner }: Member): Problem | null {
  return partner?.sponsors
    ? null
    : problems.forbidden({ missing: 'sponsorship administrator', grantedBy: 'the vendor, on request' })
}

/** They change them while the partner is active: a suspended partner reads only. */
export function sponsorsChange(member: Member): Problem | null {
  const refusal = sponsorsOnly(member)
  if (refusal) return refusal
  return member.partner?.state === 'active'
    ? null
    : problems.forbidden({ missing: 'a partner that is not suspended', grantedBy: 'the vendor' })
}
