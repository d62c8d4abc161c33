import type { components } from '../api/schema.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Contract = components['schemas']['Contract']
export type ContractSummary = components['schemas']['ContractSummary']
export type ContractType = components['schemas']['ContractType']

export const contractTones: Record<ContractSummary['shownState'], Tone> = {
  in_force: 'good',
  future: 'info',
  ended: 'neutral',
  suspended: 'attention',
  terminated: 'bad',
}
export const contractStates = Object.keys(contractTones) as ContractSummary['shownState'][]

/** The page of a contract. */
export function contractHref({ partnerId, contractId }: { partnerId: string; contractId: string }): string {
  return `/vendor/contracts/${partnerId}/${contractId}`
}
