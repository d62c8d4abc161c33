import { type Job as BossJob, type JobResult, type JobWithMetadata, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Db } from '../db/transaction.ts'
import type { AnyJob } from './job.ts'

/** Of 60 jobs committed together, one at a time per NOTIFY did 1 in 8 s; in batches that go on while full, all in 0.1 s. */
const WORK = {
  batchSize: 5,
  burstWhenBatchFull: true,
  pollingIntervalSeconds: 1,
  // NOTIFY does not announce what becomes due later: retries wait for this.
  notifyPollingIntervalSeconds: 3,
  includeMetadata: true,
  perJobResults: true,
} as const

export type Jobs = {
  /** Takes no more jobs and waits for those at work; what is not done after `seconds` is retried by another process. */
  drain(seconds: number): Promise<void>
}

/**
 * Works the queues of `jobs` until drained. Any number of processes may do so on one database.
 * `appUrl`: how to sign in as the restricted role; pg-boss keeps up to three connections of its own and one to listen.
 */
export async function startJobs(
  deps: { db: Db; config: Config; log: Logger; appUrl: string },
  jobs: readonly AnyJob[],
): Promise<Jobs> {
  const log = deps.log.child({ part: 'jobs' })
  const boss = new PgBoss({
    connectionString: deps.appUrl,
    max: 3,
    application_name: 'partnergate jobs',
    migrate: false,
    createSchema: false,
    useListenNotify: true,
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    cronMonitorIntervalSeconds: 15,
    cronWorkerIntervalSeconds: 5,
  })
  boss.on('error', (error) => log.error({ error }, 'job queue'))
  boss.on('warning', (warning) => log.warn({ warning }, 'job queue'))
  await boss.start()
  for (const job of jobs) {
    const options = { ...WORK, localConcurrency: job.options.concurrency ?? 1 }
    await boss.work<object, void, typeof options>(job.name, options, (batch) =>
      Promise.all(batch.map((one) => runOne(job, one, { ...deps, log }))),
    )
  }
  return { drain: (seconds) => boss.stop({ graceful: true, timeout: seconds * 1000 }) }
}

async function runOne(
  job: AnyJob,
  { id, data, retryCount, signal }: BossJob & Pick<JobWithMetadata, 'retryCount'>,
  { db, config, log }: { db: Db; config: Config; log: Logger },
): Promise<JobResult> {
  const attempt = retryCount + 1
  const jobLog = log.child({ job: job.name, jobId: id, attempt })
  try {
    await job.handle(job.schema.parse(data ?? {}), { db, config, log: jobLog, signal, attempt })
    return { id, status: 'completed' }
  } catch (error) {
    jobLog.warn({ error }, 'job failed')
    // the message may quote an address; the log has it, the queue's table does not
    return { id, status: 'failed', output: { error: error instanceof Error ? error.name : 'unknown' } }
  }
}
