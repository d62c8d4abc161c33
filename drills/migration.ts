import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { jobs } from '../server/jobs.ts'
import { loadConfig } from '../server/platform/config.ts'
import { asOwner, openDatabase } from '../server/platform/db/connect.ts'
import { migrate } from '../server/platform/db/migrate.ts'
import { createLog } from '../server/platform/log.ts'
import { peopleOf } from '../test/support/people.ts'
import { recordsOf } from '../test/support/records.ts'
import { freePort, ServerProcess } from '../test/support/server-process.ts'
import { ownerKysely } from './owner.ts'

type Counts = { requests: number; failed: number; retriedConnections: number; slowestMs: number }
type Load = { cookie: string; partnerId: string; customerId: string }

/**
 * Drills 8 and 9: two processes serve reads and writes of customers at full load while a migration widens that very table
 * (a column, filled in batches, an index built concurrently, a constraint validated apart), both processes are replaced one
 * after the other by SIGTERM, and the migration is taken back (contract). Every DDL waits for a lock 2 seconds at most, and
 * then tries again. Pass: no request fails. A connection refused before a byte was sent is what a proxy retries at the other
 * process, and so does the load.
 */
export async function run({
  quick,
}: {
  quick: boolean
}): Promise<{ name: string; ok: boolean; detail: Record<string, unknown> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pgdrill-'))
  chmodSync(dataDir, 0o711)
  const log = createLog('error')
  const config = loadConfig({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' })
  const database = await openDatabase(config, log)
  let servers: ServerProcess[] = []
  try {
    await migrate(database.ownerUrl, { appRole: `${config.databaseRolePrefix}_app`, log, jobs })
    const load = await fill(database.ownerUrl, config, quick ? 5_000 : 50_000)
    servers = await Promise.all(
      [0, 1].map(async () => {
        const port = await freePort()
        return new ServerProcess(port, {
          DATABASE_URL: database.ownerUrl,
          SECRET: config.secret,
          ORIGIN: 'http://localhost:3000',
        })
      }),
    )
    await Promise.all(servers.map((server) => server.start()))
    const counts: Counts = { requests: 0, failed: 0, retriedConnections: 0, slowestMs: 0 }
    const failures: string[] = []
    const running = { on: true }
    const workers = Array.from({ length: 6 }, (_, worker) => ask(running, worker, servers, load, counts, failures))
    const migrated = asOwner(database.ownerUrl, (owner) => expandAndContract(owner, quick))
    await sleep(1_000)
    for (const server of servers) {
      await server.end('SIGTERM')
      await server.start()
    }
    const steps = await migrated
    await sleep(1_000)
    running.on = false
    await Promise.all(workers)
    const ok = counts.failed === 0 && counts.requests > 100
    return {
      name: 'migration',
      ok,
      detail: { ...counts, slowestMs: Math.round(counts.slowestMs), steps, failures: failures.slice(0, 5) },
    }
  } finally {
    await Promise.all(servers.map((server) => server.end('SIGTERM')))
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function fill(ownerUrl: string, config: ReturnType<typeof loadConfig>, customers: number): Promise<Load> {
  const ownerDb = ownerKysely(ownerUrl)
  try {
    const people = peopleOf({ ownerDb, config })
    const records = recordsOf({ ownerDb, config }, people)
    const { partnerId } = await records.partner()
    const customerId = await records.customer(partnerId)
    const { cookie } = await people.administrator(partnerId)
    await asOwner(ownerUrl, (owner) =>
      owner.query(
        `insert into customer (partner_id, customer_id, name, name_norm) select $1, gen_random_uuid(), 'Customer ' || n, 'customer ' || n
         from generate_series(1, $2::int) n`,
        [partnerId, customers],
      ),
    )
    return { cookie, partnerId, customerId }
  } finally {
    await ownerDb.destroy()
  }
}

/** Lists, reads and changes customers until told to end; a refused connection goes to the other process. */
async function ask(
  running: { on: boolean },
  worker: number,
  servers: ServerProcess[],
  load: Load,
  counts: Counts,
  failures: string[],
): Promise<void> {
  for (let n = worker; running.on; n++) {
    const base = `/api/v1/partners/${load.partnerId}/customers`
    const request: [string, string, string?] =
      n % 4 === 0
        ? ['PATCH', `${base}/${load.customerId}`, JSON.stringify({ city: `City ${n}` })]
        : ['GET', n % 4 === 1 ? `${base}/${load.customerId}` : `${base}?limit=20`]
    const from = performance.now()
    const answer = await send(servers, n, load.cookie, request, counts)
    counts.requests += 1
    counts.slowestMs = Math.max(counts.slowestMs, performance.now() - from)
    if (answer.status !== 200) {
      counts.failed += 1
      failures.push(`${request[0]} ${answer.status} ${answer.text.slice(0, 200)}`)
    }
  }
}

async function send(
  servers: ServerProcess[],
  n: number,
  cookie: string,
  [method, path, body]: [string, string, string?],
  counts: Counts,
): Promise<{ status: number; text: string }> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const server = servers[(n + attempt) % servers.length] as ServerProcess
    try {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
        method,
        headers: { cookie, origin: 'http://localhost:3000', ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body }),
      })
      return { status: response.status, text: await response.text() }
    } catch (error) {
      // Only what was never sent may be sent again without thinking.
      const code = ((error as Error).cause as { code?: string } | undefined)?.code
      if (code !== 'ECONNREFUSED') return { status: 0, text: `${code} ${error}` }
      counts.retriedConnections += 1
      await sleep(20)
    }
  }
  return { status: 0, text: 'no process accepts connections' }
}

type Step = { step: string; ms: number; waitedForLock: number }

/** A column that every row gets and no request may notice, and its end. */
async function expandAndContract(owner: pg.Client, quick: boolean): Promise<Step[]> {
  const steps: Step[] = []
  await owner.query(`set lock_timeout = '2s'`)
  const step = async (name: string, statement: string, undo?: string) => {
    const from = performance.now()
    let waitedForLock = 0
    for (;;) {
      try {
        await owner.query(statement)
        break
      } catch (error) {
        if ((error as { code?: string }).code !== '55P03') throw error
        waitedForLock += 1
        if (undo) await owner.query(undo)
        await sleep(100)
      }
    }
    steps.push({ step: name, ms: Math.round(performance.now() - from), waitedForLock })
  }
  await step('add a column', 'alter table customer add column drill_region text')
  const from = performance.now()
  for (let batches = 0; ; batches++) {
    const { rowCount } = await owner.query(
      `update customer set drill_region = 'north' where customer_id in (
         select customer_id from customer where drill_region is null limit 500 for update skip locked)`,
    )
    const { rows } = rowCount
      ? { rows: [] }
      : await owner.query('select 1 from customer where drill_region is null limit 1')
    if (!rowCount && rows.length === 0) {
      steps.push({ step: `fill it in ${batches} batches`, ms: Math.round(performance.now() - from), waitedForLock: 0 })
      break
    }
    await sleep(quick ? 20 : 50)
  }
  // Rows made from here on have it; those made meanwhile are filled before the constraint.
  await step('give it a default', `alter table customer alter column drill_region set default 'north'`)
  // It waits for every transaction that began before; given up, it leaves an invalid index behind.
  await step(
    'index it',
    'create index concurrently customer_drill on customer (partner_id, drill_region)',
    'drop index if exists customer_drill',
  )
  await step(
    'constrain it',
    'alter table customer add constraint drill_there check (drill_region is not null) not valid',
  )
  await step('validate', 'alter table customer validate constraint drill_there')
  await sleep(quick ? 1_000 : 5_000)
  await step('drop the index', 'drop index concurrently customer_drill')
  await step('drop the column', 'alter table customer drop column drill_region')
  return steps
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
