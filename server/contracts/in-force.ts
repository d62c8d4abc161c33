import { sql } from 'kysely'

/** Whether a contract (table alias `c`) gives anything at this moment (R35): active, begun, and not at its exclusive end. */
export const inForceSql = sql<boolean>`(c.state = 'active' and c.starts_at <= now() and c.ends_at > now())`

export const shownContractStates = ['in_force', 'future', 'ended', 'suspended', 'terminated'] as const
export type ShownContractState = (typeof shownContractStates)[number]

/** What a reader is told: the stored state, refined by the dates. */
export const shownStateSql = sql<ShownContractState>`case when c.state <> 'active' then c.state
  when c.ends_at <= now() then 'ended' when c.starts_at > now() then 'future' else 'in_force' end`
