import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type OwnRequest = components['schemas']['OwnAdministratorRequest']
export type RequestSummary = components['schemas']['AdministratorRequestSummary']
export type Evidence = components['schemas']['AdministratorRequestEvidence']

export const requestTones: Record<OwnRequest['state'], Tone> = {
  pending: 'attention',
  approved: 'good',
  declined: 'bad',
  withdrawn: 'neutral',
}

export const verdictTones: Record<Evidence['evidence'][number]['verdict'], Tone> = {
  good: 'good',
  not_qualifying: 'attention',
  not_in_force: 'attention',
  other_partner: 'bad',
  unknown: 'bad',
}
