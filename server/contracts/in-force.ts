import { sql } from 'kysely'

type Dated = { state: string; starts_at: Date; ends_at: Date }

/** Whether a contract gives anything at this moment (R35): active, begun, and not at its (exclusive) end. */
export function isInForce(contract: Dated, at: Date = new Date()): boolean {
  return contract.state === 'active' && contract.starts_at <= at && contract.ends_at > at
}

/** The same as a condition on table alias `c`; the moment is the transaction's. */
export const inForceSql = sql<boolean>`(c.state = 'active' and c.starts_at <= now() and c.ends_at > now())`

export const shownContractStates = ['in_force', 'future', 'ended', 'suspended', 'terminated'] as const
export type ShownContractState = (typeof shownContractStates)[number]

/** What a reader is told: the stored state, refined by the dates. */
export const shownStateSql = sql<ShownContractState>`case when c.state <> 'active' then c.state
  when c.ends_at <= now() then 'ended' when c.starts_at > now() then 'future' else 'in_force' end`
