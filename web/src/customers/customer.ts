import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Customer = components['schemas']['Customer']
export type CustomerSummary = components['schemas']['CustomerSummary']

export const supportTones: Record<NonNullable<CustomerSummary['supportState']>, Tone> = {
  none: 'neutral',
  future: 'info',
  valid: 'good',
  ending: 'attention',
  ended: 'bad',
}

export type ServiceState = CustomerSummary['service']['state']
export const serviceTones: Record<ServiceState, Tone> = {
  in_force: 'good',
  grace: 'attention',
  closed: 'bad',
  none: 'neutral',
}
