import type { Tx } from '../platform/db/transaction.ts'
import { type Act, type Facts, judge, type Refusal, type Role, roles, type Target } from './policy.ts'
import { lockTeam, type MemberRow } from './queries.ts'

export type Judged = { member: MemberRow; refusal: Refusal | null }

/** Who decides: for the vendor the role is a super administrator's, and the vendor may take even the last (R5). */
export type Decider = { accountId: string; role: Role | null; byVendor: boolean }

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
  const wanted = new Set(accountIds)
  const team = await lockTeam(tx, partnerId, [...wanted, decider.accountId], given.lock)
  const own = team.find((row) => row.accountId === decider.accountId && row.state === 'active')
  const actor = decider.byVendor ? 'super_admin' : lesser(own?.role ?? null, decider.role)
  const active = team.filter((row) => row.state === 'active')
  const facts: Facts = {
    superAdmins: active.filter((row) => row.role === 'super_admin').length,
    sponsorshipAdmins: active.filter((row) => row.sponsors).length,
    serviceInForce: given.serviceInForce,
  }
  const judged = team
    .filter((row) => wanted.has(row.accountId))
    .map((member): Judged => {
      const target = targetOf(member, decider)
      // The vendor’s own action is the one that may take the last.
      const refusal = judge(act, actor, target, decider.byVendor ? { ...facts, superAdmins: 2 } : facts)
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

function targetOf({ accountId, role, sponsors, state }: MemberRow, decider: Decider): Target {
  return { own: accountId === decider.accountId, role, sponsors, state: state === 'suspended' ? 'suspended' : 'active' }
}

function count(act: Act, { role, sponsors, state }: Target, facts: Facts): void {
  if (state !== 'active' || act.kind === 'reactivate') return
  const leaves = act.kind === 'suspend' || act.kind === 'remove'
  if (role === 'super_admin' && (leaves || (act.kind === 'role' && act.role !== 'super_admin'))) facts.superAdmins -= 1
  if (sponsors && leaves) facts.sponsorshipAdmins -= 1
}
