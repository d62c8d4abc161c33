import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { closeJob } from './close.ts'
import { errors } from './errors.ts'
import { lockPart, type ReviewRow, readParts } from './queries.ts'
import type { Denied } from './read.ts'

type Call = OperationCall & { principal: Principal }
type Place = { reviewId: string; partnerId: string | null }

/** Closes a review before its date: no answers any more from now on, the rule for the rest follows, then the record. */
export async function closeEarly(call: Call, place: Place, reason: string, deniedOf: (part: ReviewRow) => Denied) {
  await end(call, place, { state: 'closing', reason, from: ['open'] }, deniedOf)
  await enqueue(call.tx, closeJob, { reviewId: place.reviewId })
}

/** Ends a review that was a mistake: the rule is not applied, decisions made stay, and there is no record. */
export async function withdraw(call: Call, place: Place, reason: string, deniedOf: (part: ReviewRow) => Denied) {
  await end(call, place, { state: 'withdrawn', reason, from: ['preparing', 'open'] }, deniedOf)
}

type Ending = { state: 'closing' | 'withdrawn'; reason: string; from: string[] }

async function end(call: Call, { reviewId, partnerId }: Place, ending: Ending, deniedOf: (part: ReviewRow) => Denied) {
  const { tx, principal } = call
  const found = await readParts(tx, reviewId, partnerId)
  const [first] = found
  if (!first) throw problems.not_found()
  const { run } = deniedOf(first)
  if (run) throw run
  const ended: ReviewRow[] = []
  for (const { partner_id } of found) {
    const part = await lockPart(tx, partner_id, reviewId)
    if (part && ending.from.includes(part.state)) ended.push(part)
  }
  if (ended.length === 0) throw errors.review_over()
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
      partnerId: part.partner_id,
      action: ending.state === 'closing' ? 'access_review.close_asked' : 'access_review.withdrawn',
      objectType: 'access_review',
      objectId: reviewId,
      objectLabel: part.title,
      why: partnerId ? 'administrator of the partner' : 'vendor administrator',
      detail: { reason: ending.reason },
    })
}
