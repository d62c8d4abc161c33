import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Config } from '../config.ts'
import type { Db } from '../db/transaction.ts'

/** What a job's handler may use. */
export type JobContext = {
  db: Db
  config: Config
  log: Logger
  /** Aborted when the process stops before the handler is done, or the job's time is over. */
  signal: AbortSignal
  /** 1 the first time. */
  attempt: number
}

export type JobOptions = {
  /** Further attempts after the first. Default 10. */
  retryLimit?: number
  /** First delay before a further attempt; it doubles each time, with jitter. Default 5. */
  retryDelaySeconds?: number
  /** Longest delay between attempts. Default 3600. */
  retryDelayMaxSeconds?: number
  /** How long one attempt may take. Default 300. */
  timeoutSeconds?: number
  /** How many batches of up to five jobs one process works at the same time. Default 1. */
  concurrency?: number
  /** Five-field expression in UTC: the job is enqueued then, with empty data, once for all processes together. */
  cron?: string
  /** At most one job per `singletonKey` waits; enqueueing another is a no-op until it has started. */
  oneWaitingPerKey?: boolean
}

/**
 * One kind of background work. Data names rows by id and holds nothing a tenant owns: the queue is not under row security.
 * A handler runs at least once: it looks at the row's state first, and does nothing when the work is done.
 */
export type Job<Data extends object> = {
  name: string
  schema: z.ZodType<Data>
  handle: (data: Data, context: JobContext) => Promise<void>
  options: JobOptions
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds jobs of every shape; each was typed where it was defined
export type AnyJob = Job<any>

/** Types one job. `name` is dotted, `slice.verb`; a released name is never used for other data. */
export function defineJob<Data extends object>(
  name: string,
  schema: z.ZodType<Data>,
  handle: Job<Data>['handle'],
  options: JobOptions = {},
): Job<Data> {
  return { name, schema, handle, options }
}
