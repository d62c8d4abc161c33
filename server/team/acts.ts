import type { Tx } from '../platform/db/transaction.ts'
import { type Act, type Facts, judge, type Refusal, type Role, roles, type Target } from './policy.ts'
import { disabledMembers, lockTeam, type MemberRow } from './queries.ts'

export type Judged = { member: MemberRow; refusal: Refusal | null }

/**
 * Who decides: a member with a role, or somebody above the partner (the vendor, the rule of an access review), who has a
 * super administrator's right. `evenTheLast`: the vendor's explicit action, which may take even the last one (R5).
 */
export type Decider = { accountId: string | null; role: Role | null; above: boolean; evenTheLast: boolean }

/** A key acts with its own role, and never with more than its owner has now. */
function lesser(one: Role | null, other: Role | null): Role | null {
  return one === null || other === null ? null : (roles[Math.max(roles.indexOf(one), roles.indexOf(other))] ?? null)
}

/**
 * Judges an act on each of these members, as if done one after the other: of two SAs demoted together the second may be the
 * last. The decider's own role is read again under the lock: who was demoted a moment ago decides nothing.
 */
export async function judgeAll(
  tx: Tx,
  partnerId: string,
  act: Act,
  accountIds: string[],
  decider: Decider,
  given: { serviceInForce: boolean; lock: boolean },
): Promise<{ judged: Judged[]; missing: string[]; remaining: MemberRow[] }> {
  const beside = decider.accountId ? [decider.accountId] : []
  const team = await lockTeam(tx, partnerId, [...new Set([...accountIds, ...beside])], given.lock)
  const disabled = await disabledMembers(tx, partnerId)
  return judgeTeam(act, accountIds, decider, { team, disabled, serviceInForce: given.serviceInForce })
}

/** The same of a team that was read: these members, and whoever counts beside them. */
export function judgeTeam(
  act: Act,
  accountIds: string[],
  decider: Decider,
  { team, disabled, serviceInForce }: { team: MemberRow[]; disabled: Set<string>; serviceInForce: boolean },
): { judged: Judged[]; missing: string[]; remaining: MemberRow[] } {
  const wanted = new Set(accountIds)
  const own = team.find((row) => row.accountId === decider.accountId && row.state === 'active')
  const actor = decider.above ? 'super_admin' : lesser(own?.role ?? null, decider.role)
  const active = team.filter((row) => row.state === 'active' && !disabled.has(row.accountId))
  const facts: Facts = {
    superAdmins: active.filter((row) => row.role === 'super_admin').length,
    sponsorshipAdmins: active.filter((row) => row.sponsors).length,
    serviceInForce,
  }
  const judged = team
    .filter((row) => wanted.has(row.accountId))
    .map((member): Judged => {
      const target = { ...targetOf(member, decider), disabled: disabled.has(member.accountId) }
      const others = decider.evenTheLast ? { ...facts, superAdmins: 2, sponsorshipAdmins: 2 } : facts
      const refusal = judge(act, actor, target, others)
      if (refusal === null) count(act, target, facts)
      return { member, refusal }
    })
  const found = new Set(judged.map(({ member }) => member.accountId))
  const gone = new Set(judged.filter(({ refusal }) => refusal === null).map(({ member }) => member.accountId))
  return {
    judged,
    missing: accountIds.filter((id) => !found.has(id)),
    /** Sponsorship administrators who stay if these leave. */
    remaining: active.filter((row) => row.sponsors && !gone.has(row.accountId)),
  }
}

function targetOf({ accountId, role, sponsors, state }: MemberRow, decider: Decider): Omit<Target, 'disabled'> {
  return { own: accountId === decider.accountId, role, sponsors, state: state === 'suspended' ? 'suspended' : 'active' }
}

function count(act: Act, { role, sponsors, state, disabled }: Target, facts: Facts): void {
  if (state !== 'active' || disabled || act.kind === 'reactivate') return
  const leaves = act.kind === 'suspend' || act.kind === 'remove'
  if (role === 'super_admin' && (leaves || (act.kind === 'role' && act.role !== 'super_admin'))) facts.superAdmins -= 1
  if (sponsors && leaves) facts.sponsorshipAdmins -= 1
}
