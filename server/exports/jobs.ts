import { z } from 'zod'
import { inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob } from '../platform/jobs/job.ts'
import { attempts, makeExport } from './make.ts'
import { forgetExports } from './queries.ts'

export const makeJob = defineJob(
  'exports.make',
  z.strictObject({ exportId: z.uuid() }),
  ({ exportId }, context) => makeExport(context, exportId),
  { retryLimit: attempts - 1, retryDelaySeconds: 10, timeoutSeconds: 3600 },
)

const forgetJob = defineJob(
  'exports.forget',
  z.object({}),
  (_, { db }) => inTransaction(db, { kind: 'system' }, forgetExports),
  { cron: '50 3 * * *', oneWaitingPerKey: true },
)

export const exportJobs: AnyJob[] = [makeJob, forgetJob]
