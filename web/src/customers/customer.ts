import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Customer = components['schemas']['Customer']
export type CustomerSummary = components['schemas']['CustomerSummary']

export const supportTones: Record<CustomerSummary['supportState'], Tone> = {
  none: 'neutral',
  future: 'info',
  valid: 'good',
  ending: 'attention',
  ended: 'bad',
}
