import { sql } from 'kysely'
import type { Hand } from '../audit/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { type Carrying, carryOut, type Decision } from './effects.ts'
import { errors } from './errors.ts'
import { lockRows, type Row } from './list-queries.ts'
import { judgeRow, type Reviewer, type RowRefusal } from './policy.ts'
import { markGone, type ReviewRow } from './queries.ts'

export type RowOutcome = { rowId: string; name: string; customerName: string; ok: boolean; refused: RowRefusal | null }
export type Answer = Carrying & { decision: Decision; rowIds: string[]; name: string }

/**
 * Answers up to 500 rows, each on its own: those it cannot be done to are named with the reason, the others are decided and
 * carried out, all in one transaction. A row is claimed by one conditional update, so of two reviewers at once one decides.
 * @throws review_over when the review no longer takes answers.
 */
export async function decide(hand: Hand, part: ReviewRow, reviewer: Reviewer, answer: Answer): Promise<RowOutcome[]> {
  const { tx, accountId } = hand
  const { partner_id: partnerId, review_id: reviewId } = part
  if (part.state !== 'open' || part.due_at.getTime() <= Date.now()) throw errors.review_over()
  const rows = await lockRows(tx, partnerId, reviewId, answer.rowIds)
  const refused = judgeAll(rows, reviewer, answer.decision)
  const claimed = await claim(
    tx,
    part,
    rows.filter((row) => !refused.has(row.rowId)),
    { ...answer, accountId },
  )
  for (const [rowId, why] of await carryOut(hand, reviewer, claimed, answer.decision, answer)) refused.set(rowId, why)
  await giveBack(
    tx,
    part,
    claimed.filter((row) => refused.has(row.rowId)),
  )
  const done = claimed.filter((row) => !refused.has(row.rowId))
  // Whoever lost the role lost the associations with it.
  const removed = answer.decision === 'remove' ? done.filter((row) => row.kind === 'membership') : []
  const people = removed.map(({ accountId: id }) => id)
  if (people.length > 0) await markGone(tx, partnerId, reviewId, people)
  if (done.length > 0) await record(hand, part, answer, done)
  return outcomes(answer.rowIds, rows, new Set(done), refused)
}

/** What an answer would do, row by row; changes nothing. */
export function judgeAll(rows: Row[], reviewer: Reviewer, decision: Decision): Map<string, RowRefusal> {
  const refused = new Map<string, RowRefusal>()
  for (const row of rows) {
    const why =
      judgeRow(row, reviewer) ?? (decision === 'suspend' && row.kind === 'association' ? 'not_suspendable' : null)
    if (why) refused.set(row.rowId, why)
  }
  return refused
}

type Claim = { decision: Decision; reason: string; name: string; accountId: string | null }

async function claim(tx: Tx, part: ReviewRow, rows: Row[], by: Claim): Promise<Row[]> {
  if (rows.length === 0) return []
  const { rows: claimed } = await sql<{ row_id: string }>`
    update access_review_row r set state = 'decided', decision = ${by.decision}, decided_by = ${by.accountId},
      decided_by_name = ${by.name}, decided_at = now(), reason = ${by.reason}
    from access_review c
    where c.partner_id = r.partner_id and c.review_id = r.review_id and c.state = 'open' and c.due_at > now()
      and r.partner_id = ${part.partner_id} and r.review_id = ${part.review_id} and r.state = 'open'
      and r.row_id = any(${rows.map((row) => row.rowId)}::uuid[])
    returning r.row_id`.execute(tx)
  const ids = new Set(claimed.map((row) => row.row_id))
  return rows.filter((row) => ids.has(row.rowId))
}

/** Rows whose decision could not be carried out wait for another, in the same transaction. */
async function giveBack(tx: Tx, part: ReviewRow, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  await sql`update access_review_row set state = 'open', decision = null, decided_by = null, decided_by_name = null,
      decided_at = null, reason = ''
    where partner_id = ${part.partner_id} and review_id = ${part.review_id}
      and row_id = any(${rows.map((row) => row.rowId)}::uuid[])`.execute(tx)
}

async function record(hand: Hand, part: ReviewRow, { decision, reason }: Answer, done: Row[]): Promise<void> {
  const rows = done.map((row) => (row.customerName ? `${row.name}, ${row.customerName}` : row.name))
  await hand.record([
    {
      partnerId: part.partner_id,
      action: 'access_review.answered',
      objectType: 'access_review',
      objectId: part.review_id,
      objectLabel: part.title,
      why: hand.why,
      detail: { decision, count: done.length, reason, rows },
    },
  ])
}

export function outcomes(
  rowIds: string[],
  rows: Row[],
  done: Set<Row>,
  refused: Map<string, RowRefusal>,
): RowOutcome[] {
  const known = new Map(rows.map((row) => [row.rowId, row]))
  return rowIds.map((rowId) => {
    const row = known.get(rowId)
    if (!row) return { rowId, name: '', customerName: '', ok: false, refused: 'not_found' }
    const ok = done.has(row)
    const { name, customerName } = row
    return { rowId, name, customerName, ok, refused: ok ? null : (refused.get(rowId) ?? 'decided_already') }
  })
}
