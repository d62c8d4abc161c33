import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Mail = components['schemas']['Mail']
export type MailDetail = components['schemas']['MailDetail']
export type MailState = Mail['state']

export const mailStates: MailState[] = ['queued', 'sent', 'given_up', 'kept']

export const tones: Record<MailState, Tone> = { queued: 'info', sent: 'good', given_up: 'bad', kept: 'neutral' }
