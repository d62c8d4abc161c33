import { activePartner, type Member } from '../partners/index.ts'
import { type Problem, problems } from '../platform/http/problem.ts'

/** Who looked at the partner's pages is told to all who administer something there: SA, PA, sponsorship administrators. */
export function readsSupportAccess({ partner }: Member): Problem | null {
  if (partner?.sponsors || partner?.role === 'super_admin' || partner?.role === 'admin') return null
  return problems.forbidden({
    missing: 'an administrator’s role in this partner',
    grantedBy: 'another administrator of the partner, or the vendor',
  })
}

/** The same may end it. */
export function endsSupportAccess(member: Member): Problem | null {
  return readsSupportAccess(member) ?? activePartner(member)
}
