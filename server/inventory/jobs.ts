import { z } from 'zod'
import { alertsOfDevices } from '../alerts/index.ts'
import { coverageQueue, recomputeCoverage } from '../coverage/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob } from '../platform/jobs/job.ts'
import { releaseBlocked } from './blocked.ts'
import { forgetAbandoned } from './chunks.ts'
import { closeDue } from './gather.ts'
import { checkCollection, processCollection, workAttempts } from './process.ts'

const one = z.strictObject({ partnerId: z.uuid(), collectionId: z.uuid() })
const patience = { retryLimit: workAttempts - 1, retryDelaySeconds: 10, timeoutSeconds: 3600 }

export const checkJob = defineJob('inventory.check', one, (id, context) => checkCollection(context, id), patience)
export const processJob = defineJob('inventory.process', one, (id, context) => processCollection(context, id), patience)

/** Contracts changed: their devices' coverage, and the collections that this releases. */
const recomputeJob = defineJob(
  coverageQueue.name,
  coverageQueue.schema,
  async (_, { db }) => {
    await recomputeCoverage(db, alertsOfDevices)
    await inTransaction(db, { kind: 'system' }, (tx) => releaseBlocked(tx, processJob))
  },
  { oneWaitingPerKey: true, timeoutSeconds: 3600 },
)

/** A contract that was recorded before begins without anybody changing it; what a crash left due is worked off, too. */
const releaseJob = defineJob(
  'inventory.release',
  z.object({}),
  async (_, { db }) => {
    await recomputeCoverage(db, alertsOfDevices)
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      await releaseBlocked(tx, processJob)
      await forgetAbandoned(tx)
    })
  },
  { cron: '*/5 * * * *', oneWaitingPerKey: true },
)

/** What agents posted becomes collections, once they are through or quiet. */
export const gatherJob = defineJob('inventory.gather', z.object({}), (_, context) => closeDue(context, processJob), {
  cron: '* * * * *',
  oneWaitingPerKey: true,
})

export const inventoryJobs: AnyJob[] = [checkJob, processJob, recomputeJob, releaseJob, gatherJob]
