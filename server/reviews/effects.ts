import { takeAway } from '../associations/index.ts'
import type { Hand } from '../audit/index.ts'
import { actOnPeople } from '../people/index.ts'
import type { Db, Tx } from '../platform/db/transaction.ts'
import { actOnMembers, type HandOver, lockMembers, type Outcome, previewAct, previewLeaving } from '../team/index.ts'
import type { Row } from './list-queries.ts'
import type { Reviewer, RowRefusal } from './policy.ts'

export type Decision = 'keep' | 'remove' | 'suspend'
type Refused = Map<string, RowRefusal>
/** What a decision is carried out with besides: the reason given, and who takes over what the removed own. */
export type Carrying = { reason: string; handOver?: HandOver | undefined }

/**
 * Carries a decision out in the transaction in which it is made, by the operations that end the same access elsewhere: with their
 * hand-over, mails, audit and refusals. `reviewer` null: the rule. Answers, by row, what could not be done and why.
 */
export async function carryOut(
  hand: Hand,
  reviewer: Reviewer | null,
  rows: Row[],
  decision: Decision,
  given: Carrying,
): Promise<Refused> {
  const of = (kind: Row['kind']) => rows.filter((row) => row.kind === kind)
  const refused: Refused = new Map()
  await onCustomerUsers(hand, of('customer_user'), decision, given, refused)
  if (decision === 'keep') return refused
  // Both operations lock memberships; all at once first, in one order, so that two reviewers do not wait for each other for good.
  await lockMembers(
    hand,
    [...of('association'), ...of('membership')].map(({ accountId }) => accountId),
  )
  await onAssociations(hand, of('association'), given, refused)
  await onMemberships(membershipsHand(hand, reviewer), of('membership'), decision, given, refused)
  return refused
}

/**
 * Of the memberships among these rows: which would be refused and why, what who is removed owns, and what ends with a right to
 * sponsor. `reviewer` null: the rule.
 */
export async function previewMemberships(
  hand: Hand,
  db: Db,
  reviewer: Reviewer | null,
  rows: Row[],
  decision: Decision,
) {
  const refused: Refused = new Map()
  const memberships = rows.filter(({ kind }) => kind === 'membership')
  if (decision === 'keep' || memberships.length === 0) return { refused, owned: [], sponsoring: null }
  const ids = memberships.map(({ accountId }) => accountId)
  const { items, owned, stops } = await previewAct(membershipsHand(hand, reviewer), db, { kind: decision }, ids)
  noteRefusals(memberships, items, refused)
  return { refused, owned, sponsoring: stops.sponsoring }
}

/**
 * The same of several partners at once, by what a rule does to these rows of each; nobody takes over what the removed own.
 */
export async function previewRule(tx: Tx, db: Db, rule: Decision, parts: Map<string, Row[]>) {
  const ending = new Map<string, Row[]>()
  for (const [partnerId, rows] of parts) {
    const memberships = rows.filter(({ kind }) => kind === 'membership')
    if (rule !== 'keep' && memberships.length > 0) ending.set(partnerId, memberships)
  }
  if (rule === 'keep' || ending.size === 0)
    return () => ({ refused: new Map() as Refused, owned: [], sponsoring: null })
  const leaving = new Map([...ending].map(([id, rows]) => [id, rows.map(({ accountId }) => accountId)]))
  const previews = await previewLeaving(tx, db, rule, leaving, { accountId: null, ...decidesAs(null) })
  return (partnerId: string) => {
    const { items, owned, sponsoring } = previews.get(partnerId) ?? { items: [], owned: [], sponsoring: null }
    const refused: Refused = new Map()
    noteRefusals(ending.get(partnerId) ?? [], items, refused)
    return { refused, owned, sponsoring }
  }
}

function noteRefusals(rows: Row[], outcomes: Outcome[], refused: Refused): void {
  const failed = new Map(outcomes.filter(({ ok }) => !ok).map((one) => [one.accountId, one.refused]))
  for (const row of rows) {
    const why = refusalOf(failed.get(row.accountId) ?? null)
    if (why) refused.set(row.rowId, why)
  }
}

/** A reviewer of the partner has the right of their role; the vendor, and the rule, that of a super administrator. */
function membershipsHand(hand: Hand, reviewer: Reviewer | null) {
  return { ...hand, decides: decidesAs(reviewer) }
}

function decidesAs(reviewer: Reviewer | null) {
  const role = reviewer?.kind === 'partner' ? (reviewer.superAdmin ? 'super_admin' : 'admin') : null
  return { role, above: reviewer?.kind !== 'partner', evenTheLast: false } as const
}

const actOf = { keep: 'attest', remove: 'disable', suspend: 'suspend' } as const

/** Of a customer user, keeping is attesting (R18), removing disables, and suspending takes the attestation back. */
async function onCustomerUsers(hand: Hand, rows: Row[], decision: Decision, { reason }: Carrying, refused: Refused) {
  if (rows.length === 0) return
  const ids = rows.map((row) => row.registrationId ?? '')
  const outcomes = await actOnPeople(hand, actOf[decision], ids, reason)
  const failed = new Map(outcomes.filter(({ ok }) => !ok).map((one) => [one.registrationId, one.refused]))
  for (const row of rows) {
    const why = failed.get(row.registrationId ?? '')
    if (why) refused.set(row.rowId, why === 'own_registration' ? 'own' : 'gone')
  }
}

async function onAssociations(hand: Hand, rows: Row[], { reason }: Carrying, refused: Refused) {
  if (rows.length === 0) return
  const key = (one: { accountId: string; customerId: string | null }) => `${one.accountId} ${one.customerId}`
  const taken = new Set((await takeAway(hand, rows, reason)).map(key))
  for (const row of rows) if (!taken.has(key(row))) refused.set(row.rowId, 'gone')
}

async function onMemberships(
  hand: ReturnType<typeof membershipsHand>,
  rows: Row[],
  kind: 'remove' | 'suspend',
  given: Carrying,
  refused: Refused,
) {
  if (rows.length === 0) return
  const ids = rows.map(({ accountId }) => accountId)
  noteRefusals(rows, await actOnMembers(hand, { kind }, ids, given), refused)
}

/** A member's refusal in the words of a row; who is suspended already is as was decided. */
function refusalOf(why: Outcome['refused']): RowRefusal | null {
  switch (why) {
    case null:
    case 'suspended_already':
      return null
    case 'not_found':
      return 'gone'
    case 'own_suspension':
      return 'own'
    case 'last_super_admin':
    case 'last_sponsorship_administrator':
      return why
    case 'sponsor_protected':
    case 'super_admin_protected':
      return 'needs_super_admin'
    default:
      return 'reads_only'
  }
}
