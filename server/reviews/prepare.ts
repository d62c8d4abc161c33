import { sql } from 'kysely'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { Config } from '../platform/config.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { defineJob, type JobContext } from '../platform/jobs/job.ts'
import { type ReviewRow, readParts } from './queries.ts'
import { fixRows, type Scope } from './scope.ts'
import { tellBegun } from './tell.ts'

/**
 * Fixes the rows of one part, opens it and tells its reviewers; null when somebody has. What is given after this moment is
 * not part of the review.
 */
export async function preparePart(tx: Tx, config: Config, part: ReviewRow): Promise<number | null> {
  const { partner_id: partnerId, review_id: reviewId } = part
  const { numAffectedRows } = await sql`
    update access_review set state = 'open', prepared_at = now()
    where partner_id = ${partnerId} and review_id = ${reviewId} and state = 'preparing'`.execute(tx)
  if (!numAffectedRows) return null
  const rows = await fixRows(tx, partnerId, reviewId, scopeOf(part))
  await tellBegun(tx, config, part)
  return rows
}

function scopeOf(part: ReviewRow): Scope {
  const { audience, memberships, associations, roles, customer_ids } = part
  return { audience, memberships, associations, roles: roles as Scope['roles'], customerIds: customer_ids }
}

/** Fixes the rows of every part of the vendor's review that nobody has fixed, each in a transaction of its own. */
export async function prepareReview(
  { db, config, signal }: Pick<JobContext, 'db' | 'config' | 'signal'>,
  reviewId: string,
) {
  const parts = await inTransaction(db, { kind: 'system' }, (tx) => readParts(tx, reviewId, null))
  for (const part of parts.filter(({ state }) => state === 'preparing')) {
    if (signal.aborted) throw new Error('stopped before every partner’s part was prepared')
    await inTransaction(db, { kind: 'system', partnerId: part.partner_id }, async (tx) => {
      const rows = await preparePart(tx, config, part)
      if (rows === null) return
      await audit(
        tx,
        config.secret,
        { person: null, label: part.started_by_name },
        {
          partnerId: part.partner_id,
          action: 'access_review.started',
          objectType: 'access_review',
          objectId: reviewId,
          objectLabel: part.title,
          why: 'vendor administrator',
          detail: { audience: part.audience, rule: part.rule, dueAt: part.due_at, rows },
        },
      )
    })
  }
}

export const prepareJob = defineJob(
  'reviews.prepare',
  z.object({ reviewId: z.uuid() }),
  ({ reviewId }, context) => prepareReview(context, reviewId),
  { timeoutSeconds: 1800 },
)
