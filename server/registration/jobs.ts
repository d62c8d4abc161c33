import { sql } from 'kysely'
import { z } from 'zod'
import { inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob } from '../platform/jobs/job.ts'
import { lapseUnconfirmed } from './lapse.ts'

const nothing = z.object({})

export const lapseJob = defineJob(
  'registration.lapse',
  nothing,
  async (_, context) => {
    const lapsed = await lapseUnconfirmed(context)
    if (lapsed > 0) context.log.info({ lapsed }, 'unconfirmed registrations lapsed')
  },
  { cron: '7 * * * *', oneWaitingPerKey: true, retryLimit: 3 },
)

/** Counters, answers to repeated requests, handles and dead attempts that nobody can use any more. */
export const forgetJob = defineJob(
  'registration.forget',
  nothing,
  async (_, { db }) => {
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      await sql`select app.forget_expired(), app.forget_registrations()`.execute(tx)
    })
  },
  { cron: '37 * * * *', oneWaitingPerKey: true, retryLimit: 3 },
)

export const registrationJobs: AnyJob[] = [lapseJob, forgetJob]
