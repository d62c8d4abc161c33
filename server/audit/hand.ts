import type { Config } from '../platform/config.ts'
import { type Principal, personBehind, type Tx } from '../platform/db/transaction.ts'
import { type AuditFacts, auditAll } from './append.ts'
import { auditCallAll, type OperationCall } from './call.ts'

/**
 * Who changes something in a partner, for operations that do not care whether somebody asks for it by a request or the
 * system does it by a rule: one operation for both, so that both leave the same behind.
 */
export type Hand = {
  tx: Tx
  config: Config
  partner: { partnerId: string; name: string }
  /** Null: nobody, the system. A key's id when it is a key. */
  accountId: string | null
  /** The person behind: an API key's owner. Nobody decides about themselves (R24). */
  self: string | null
  /** How mails name who did it. */
  nameIn: (language: string) => string
  /** Of a rule: why, in the language of whom it concerns. A person's reason stays as they wrote it. */
  reasonIn?: (language: string) => string
  /** The same by key and values, as the log keeps it, for whoever reads it in whichever language. */
  reasonKept?: RuleReason
  /** What it rests on. */
  why: string
  record: (facts: AuditFacts[]) => Promise<void>
}

/** Why a rule did something; entries from before it was kept so have it as an English sentence. */
export type RuleReason = { rule: 'unanswered_due' | 'unanswered_early'; review: string; dueAt: Date }

/** The reason as an entry of the log keeps it: a person's as they wrote it. */
export function keptReason({ reasonKept }: Hand, reason: string): string | RuleReason {
  return reasonKept ?? reason
}

/** Whoever's request this is. */
export function handOf(
  call: OperationCall & { principal: Principal },
  { partnerId, name }: Hand['partner'],
  why: string,
): Hand {
  const { tx, deps, principal } = call
  return {
    tx,
    config: deps.config,
    partner: { partnerId, name },
    accountId: principal.accountId,
    self: personBehind(principal),
    nameIn: () => `${principal.firstName} ${principal.lastName}`.trim(),
    why,
    record: (facts) => auditCallAll(call, facts),
  }
}

/** The system, in nobody's name. */
export function systemHand(
  { tx, config }: { tx: Tx; config: Config },
  partner: Hand['partner'],
  said: Pick<Hand, 'nameIn' | 'reasonIn' | 'reasonKept' | 'why'>,
): Hand {
  const record = (facts: AuditFacts[]) => auditAll(tx, config.secret, { person: null, label: 'system' }, facts)
  return { tx, config, partner, accountId: null, self: null, ...said, record }
}
