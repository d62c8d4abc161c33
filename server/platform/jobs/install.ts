import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { type ClientBase, escapeIdentifier, escapeLiteral } from 'pg'
import { PgBoss, type Queue } from 'pg-boss'
import { enqueueFunction } from './enqueue.ts'
import type { AnyJob } from './job.ts'

/** Where pg-boss itself puts the occurrences of schedules; the app's role may not create it. */
const SCHEDULER_QUEUE = '__pgboss__send-it'

/**
 * Creates or upgrades schema `pgboss`, its queues, schedules and the app role's grants. Idempotent; skipped altogether when
 * nothing changed since the last time, which a fingerprint on the schema tells.
 * `owner`: an open connection of the migrating role, outside a transaction, under the migrations' advisory lock.
 */
export async function installJobs(owner: ClientBase, appRole: string, jobs: readonly AnyJob[]): Promise<void> {
  const wanted = fingerprint(appRole, jobs)
  const { rows } = await owner.query<{ installed: string | null }>(
    `select obj_description(oid, 'pg_namespace') as installed from pg_namespace where nspname = 'pgboss'`,
  )
  if (rows[0]?.installed === wanted) return
  const db = { executeSql: (text: string, values?: unknown[]) => owner.query(text, values) }
  const boss = new PgBoss({ db, supervise: false, schedule: false })
  boss.on('error', () => undefined) // thrown to us as well
  await boss.start()
  try {
    for (const job of jobs) {
      await installQueue(boss, job)
      await owner.query(await enqueueFunctionSql(boss, job.name))
    }
    await installSchedules(boss, jobs)
  } finally {
    await boss.stop({ graceful: false })
  }
  await owner.query(grants(appRole))
  await owner.query(`comment on schema pgboss is ${escapeLiteral(wanted)}`)
}

function fingerprint(appRole: string, jobs: readonly AnyJob[]): string {
  const { version } = createRequire(import.meta.url)('pg-boss/package.json') as { version: string }
  const shape = JSON.stringify([version, grants(appRole), jobs.map((job) => [job.name, job.options])])
  return `pg-boss ${version}, queues ${createHash('sha256').update(shape).digest('hex')}`
}

async function installQueue(boss: PgBoss, { name, options }: AnyJob): Promise<void> {
  const policy = options.oneWaitingPerKey ? 'short' : 'standard'
  const settings: Omit<Queue, 'name' | 'policy'> = {
    retryLimit: options.retryLimit ?? 10,
    retryDelay: options.retryDelaySeconds ?? 5,
    retryDelayMax: options.retryDelayMaxSeconds ?? 3600,
    retryBackoff: true,
    expireInSeconds: options.timeoutSeconds ?? 300,
    // A job whose process was killed is taken up again after this, not after its timeout.
    heartbeatSeconds: 10,
    notify: true,
    deleteAfterSeconds: 24 * 3600,
  }
  await boss.createQueue(name, { ...settings, policy })
  const existing = await boss.getQueue(name)
  if (existing && existing.policy !== policy) throw new Error(`Queue ${name} was installed as ${existing.policy}.`)
  await boss.updateQueue(name, settings)
}

/** pg-boss's own statement for `insert(queue, jobs)`, as a function: in there the database keeps its plan. */
async function enqueueFunctionSql(boss: PgBoss, queue: string): Promise<string> {
  let statement = ''
  const listener = {
    executeSql: async (text: string) => {
      statement = text
      return { rows: [] }
    },
  }
  await boss.insert(queue, [{ data: {} }], { db: listener, returnId: true })
  if (statement.split('$1').length !== 2) throw new Error('pg-boss inserts jobs in a way that is not known here.')
  const name = escapeIdentifier(enqueueFunction(queue))
  return `create or replace function pgboss.${name}(jobs text) returns setof uuid language plpgsql as $enqueue$
    #variable_conflict use_column
    begin return query ${statement}; end $enqueue$`
}

/** Queues are kept when their job is gone, for jobs still waiting; a schedule without its job is not. */
async function installSchedules(boss: PgBoss, jobs: readonly AnyJob[]): Promise<void> {
  for (const { name, options } of jobs) {
    if (options.cron) await boss.schedule(name, options.cron, {}, { tz: 'UTC' })
  }
  for (const schedule of await boss.getSchedules()) {
    if (!jobs.some((job) => job.name === schedule.name && job.options.cron)) await boss.unschedule(schedule.name)
  }
}

/** Enough to enqueue, work, retry, expire and schedule; not to create, alter or drop anything. */
function grants(appRole: string): string {
  const app = escapeIdentifier(appRole)
  return `
    select pgboss.create_queue(${escapeLiteral(SCHEDULER_QUEUE)}, '{"policy": "standard"}');
    revoke all on all tables in schema pgboss from ${app};
    grant usage on schema pgboss to ${app};
    grant select, insert, update, delete on pgboss.job, pgboss.job_common to ${app};
    grant select, insert, update on pgboss.queue to ${app};
    grant select, update on pgboss.schedule, pgboss.version to ${app};
    grant select, delete on pgboss.job_dependency to ${app};
    grant select on pgboss.bam to ${app};
  `
}
