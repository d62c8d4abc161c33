import { type AuditFacts, audit, auditCall, type OperationCall } from '../audit/index.ts'
import type { Hand } from '../people/index.ts'
import type { Config } from '../platform/config.ts'
import { type Principal, personBehind, type Tx } from '../platform/db/transaction.ts'

type Partner = Hand['partner']

/** A reviewer: a member of the partner, or the vendor. */
export function reviewersHand(call: OperationCall & { principal: Principal }, partner: Partner, why: string): Hand {
  const { tx, deps, principal } = call
  return {
    tx,
    config: deps.config,
    partner,
    accountId: principal.accountId,
    self: personBehind(principal),
    why,
    record: (facts) => auditCall(call, facts),
  }
}

/** The rule of a review, for what nobody answered. */
export function rulesHand(tx: Tx, config: Config, partner: Partner): Hand {
  const record = (facts: AuditFacts) => audit(tx, config.secret, { person: null, label: 'system' }, facts)
  return { tx, config, partner, accountId: null, self: null, why: 'the rule of an access review', record }
}
