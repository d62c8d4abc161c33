import { Kysely, PostgresDialect } from 'kysely'
import { openBenchDatabase } from '../bench/support.ts'
import type { DB } from '../server/schema.ts'
import { type Change, changesOf, type Kind, kinds, type Outcome, provoke } from '../test/support/refusals.ts'
import { freePort, ServerProcess } from '../test/support/server-process.ts'

const processes = 2

/**
 * Attack 21 under load: what somebody may do is taken away, in each way there is, while they and others keep two server
 * processes busy. No request that begins after the commit may be allowed, in any process; the time from the commit to the
 * first refusal is measured.
 */
export async function run({
  quick,
}: {
  quick: boolean
}): Promise<{ name: string; ok: boolean; detail: Record<string, unknown> }> {
  const rounds = quick ? 2 : 25
  const database = await openBenchDatabase()
  const ownerDb = new Kysely<DB>({ dialect: new PostgresDialect({ pool: database.owner }) })
  const ports = await Promise.all(Array.from({ length: processes }, () => freePort()))
  const servers = ports.map((port) => new ServerProcess(port, { ...database.env, PORT: String(port), ROLE: 'web' }))
  const origins = ports.map((port) => `http://127.0.0.1:${port}`)
  const origin = database.config.origin
  try {
    await Promise.all(servers.map((server) => server.start()))
    const changeOf = changesOf({ ownerDb, config: database.config })
    const others: Change[] = []
    for (let n = 0; n < 4; n++) others.push(await changeOf('member'))
    const busy = keepBusy(origins, others)
    const detail: Record<string, unknown> = {}
    let lost = 0
    for (const kind of kinds) {
      const outcomes: Outcome[] = []
      for (let round = 0; round < rounds; round++)
        outcomes.push(await provoke(origins, origin, await changeOf(kind), quick ? 5 : 20))
      const summary = summarise(outcomes)
      lost += summary.allowedAfter
      detail[kind] = summary
      console.log(line(kind, summary))
    }
    const background = await busy.stop()
    return {
      name: 'refusal',
      ok: lost === 0 && background.failed === 0,
      detail: { processes, rounds, lost_allowedAfterCommit: lost, background, ...detail },
    }
  } finally {
    await Promise.all(servers.map((server) => server.end('SIGKILL')))
    await database.close()
  }
}

/** Others at work meanwhile, whose access nobody changes: they must not be refused. */
function keepBusy(origins: string[], others: Change[]) {
  let stopped = false
  const counts = { answered: 0, failed: 0 }
  const loops = others.map(async ({ headers, path }, worker) => {
    for (let n = worker; !stopped; n++) {
      const response = await fetch(`${origins[n % origins.length]}${path}`, { headers })
      await response.arrayBuffer()
      counts.answered += 1
      if (response.status !== 200) counts.failed += 1
    }
  })
  return {
    stop: async () => {
      stopped = true
      await Promise.all(loops)
      return counts
    },
  }
}

type Summary = { allowedBefore: number; refusedAfter: number; allowedAfter: number; medianMs: number; worstMs: number }

function summarise(outcomes: Outcome[]): Summary {
  const sum = (of: (one: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0)
  const times = outcomes.flatMap(({ firstRefusalMs }) => firstRefusalMs).sort((a, b) => a - b)
  const round = (value: number | undefined) => Number((value ?? 0).toFixed(1))
  return {
    allowedBefore: sum((one) => one.allowedBefore),
    refusedAfter: sum((one) => one.refusedAfter),
    allowedAfter: sum((one) => one.allowedAfter),
    medianMs: round(times[Math.floor(times.length / 2)]),
    worstMs: round(times.at(-1)),
  }
}

function line(kind: Kind, { allowedBefore, refusedAfter, allowedAfter, medianMs, worstMs }: Summary): string {
  return `${kind.padEnd(12)} allowed before ${allowedBefore}, after the commit refused ${refusedAfter}, allowed ${allowedAfter}; first refusal ${medianMs} ms (median), ${worstMs} ms (worst)`
}
