import { administersPartner, type Member, serviceInForce } from '../partners/index.ts'
import { type Problem, problems } from '../platform/http/problem.ts'

export const roles = ['super_admin', 'admin', 'user'] as const
export type Role = (typeof roles)[number]

/** What each role may hand out (R19–R21, R24): nobody grants what they do not have, a partner user grants nothing. */
const grants: Record<Role, readonly Role[]> = {
  super_admin: roles,
  admin: ['admin', 'user'],
  user: [],
}

export function mayGrant(actor: Role | null, role: Role): boolean {
  return actor !== null && grants[actor].includes(role)
}

/** Registering anyone, by whichever way, needs a support-service contract in force (R22). */
export function registersPeople(member: Member): Problem | null {
  return administersPartner(member) ?? serviceInForce(member)
}

/** Why an administrator may not grant a role, or touch who has it: it is more than their own (R24). */
export function lacksRole(): Problem {
  return problems.forbidden({
    missing: 'role super administrator',
    grantedBy: 'a super administrator of the partner',
  })
}

export type Act = { kind: 'role'; role: Role } | { kind: 'suspend' } | { kind: 'reactivate' } | { kind: 'remove' }

export type Target = {
  own: boolean
  role: Role | null
  sponsors: boolean
  state: 'active' | 'suspended'
  /** Their account is: whoever goes then was not the last one who could act. */
  disabled: boolean
}

/** What stands beside the two people: who else holds what must not run out, and whether anybody may be registered now. */
export type Facts = {
  /** Active super administrators whose account works, the target among them if they are one. */
  superAdmins: number
  /** Active sponsorship administrators (R5). */
  sponsorshipAdmins: number
  serviceInForce: boolean
}

export const refusals = [
  'not_found',
  'not_administrator',
  'super_admin_protected',
  'sponsor_protected',
  'role_not_yours',
  'own_role_raised',
  'own_suspension',
  'last_super_admin',
  'last_sponsorship_administrator',
  'role_unchanged',
  'suspended_already',
  'not_suspended',
  'service_missing',
] as const
export type Refusal = (typeof refusals)[number]

/**
 * Why `actor` may not do this to a member; null when they may. Nobody raises themselves, nobody grants what they lack, a PA
 * leaves SAs alone, the last SA stays (R5, R19–R24). About themselves, SA and PA may step down or leave.
 */
export function judge(act: Act, actor: Role | null, target: Target, facts: Facts): Refusal | null {
  if (actor !== 'super_admin' && actor !== 'admin') return 'not_administrator'
  return forbidden(act, actor, target) ?? inapplicable(act, target) ?? exhausting(act, target, facts)
}

function forbidden(act: Act, actor: Role, { own, role, sponsors }: Target): Refusal | null {
  if (act.kind === 'role' && !mayGrant(actor, act.role)) return own ? 'own_role_raised' : 'role_not_yours'
  if (own) return act.kind === 'suspend' || act.kind === 'reactivate' ? 'own_suspension' : null
  if (role !== null && !mayGrant(actor, role)) return 'super_admin_protected'
  // The right to sponsor came from the vendor; a PA neither has nor takes it.
  const takesAway = act.kind === 'suspend' || act.kind === 'remove'
  return takesAway && sponsors && actor !== 'super_admin' ? 'sponsor_protected' : null
}

function inapplicable(act: Act, { role, state }: Target): Refusal | null {
  if (act.kind === 'role' && act.role === role) return 'role_unchanged'
  if (act.kind === 'suspend' && state === 'suspended') return 'suspended_already'
  return act.kind === 'reactivate' && state !== 'suspended' ? 'not_suspended' : null
}

function exhausting(act: Act, { role, sponsors, state, disabled }: Target, facts: Facts): Refusal | null {
  const leaves = act.kind === 'suspend' || act.kind === 'remove'
  const stopsBeingSuper = leaves || (act.kind === 'role' && act.role !== 'super_admin')
  const counts = state === 'active' && !disabled
  if (role === 'super_admin' && counts && stopsBeingSuper && facts.superAdmins < 2) return 'last_super_admin'
  if (leaves && sponsors && counts && facts.sponsorshipAdmins < 2) return 'last_sponsorship_administrator'
  // Taking rights away never needs a contract; making somebody a member of the service (again) does (R22).
  const registers = act.kind === 'reactivate' || (act.kind === 'role' && role === null)
  return registers && !facts.serviceInForce ? 'service_missing' : null
}
