import { actOnPeople, type Hand } from '../people/index.ts'
import { removeAssociation, removeMember, suspendMember } from './effect-queries.ts'
import type { Row } from './list-queries.ts'
import type { RowRefusal } from './policy.ts'

export type Decision = 'keep' | 'remove' | 'suspend'
type Refused = Map<string, RowRefusal>

/**
 * Carries a decision out in the transaction in which it is made, through what ends the same access elsewhere. Answers, by row,
 * what could not be: the last SA stays, and who is gone is gone.
 */
export async function carryOut(hand: Hand, rows: Row[], decision: Decision, reason: string): Promise<Refused> {
  const refused: Refused = new Map()
  const people = rows.filter((row) => row.kind === 'customer_user')
  if (people.length > 0) await carryOutOnPeople(hand, people, decision, reason, refused)
  if (decision === 'keep') return refused
  // In one order everywhere, so that two reviewers at once do not wait for each other for good.
  const others = rows.filter((row) => row.kind !== 'customer_user')
  for (const row of others.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))) {
    const refusal =
      row.kind === 'association'
        ? await removeAssociation(hand, row, reason)
        : decision === 'remove'
          ? await removeMember(hand, row, reason)
          : await suspendMember(hand, row, reason)
    if (refusal) refused.set(row.rowId, refusal)
  }
  return refused
}

/** By person, and what a membership would take with it before the membership. */
function orderOf(row: Row): string {
  return `${row.accountId} ${row.kind}`
}

const actOf = { keep: 'attest', remove: 'disable', suspend: 'suspend' } as const

/** Of a customer user, keeping is attesting (R18), removing disables, and suspending takes the attestation back. */
async function carryOutOnPeople(hand: Hand, rows: Row[], decision: Decision, reason: string, refused: Refused) {
  const ids = rows.map((row) => row.registrationId ?? '')
  const outcomes = await actOnPeople(hand, actOf[decision], ids, reason)
  const failed = new Map(outcomes.filter(({ ok }) => !ok).map((one) => [one.registrationId, one.refused]))
  for (const row of rows) {
    const why = failed.get(row.registrationId ?? '')
    if (why) refused.set(row.rowId, why === 'own_registration' ? 'own' : 'gone')
  }
}
