import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { closeJob } from './close.ts'
import { errors } from './errors.ts'
import { lockPart, type ReviewRow, readParts } from './queries.ts'
import type { Denied } from './read.ts'
import { tellDueChanged, tellWithdrawn } from './tell.ts'

type Call = OperationCall & { principal: Principal }
export type DeniedOf = (part: ReviewRow) => Denied
export type Place = { reviewId: string; partnerId: string | null }

/** Closes a review before its date: no answers any more from now on, the rule for the rest follows, then the record. */
export async function closeEarly(call: Call, place: Place, reason: string, deniedOf: DeniedOf) {
  await end(call, place, { state: 'closing', reason, from: ['open'] }, deniedOf)
  await enqueue(call.tx, closeJob, { reviewId: place.reviewId })
}

/** Ends a review that was a mistake: the rule is not applied, decisions made stay, there is no record, and reviewers are told. */
export async function withdraw(call: Call, place: Place, reason: string, deniedOf: DeniedOf) {
  const ended = await end(call, place, { state: 'withdrawn', reason, from: ['preparing', 'open'] }, deniedOf)
  // Of what was being prepared nobody knows yet.
  for (const part of ended) if (part.state === 'open') await tellWithdrawn(call.tx, call.deps.config, part, reason)
}

type Ending = { state: 'closing' | 'withdrawn'; reason: string; from: string[] }

/** The parts of a review for whoever runs it. 404 when there is none, 403 for others. */
export async function readRun({ tx }: Call, { reviewId, partnerId }: Place, deniedOf: DeniedOf): Promise<ReviewRow[]> {
  const found = await readParts(tx, reviewId, partnerId)
  const [first] = found
  if (!first) throw problems.not_found()
  const { run } = deniedOf(first)
  if (run) throw run
  return found
}

/**
 * Those of them in one of these states, locked.
 * @throws review_over when no part is in such a state any more.
 */
async function partsToRun(call: Call, place: Place, states: string[], deniedOf: DeniedOf) {
  const { tx } = call
  const { reviewId } = place
  const parts: ReviewRow[] = []
  for (const { partner_id } of await readRun(call, place, deniedOf)) {
    const part = await lockPart(tx, partner_id, reviewId)
    if (part && states.includes(part.state)) parts.push(part)
  }
  if (parts.length === 0) throw errors.review_over()
  return parts
}

/**
 * Another due date, for every part that still takes answers: reviewers are told, and reminded by it anew.
 * @throws review_over
 */
export async function changeDue(call: Call, place: Place, given: { dueAt: Date; reason: string }, deniedOf: DeniedOf) {
  const { tx, deps } = call
  const { dueAt, reason } = given
  const parts = await partsToRun(call, place, ['preparing', 'open'], deniedOf)
  // What is due this moment is closing, though the job that says so may be a moment behind.
  const changed = parts.filter((part) => part.due_at.getTime() > Date.now())
  if (changed.length === 0) throw errors.review_over()
  await tx
    .updateTable('access_review')
    .set({ due_at: dueAt, reminded_days: null })
    .where('review_id', '=', place.reviewId)
    .where(
      'partner_id',
      'in',
      changed.map((part) => part.partner_id),
    )
    .execute()
  await enqueue(tx, closeJob, { reviewId: place.reviewId }, { startAfter: dueAt })
  for (const part of changed) await tellDueChanged(tx, deps.config, part, given)
  for (const part of changed)
    await auditCall(call, {
      ...facts(part, place),
      action: 'access_review.due_changed',
      detail: { before: { dueAt: part.due_at }, after: { dueAt }, reason },
    })
}

function facts(part: ReviewRow, { partnerId, reviewId }: Place) {
  return {
    partnerId: part.partner_id,
    objectType: 'access_review',
    objectId: reviewId,
    objectLabel: part.title,
    why: partnerId ? 'administrator of the partner' : 'vendor administrator',
  }
}

async function end(call: Call, place: Place, ending: Ending, deniedOf: DeniedOf) {
  const { tx, principal } = call
  const { reviewId } = place
  const ended = await partsToRun(call, place, ending.from, deniedOf)
  await tx
    .updateTable('access_review')
    .set({
      state: ending.state,
      ended_by_name: `${principal.firstName} ${principal.lastName}`,
      ended_reason: ending.reason,
    })
    .where('review_id', '=', reviewId)
    .where(
      'partner_id',
      'in',
      ended.map((part) => part.partner_id),
    )
    .execute()
  for (const part of ended)
    await auditCall(call, {
      ...facts(part, place),
      action: ending.state === 'closing' ? 'access_review.close_asked' : 'access_review.withdrawn',
      detail: { reason: ending.reason },
    })
  return ended
}
