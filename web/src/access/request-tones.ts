import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

/** How the state of a request for more access is coloured. */
export const requestTones: Record<components['schemas']['MyAccessRequest']['state'], Tone> = {
  open: 'info',
  granted: 'good',
  declined: 'bad',
  withdrawn: 'neutral',
}
