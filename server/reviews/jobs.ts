import { sql } from 'kysely'
import { z } from 'zod'
import { inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob, type JobContext } from '../platform/jobs/job.ts'
import { closeJob, closeReview } from './close.ts'
import { prepareJob, prepareReview } from './prepare.ts'
import { type ReviewRow, readParts } from './queries.ts'
import { tellVendor, tellWaiting } from './tell.ts'

/**
 * Takes up what no job of its own finished (the installation was down, a process was killed): parts to prepare and to close,
 * the vendor to be told.
 * Each step looks at the state first, so that it is done once.
 */
const sweepJob = defineJob(
  'reviews.sweep',
  z.object({}),
  async (_, context) => {
    const { rows } = await inTransaction(context.db, { kind: 'system' }, (tx) =>
      sql<{ review_id: string }>`select distinct review_id from access_review
        where state in ('preparing', 'closing') or (state = 'open' and due_at <= now())
          or (run_by = 'vendor' and state = 'closed' and vendor_told_at is null) order by 1`.execute(tx),
    )
    for (const { review_id } of rows) {
      await prepareReview(context, review_id)
      await closeReview(context, review_id)
    }
  },
  { cron: '12 * * * *', oneWaitingPerKey: true, timeoutSeconds: 1800 },
)

/** Reminds of open reviews on the days before their due date that were chosen: one message a reviewer and day. */
export const remindJob = defineJob('reviews.remind', z.object({}), (_, context) => remind(context), {
  cron: '22 * * * *',
  oneWaitingPerKey: true,
  timeoutSeconds: 1800,
})

/** The nearest of the chosen days that has come; null: none yet. */
const daysNow = sql`(select min(d) from unnest(c.reminder_days) d where c.due_at - make_interval(days => d) <= now())`
const toRemind = sql`(c.state = 'open' and c.due_at > now() and ${daysNow} is not null
  and (c.reminded_days is null or c.reminded_days > ${daysNow}))`

/** Which reviews were reminded of is noted in the same transaction: a run repeated, or two at once, remind nobody twice. */
async function remind({ db, config }: JobContext): Promise<void> {
  await inTransaction(db, { kind: 'system' }, async (tx) => {
    const { rows } = await sql<{ partner_id: string; review_id: string }>`
      update access_review c set reminded_days = ${daysNow} where ${toRemind}
      returning c.partner_id, c.review_id`.execute(tx)
    const byPartner = new Map<string, ReviewRow[]>()
    for (const { partner_id, review_id } of rows) {
      const part = (await readParts(tx, review_id, partner_id))[0]
      if (part) byPartner.set(partner_id, [...(byPartner.get(partner_id) ?? []), part])
    }
    for (const parts of byPartner.values()) await tellWaiting(tx, config, parts)
    await tellVendor(tx, config, [...byPartner.values()].flat())
  })
}

export const reviewJobs: AnyJob[] = [prepareJob, closeJob, sweepJob, remindJob]
