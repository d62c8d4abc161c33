import { sql } from 'kysely'
import { z } from 'zod'
import { systemHand } from '../audit/index.ts'
import { catalogue } from '../messages/index.ts'
import type { Config } from '../platform/config.ts'
import { inTransaction, type Tx } from '../platform/db/transaction.ts'
import { defineJob, type JobContext } from '../platform/jobs/job.ts'
import { signDetached } from '../platform/signing/keys.ts'
import { carryOut } from './effects.ts'
import { lockOpenRows, type Row } from './list-queries.ts'
import type { RowRefusal } from './policy.ts'
import { lockPart, type ReviewRow, readParts, setGone } from './queries.ts'
import { RECORD_TYPE, recordOf } from './record.ts'
import { ruleReasonKept, ruleReasonOf } from './rule-reason.ts'
import { tellClosed, tellVendorClosed } from './tell.ts'

type Context = Pick<JobContext, 'db' | 'config' | 'signal'>

/** So many rows under one lock: others who wait for it give up after ten seconds. */
const BATCH = 50

/**
 * Closes every part of a review that is due, or that somebody asked to close: no answers any more, then the rule for what nobody
 * answered, batch by batch, then the signed record. Any number of runs at once do each of these things once, and a run that
 * was cut off is taken up by the next.
 */
export async function closeReview(context: Context, reviewId: string): Promise<void> {
  const parts = await inTransaction(context.db, { kind: 'system' }, (tx) => readParts(tx, reviewId, null))
  for (const part of parts) {
    if (!(await beginClosing(context, part))) continue
    do {
      if (context.signal.aborted) throw new Error('stopped before every row was closed')
    } while ((await closeBatch(context, part)) > 0 || !(await finish(context, part)))
  }
  await inTransaction(context.db, { kind: 'system' }, (tx) => tellVendorClosed(tx, context.config, reviewId))
}

export const closeJob = defineJob(
  'reviews.close',
  z.object({ reviewId: z.uuid() }),
  ({ reviewId }, context) => closeReview(context, reviewId),
  { timeoutSeconds: 1800 },
)

/** From its commit on nobody's answer is taken; one that came before keeps its row. */
function beginClosing({ db }: Context, { partner_id: partnerId, review_id: reviewId }: ReviewRow): Promise<boolean> {
  return inTransaction(db, { kind: 'system', partnerId }, async (tx) => {
    await sql`update access_review set state = 'closing'
      where partner_id = ${partnerId} and review_id = ${reviewId} and state = 'open' and due_at <= now()`.execute(tx)
    return (await lockPart(tx, partnerId, reviewId))?.state === 'closing'
  })
}

/** Applies the rule to the next rows that nobody answered; those whose subject is no more are marked so. Answers how many it looked at. */
function closeBatch(
  { db, config }: Context,
  { partner_id: partnerId, review_id: reviewId }: ReviewRow,
): Promise<number> {
  return inTransaction(db, { kind: 'system', partnerId }, async (tx) => {
    const part = await lockPart(tx, partnerId, reviewId)
    if (part?.state !== 'closing') return 0
    const rows = await lockOpenRows(tx, partnerId, reviewId, BATCH)
    const gone = rows.filter(({ shownState }) => shownState === 'gone')
    const open = rows.filter(({ shownState }) => shownState !== 'gone')
    if (gone.length > 0) await setGone(tx, part, gone)
    if (open.length > 0) await applyRule(tx, config, part, open)
    return rows.length
  })
}

/** An association knows no suspension: where the rule suspends, it is taken away. Keeping attests nothing, as nobody looked. */
async function applyRule(tx: Tx, config: Config, part: ReviewRow, rows: Row[]): Promise<void> {
  const { rule } = part
  const reason = ruleReasonOf(part, 'en')
  const refused =
    rule === 'keep'
      ? new Map<string, RowRefusal>()
      : await carryOut(rulesHand(tx, config, part), null, rows, rule, { reason })
  const settled = rows.map((row) => settledBy(rule, row, refused.get(row.rowId) ?? null))
  await sql`update access_review_row r set state = case when x.gone then 'gone' else 'decided' end, decision = x.decision,
      decided_by_rule = not x.gone, decided_at = now(), reason = case when x.gone then '' else ${reason} end, refused = x.refused
    from unnest(${settled.map((one) => one.rowId)}::uuid[], ${settled.map((one) => one.gone)}::boolean[],
      ${settled.map((one) => one.decision)}::text[], ${settled.map((one) => one.refused)}::text[])
      as x (row_id, gone, decision, refused)
    where r.partner_id = ${part.partner_id} and r.review_id = ${part.review_id} and r.row_id = x.row_id and r.state = 'open'`.execute(
    tx,
  )
}

/** In nobody's name: a mail says which review it was. */
export function rulesHand(tx: Tx, config: Config, part: ReviewRow) {
  const { partner_id: partnerId, partner_name: name, title } = part
  const nameIn = (language: string) => catalogue.text(language, 'access_review.by_rule', { review: title })
  const reasonIn = (language: string) => ruleReasonOf(part, language)
  const said = { nameIn, reasonIn, reasonKept: ruleReasonKept(part), why: 'the rule of an access review' }
  return systemHand({ tx, config }, { partnerId, name }, said)
}

/** What the rule makes of a row, where it could not be carried out for a reason: the last SA is kept, who is gone is gone. */
function settledBy(rule: ReviewRow['rule'], { rowId, kind }: Row, why: RowRefusal | null) {
  if (why === 'gone') return { rowId, gone: true, decision: null, refused: null }
  const decision = why ? 'keep' : rule === 'suspend' && kind === 'association' ? 'remove' : rule
  return { rowId, gone: false, decision, refused: why }
}

/** Signs what came of it, once nothing is open any more; false when something still is. */
function finish({ db, config }: Context, { partner_id: partnerId, review_id: reviewId }: ReviewRow): Promise<boolean> {
  return inTransaction(db, { kind: 'system' }, async (tx) => {
    const part = await lockPart(tx, partnerId, reviewId)
    if (part?.state !== 'closing') return true
    const open = await tx
      .selectFrom('access_review_row')
      .select('row_id')
      .where('partner_id', '=', partnerId)
      .where('review_id', '=', reviewId)
      .where('state', '=', 'open')
      .limit(1)
      .execute()
    if (open.length > 0) return false
    const closedAt = new Date()
    const { text, totals } = await recordOf(tx, part, config.origin, closedAt)
    const signature = await signDetached(tx, config.secret, text, RECORD_TYPE)
    await sql`update access_review set state = 'closed', closed_at = ${closedAt}, record = ${text},
        record_signature = ${signature}
      where partner_id = ${partnerId} and review_id = ${reviewId}`.execute(tx)
    await tellClosed(tx, config, part, totals.unanswered)
    await rulesHand(tx, config, part).record([
      {
        partnerId,
        action: 'access_review.closed',
        objectType: 'access_review',
        objectId: reviewId,
        objectLabel: part.title,
        why: part.ended_by_name ? `closed early by ${part.ended_by_name}` : 'its due date',
        detail: { ...totals, rule: part.rule, reason: part.ended_reason, signature },
      },
    ])
    return true
  })
}
