import type { Principal } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'
import { administratorsOnly } from '../vendor/index.ts'

type Caller = Pick<Principal, 'staffRole' | 'partner'>

/** The vendor's keys are managed by its administrators; an auditor sees them. */
export function seesVendorKeys(caller: Caller): Problem | null {
  return caller.staffRole === 'auditor' ? null : administratorsOnly(caller)
}

export const partnerRoles = ['super_admin', 'admin', 'user'] as const
export const vendorRoles = ['administrator', 'support_agent', 'auditor'] as const
export type KeyRole = (typeof partnerRoles)[number] | (typeof vendorRoles)[number]

/** Nobody gives what they lack (R24): a role above their own, or the right to sponsor without having it. */
export function mayGive(
  partner: { role: string | null; sponsors: boolean } | null,
  key: { role: KeyRole; sponsors: boolean },
): Problem | null {
  if (key.role === 'super_admin' && partner?.role !== 'super_admin')
    return problems.forbidden({
      missing: 'role super administrator',
      grantedBy: 'a super administrator of the partner',
    })
  if (key.sponsors && !partner?.sponsors)
    return problems.forbidden({ missing: 'sponsorship administrator', grantedBy: 'the vendor, on request' })
  return null
}

/** The roles that somebody may give a key. */
export function rolesToGive(caller: Caller): KeyRole[] {
  const roles: readonly KeyRole[] = caller.partner ? partnerRoles : vendorRoles
  return roles.filter((role) => mayGive(caller.partner, { role, sponsors: false }) === null)
}
