import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Member = components['schemas']['TeamMember']
export type MemberDetail = components['schemas']['TeamMemberDetail']
export type Invitation = components['schemas']['TeamInvitation']
export type Role = NonNullable<Member['role']>
/** Whom an act concerns, and what of the partner they have. */
export type Acted = Pick<Member, 'accountId' | 'role' | 'sponsors'>

/** What these people have between them: a role, the right to sponsor, or both. */
export function heldBy(people: Acted[]): 'role' | 'sponsoring' | 'both' {
  if (!people.some(({ sponsors }) => sponsors)) return 'role'
  return people.some(({ role }) => role !== null) ? 'both' : 'sponsoring'
}

export type MemberAct = 'role' | 'suspend' | 'reactivate' | 'remove'

export const roles: Role[] = ['super_admin', 'admin', 'user']

export const memberTones: Record<Member['state'], Tone> = { active: 'good', suspended: 'attention', removed: 'neutral' }
export const invitationTones: Record<Invitation['state'], Tone> = {
  open: 'info',
  expired: 'attention',
  accepted: 'good',
  withdrawn: 'neutral',
}

export const nameOf = ({ firstName, lastName }: { firstName: string; lastName: string }) =>
  `${firstName} ${lastName}`.trim()
