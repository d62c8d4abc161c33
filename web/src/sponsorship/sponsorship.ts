import type { components } from '../api/schema.ts'
import { endOfDay, lastDay } from '../contracts/days.ts'
import type { Tone } from '../ui/StateBadge.tsx'

export type Sponsorship = components['schemas']['Sponsorship']
export type SponsorshipSummary = components['schemas']['SponsorshipSummary']
export type Options = components['schemas']['SponsoringOptions']

export const stateTones: Record<SponsorshipSummary['state'], Tone> = {
  draft: 'neutral',
  issued: 'info',
  partly_used: 'good',
  full: 'attention',
  expired: 'bad',
  revoked: 'bad',
}

/** What the forms hold: the last day instead of the exclusive end. */
export type Terms = {
  contractId: string
  entitlements: string[]
  seats: number
  lastDay: string
  domains: string[]
  language: string
}

export function termsOf(sponsorship: Sponsorship): Terms {
  return {
    contractId: sponsorship.contract.contractId,
    entitlements: sponsorship.entitlements,
    seats: sponsorship.seats,
    lastDay: lastDay(sponsorship.expiresAt),
    domains: sponsorship.domains,
    language: sponsorship.language,
  }
}

/** The longest a contract allows, and the customer's own language and domains. */
export function firstTerms(options: Options, seats: number): Terms {
  const contract = options.contracts.find(({ usable }) => usable)
  return {
    contractId: contract?.contractId ?? '',
    entitlements: options.entitlements.filter(({ offered }) => offered).map(({ entitlementId }) => entitlementId),
    seats,
    lastDay: contract ? lastDay(contract.maxExpiresAt) : '',
    domains: options.domains,
    language: options.language,
  }
}

/** The terms as the API wants them. On the last possible day the end is the contract's own, to the second. */
export function bodyOf(terms: Terms, options: Options) {
  const latest = options.contracts.find(({ contractId }) => contractId === terms.contractId)?.maxExpiresAt
  const { lastDay: day, ...rest } = terms
  const expiresAt = latest && lastDay(latest) === day ? latest : endOfDay(day)
  return { ...rest, seats: Number(terms.seats), expiresAt }
}
