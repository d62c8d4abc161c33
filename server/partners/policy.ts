import type { Principal } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'

export type Member = { partner: NonNullable<Principal['partner']> | null }

/** The partner's SA and PA: they see and manage its people, associations, contracts (R19, R20). */
export function administersPartner({ partner }: Member): Problem | null {
  return partner?.role === 'super_admin' || partner?.role === 'admin'
    ? null
    : problems.forbidden({
        missing: 'role super administrator or partner administrator',
        grantedBy: 'an administrator of the partner',
      })
}

/** Anybody with a role in the support service, whatever they reach. */
export function hasRole({ partner }: Member): Problem | null {
  return partner?.role
    ? null
    : problems.forbidden({
        missing: 'a role in the support service',
        grantedBy: 'an administrator of the partner',
      })
}

/**
 * A role, and a support service that still shows its data: in force, or in grace (R22, R25). Which customers then are seen is
 * the database's business.
 */
export function seesService(member: Member): Problem | null {
  return hasRole(member) ?? (isOpen(member) ? null : serviceMissing())
}

/**
 * The records of customers and contracts: read by sponsorship administrators, by SA and PA, and by a PU as far as they are
 * associated (R21), while the support service is open (R22). Which ones, the database decides.
 */
export function readsRecords(member: Member): Problem | null {
  if (member.partner?.sponsors || administersPartner(member) === null) return null
  return seesService(member)
}

/** A suspended partner reads only. */
export function activePartner({ partner }: Member): Problem | null {
  return partner?.state === 'active'
    ? null
    : problems.forbidden({ missing: 'a partner that is not suspended', grantedBy: 'the vendor' })
}

/** SA and PA of a partner that is not suspended: they may also change. */
export function administersActivePartner(member: Member): Problem | null {
  return administersPartner(member) ?? activePartner(member)
}

/** Nobody is registered, and nothing given, before the partner has the service for at least one customer (R22). */
export function serviceInForce({ partner }: Member): Problem | null {
  return partner?.service === 'in_force' ? null : serviceMissing()
}

function isOpen({ partner }: Member): boolean {
  return partner?.service === 'in_force' || partner?.service === 'grace'
}

function serviceMissing(): Problem {
  return problems.forbidden({
    missing: 'a support-service contract in force for at least one customer',
    grantedBy: 'the vendor, by recording the contract',
  })
}

/** What a member's act rests on, for the audit. */
export function rightOf({ partner }: Member): string {
  if (partner?.role === 'super_admin') return 'super administrator of the partner'
  if (partner?.role === 'admin') return 'partner administrator'
  return partner?.sponsors ? 'sponsorship administrator of the partner' : 'partner user'
}

/** Whether the caller reaches a list of customers alone, which queries say beside the policies (platform/db/reached.ts). */
export function listedOf(principal: Pick<Principal, 'partner'> | null): { listed: boolean } {
  return { listed: principal?.partner?.allCustomers === false }
}
