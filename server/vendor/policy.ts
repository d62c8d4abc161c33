import type { Principal } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'

type Staff = Pick<Principal, 'staffRole'>

/** Settings, catalogue, contract types and staff: administrators only. */
export function administratorsOnly({ staffRole }: Staff): Problem | null {
  return staffRole === 'administrator'
    ? null
    : problems.forbidden({ missing: 'role administrator', grantedBy: 'a vendor administrator' })
}

/** Partners, contracts, requests, mail: support agents and administrators; an auditor reads only. */
export function agentsAndAdministrators({ staffRole }: Staff): Problem | null {
  return staffRole === 'administrator' || staffRole === 'support_agent'
    ? null
    : problems.forbidden({ missing: 'role administrator or support agent', grantedBy: 'a vendor administrator' })
}
