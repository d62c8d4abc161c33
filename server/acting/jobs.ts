import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob } from '../platform/jobs/job.ts'
import { closeRunOut, listRunOut } from './queries.ts'

/** Records the end of what ran out by its time; looking itself stopped then, by the date. */
const closeJob = defineJob(
  'acting.close',
  z.object({}),
  async (_, { db, config }) => {
    const due = await inTransaction(db, { kind: 'system' }, listRunOut, { readOnly: true })
    for (const at of due)
      await inTransaction(db, { kind: 'system', partnerId: at.partnerId }, async (tx) => {
        const closed = await closeRunOut(tx, at)
        if (!closed) return
        await audit(
          tx,
          config.secret,
          { person: null, label: 'system' },
          {
            partnerId: at.partnerId,
            action: 'acting.ended',
            objectType: 'acting',
            objectId: at.actingId,
            objectLabel: closed.actorName,
            why: 'its time was over',
          },
        )
      })
  },
  { cron: '*/10 * * * *', oneWaitingPerKey: true, retryLimit: 3 },
)

export const actingJobs: AnyJob[] = [closeJob]
