import { type Db as BossDb, type Clock, fromKysely, PgBoss, systemClock } from 'pg-boss'
import type { Tx } from '../db/transaction.ts'
import type { Job } from './job.ts'

/** Never wakes: the sender below only writes jobs, and must not keep a process or a test alive. */
const clock: Clock = { ...systemClock, setInterval: () => undefined, setTimeout: () => undefined }

let sending: Promise<PgBoss> | undefined

/**
 * Enqueues a job inside the caller's transaction: it exists when, and only when, that transaction commits, and a worker of
 * any process starts it a few milliseconds later.
 * @throws ZodError when `data` does not fit the job's schema; Error when the queue was not installed.
 */
export async function enqueue<Data extends object>(
  tx: Tx,
  job: Job<Data>,
  data: Data,
  options: { startAfter?: Date; singletonKey?: string } = {},
): Promise<void> {
  const checked = job.schema.parse(data)
  sending ??= openSender(tx)
  let sender: PgBoss
  try {
    sender = await sending
  } catch (error) {
    sending = undefined
    throw error
  }
  await sender.send(job.name, checked, { ...options, db: fromKysely(tx) })
}

/** pg-boss reads the queues once before it can write; it does so through the first caller's transaction, then never again. */
async function openSender(tx: Tx): Promise<PgBoss> {
  let through: BossDb | undefined = fromKysely(tx)
  const db: BossDb = {
    executeSql(text, values) {
      if (!through) throw new Error('This job is not among those installed. Add it to the list of jobs and migrate.')
      return through.executeSql(text, values)
    },
  }
  const sender = new PgBoss({ db, clock, migrate: false, createSchema: false, supervise: false, schedule: false })
  await sender.start()
  await sender.getQueues()
  through = undefined
  return sender
}
