import type { Principal } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'

/** A partner's audit is for those who administer: the sponsorship administrators, SA and PA. */
export function mayReadPartnerAudit(principal: Pick<Principal, 'partner'>): Problem | null {
  const { partner } = principal
  if (partner?.sponsors || partner?.role === 'super_admin' || partner?.role === 'admin') return null
  return problems.forbidden({
    missing: 'an administrator’s role in this partner',
    grantedBy: 'another administrator of the partner, or the vendor',
  })
}
