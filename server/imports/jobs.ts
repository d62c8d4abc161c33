import { sql } from 'kysely'
import { z } from 'zod'
import { inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob } from '../platform/jobs/job.ts'
import { applyImport } from './apply.ts'
import { checkImport, workAttempts } from './check.ts'
import { forgetFile } from './file.ts'

const one = z.strictObject({ importId: z.uuid() })
const patience = { retryLimit: workAttempts - 1, retryDelaySeconds: 10, timeoutSeconds: 3600 }

export const checkJob = defineJob(
  'imports.check',
  one,
  ({ importId }, context) => checkImport(context, importId),
  patience,
)
export const applyJob = defineJob(
  'imports.apply',
  one,
  ({ importId }, context) => applyImport(context, importId),
  patience,
)

/** Files that nobody went on with for 30 days, and what was staged of them. Who imported what stays. */
const forgetJob = defineJob(
  'imports.forget',
  z.object({}),
  async (_, { db }) => {
    const old = await inTransaction(db, { kind: 'system' }, (tx) =>
      sql<{ id: string }>`select import_id as id from import
        where forgotten_at is null and state not in ('checking', 'applying')
          and greatest(created_at, checked_at, ended_at) < now() - interval '30 days' limit 100`.execute(tx),
    )
    for (const { id } of old.rows) await inTransaction(db, { kind: 'system' }, (tx) => forgetFile(tx, id))
  },
  { cron: '40 3 * * *', oneWaitingPerKey: true },
)

export const importJobs: AnyJob[] = [checkJob, applyJob, forgetJob]
