import { PgBoss } from 'pg-boss'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { asOwner } from '../db/connect.ts'
import { roleNames } from '../db/roles.ts'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { enqueue } from './enqueue.ts'
import { installJobs } from './install.ts'
import { defineJob } from './job.ts'
import { type Jobs, startJobs } from './work.ts'

const numbered = z.strictObject({ number: z.int() })
let done: number[] = []
let attempts: number[] = []
let release: () => void = () => {}

const count = defineJob('test.count', numbered, async ({ number }) => {
  done.push(number)
})
const flaky = defineJob(
  'test.flaky',
  numbered,
  async ({ number }, { attempt }) => {
    attempts.push(attempt)
    if (attempt < 3) throw new Error('not yet')
    done.push(number)
  },
  { retryDelaySeconds: 1, retryDelayMaxSeconds: 1 },
)
const slow = defineJob('test.slow', numbered, async ({ number }) => {
  attempts.push(number)
  await new Promise<void>((resolve) => {
    release = resolve
  })
  done.push(number)
})
const single = defineJob('test.single', numbered, async ({ number }) => void done.push(number), {
  oneWaitingPerKey: true,
})
const minutely = defineJob('test.minutely', z.object({}), async () => void done.push(0), { cron: '* * * * *' })
const list = [count, flaky, slow, single, minutely]

let database: TestDatabase
let running: Jobs[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  await install(list)
})
beforeEach(() => {
  done = []
  attempts = []
})
afterEach(async () => {
  await Promise.all(running.map((jobs) => jobs.drain(5)))
  running = []
})
afterAll(() => database.close())

function install(jobs: Parameters<typeof installJobs>[2]) {
  return asOwner(database.ownerUrl, (owner) => installJobs(owner, roleNames().app, jobs))
}

async function work(jobs: Parameters<typeof startJobs>[1]) {
  const { db, config, log, appUrl } = database
  running.push(await startJobs({ db, config, log, appUrl }, jobs))
}

function commit(fn: (tx: Tx) => Promise<void>) {
  return inTransaction(database.db, { kind: 'public' }, fn)
}

async function rows(sql: string) {
  return (await asOwner(database.ownerUrl, (owner) => owner.query(sql))).rows
}

const eventually = { timeout: 30_000, interval: 50 }

it('runs what was committed and nothing that was rolled back', async () => {
  await expect(
    commit(async (tx) => {
      await enqueue(tx, count, { number: 1 })
      throw new Error('rolled back')
    }),
  ).rejects.toThrow('rolled back')
  await commit((tx) => enqueue(tx, count, { number: 2 }))
  await work([count])
  await expect.poll(() => done, eventually).toEqual([2])
})

it('runs each of many jobs committed together once, with two processes at work', async () => {
  await work([count])
  await work([count])
  const numbers = Array.from({ length: 60 }, (_, number) => number)
  await commit(async (tx) => {
    for (const number of numbers) await enqueue(tx, count, { number })
  })
  await expect.poll(() => done.toSorted((a, b) => a - b), eventually).toEqual(numbers)
})

it('repeats a failed job until it succeeds', async () => {
  await commit((tx) => enqueue(tx, flaky, { number: 7 }))
  await work([flaky])
  await expect.poll(() => done, eventually).toEqual([7])
  expect(attempts).toEqual([1, 2, 3])
})

it('takes up the job of a process that was killed', async () => {
  await commit((tx) => enqueue(tx, count, { number: 9 }))
  const victim = new PgBoss({ connectionString: database.appUrl, migrate: false, supervise: false, schedule: false })
  await victim.start()
  expect(await victim.fetch(count.name)).toHaveLength(1)
  await victim.stop({ graceful: false })
  await rows(
    `update pgboss.job_common set heartbeat_on = now() - interval '1 minute' where name = 'test.count' and state = 'active'`,
  )
  await work([count])
  await expect.poll(() => done, eventually).toEqual([9])
})

it('waits for the jobs at work when it is drained', async () => {
  await commit((tx) => enqueue(tx, slow, { number: 1 }))
  await work([slow])
  await expect.poll(() => attempts, eventually).toEqual([1])
  const drained = running[0]?.drain(20)
  setTimeout(release, 300)
  await drained
  expect(done).toEqual([1])
})

it('keeps one waiting job a key', async () => {
  await commit(async (tx) => {
    await enqueue(tx, single, { number: 1 }, { singletonKey: 'a' })
    await enqueue(tx, single, { number: 2 }, { singletonKey: 'a' })
    await enqueue(tx, single, { number: 3 }, { singletonKey: 'b' })
  })
  await work([single])
  await expect.poll(() => done.toSorted(), eventually).toEqual([1, 3])
  expect(await rows(`select 1 from pgboss.job_common where name = 'test.single' and state < 'completed'`)).toEqual([])
})

it('does not start a job before its time', async () => {
  await commit(async (tx) => {
    await enqueue(tx, count, { number: 1 }, { startAfter: new Date(Date.now() + 3600_000) })
    await enqueue(tx, count, { number: 2 })
  })
  await work([count])
  await expect.poll(() => done, eventually).toEqual([2])
  const waiting = await rows(
    `select data from pgboss.job_common where name = 'test.count' and start_after > now() + interval '50 minutes'`,
  )
  expect(waiting).toEqual([{ data: { number: 1 } }])
})

it('runs a schedule once for all processes together', async () => {
  await work([minutely])
  await work([minutely])
  await work([minutely])
  await expect.poll(() => done.length, eventually).toBeGreaterThan(0)
  const [jobs] = await rows(
    `select count(*)::int as made, count(distinct date_trunc('minute', created_on))::int as minutes from pgboss.job_common where name = 'test.minutely'`,
  )
  expect(jobs.made).toBe(jobs.minutes)
})

it('refuses data that does not fit, and a job nobody installed', async () => {
  await expect(commit((tx) => enqueue(tx, count, { number: 'x' } as never))).rejects.toThrow()
  const unknown = defineJob('test.unknown', numbered, async () => {})
  await expect(commit((tx) => enqueue(tx, unknown, { number: 1 }))).rejects.toThrow(/does not exist/)
})

it('installs again what changed, and only then; schedules of jobs that are gone end', async () => {
  const before = await rows(`select obj_description('pgboss'::regnamespace, 'pg_namespace') as mark`)
  await install(list)
  expect(await rows(`select obj_description('pgboss'::regnamespace, 'pg_namespace') as mark`)).toEqual(before)
  await install(list.filter((job) => job !== minutely))
  expect(await rows('select name from pgboss.schedule')).toEqual([])
  await install(list)
  expect(await rows('select name, cron from pgboss.schedule')).toEqual([{ name: 'test.minutely', cron: '* * * * *' }])
})

it.each([
  'create table pgboss.mine (a int)',
  'drop table pgboss.job',
  'delete from pgboss.queue',
  'delete from pgboss.version',
  'truncate pgboss.job',
])('leaves the restricted role unable to: %s', async (statement) => {
  await expect(database.pool.query(statement)).rejects.toThrow(/permission denied|must be owner/)
})
