import { sql } from 'kysely'
import { z } from 'zod'
import { alertsQueue } from '../coverage/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { type AnyJob, defineJob } from '../platform/jobs/job.ts'
import { sendDigests } from './digest.ts'
import { sourcesQueue } from './queue.ts'
import { alertsOfSources, reconcileAll } from './reconcile.ts'

const sourcesJob = defineJob(
  sourcesQueue.name,
  sourcesQueue.schema,
  async ({ partnerId, customerId }, { db }) => {
    await inTransaction(db, { kind: 'system' }, async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`alerts ${customerId}`}, 0))`.execute(tx)
      await alertsOfSources(tx, sql`select ${partnerId}::uuid as partner_id, ${customerId}::uuid as customer_id`)
    })
  },
  { oneWaitingPerKey: true },
)

/** Once a day, and whenever what alerts follow from changed for everybody. Nothing that is shown waits for it. */
const reconcileJob = defineJob(alertsQueue.name, alertsQueue.schema, (_, { db, signal }) => reconcileAll(db, signal), {
  cron: '25 2 * * *',
  oneWaitingPerKey: true,
  timeoutSeconds: 7200,
})

const digestJob = defineJob('alerts.digest', z.object({}), (_, context) => sendDigests(context), {
  cron: '15 6 * * *',
  oneWaitingPerKey: true,
  timeoutSeconds: 3600,
})

export const alertJobs: AnyJob[] = [sourcesJob, reconcileJob, digestJob]
