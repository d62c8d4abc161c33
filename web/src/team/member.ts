import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Member = components['schemas']['TeamMember']
export type MemberDetail = components['schemas']['TeamMemberDetail']
export type Invitation = components['schemas']['TeamInvitation']
export type Role = NonNullable<Member['role']>
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
