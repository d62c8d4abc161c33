import { type RawBuilder, sql } from 'kysely'

/** R17 as people see it: the stored state, and what dates and seats make of it at this moment (R35). */
export const shownStates = ['draft', 'issued', 'partly_used', 'full', 'expired', 'revoked'] as const
export type ShownState = (typeof shownStates)[number]

export type ChainFacts = {
  expiresAt: Date
  contractInForce: boolean
  contractQualifies: boolean
  supportValid: boolean
  customerActive: boolean
  partnerActive: boolean
}

/** Why nothing can be redeemed although it was issued, or null: the first broken link of the chain, from the left. */
export type EndedReason =
  | 'partner_suspended'
  | 'contract_ended'
  | 'contract_not_qualifying'
  | 'customer_archived'
  | 'support_ended'
  | 'date_passed'

export function endedReason(facts: ChainFacts): EndedReason | null {
  if (!facts.partnerActive) return 'partner_suspended'
  if (!facts.contractInForce) return 'contract_ended'
  if (!facts.contractQualifies) return 'contract_not_qualifying'
  if (!facts.customerActive) return 'customer_archived'
  if (!facts.supportValid) return 'support_ended'
  if (facts.expiresAt.getTime() <= Date.now()) return 'date_passed'
  return null
}

/**
 * The facts above as columns, and the shown state. A sponsorship dies with its contract (R7): a broken chain is shown as
 * expired, `endedReason` says by what. Expects `s` sponsorship, `c` its
 * contract, `ct` its type, `cu` the customer, `p` the partner and `u.seats_used`.
 */
export const stateColumns = {
  contractInForce: sql<boolean>`(c.state = 'active' and c.starts_at <= now() and c.ends_at > now())`,
  contractQualifies: sql<boolean>`(ct.qualifies_sponsoring and ct.state = 'active')`,
  supportValid: sql<boolean>`coalesce(cu.support_starts_at <= now() and cu.support_ends_at > now(), false)`,
  customerActive: sql<boolean>`(cu.state = 'active')`,
  partnerActive: sql<boolean>`(p.state = 'active')`,
}

export const shownStateSql: RawBuilder<ShownState> = sql<ShownState>`case
  when s.state in ('draft', 'revoked') then s.state
  when not (${stateColumns.contractInForce} and ${stateColumns.contractQualifies} and ${stateColumns.supportValid}
            and ${stateColumns.customerActive} and ${stateColumns.partnerActive} and s.expires_at > now()) then 'expired'
  when u.seats_used >= s.seats then 'full'
  when u.seats_used > 0 then 'partly_used'
  else 'issued' end`
