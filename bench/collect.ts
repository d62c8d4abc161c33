import snmp from 'net-snmp'
import { readDevice } from '../collector/reading/read-device.ts'
import { eachAtMost, Pace } from '../collector/snmp/pace.ts'
import { DeviceSession, type Manners, type Request } from '../collector/snmp/session.ts'
import { collectFrom, type Served, serve } from './collecting.ts'
import { report, round } from './support.ts'

const TIMEOUT_MS = 1500
const RETRIES = 3

type Weather = { name: string; devices: number; concurrency: number; latencyMs: number; loss: number }

/**
 * Devices a second of the collector, from the list to the spool, against a bare loop of net-snmp that asks exactly the same: the
 * same packets to the same devices, as many at a time, with answers thrown away. With and without a network in between.
 */
export async function run({ quick }: { quick: boolean }): Promise<void> {
  const many = quick ? 1 : 3
  const near = await measured({ name: 'near', devices: 200 * many, concurrency: 64, latencyMs: 0, loss: 0 })
  const far = await measured({ name: 'far', devices: 64 * many, concurrency: 64, latencyMs: 50, loss: 0.02 })
  report({
    name: 'collect',
    figure: near.collector,
    unit: 'devices/s',
    baseline: near.bare,
    ratio: near.ratio,
    detail: { near, far },
  })
}

async function measured({ name, devices, concurrency, latencyMs, loss }: Weather) {
  const served = await serve(['--invented', String(devices), '--latency', String(latencyMs), '--loss', String(loss)])
  try {
    const requests = await requestsOf(served)
    // In turn, twice each, the first of each to warm up.
    const rates: Record<'collector' | 'bare', number[]> = { collector: [], bare: [] }
    for (const _round of [1, 2, 3]) {
      const { seconds, collected } = await collectFrom(served, { concurrency, timeoutMs: TIMEOUT_MS, retries: RETRIES })
      if (collected.manifest.unreached > 0) throw new Error(`${collected.manifest.unreached} devices were not reached`)
      rates.collector.push(devices / seconds)
      rates.bare.push(devices / (await bareLoop(served, requests, concurrency)))
    }
    const middle = (values: number[]) => round([...values].sort((a, b) => a - b)[1] ?? 0, 1)
    const [collector, bare] = [middle(rates.collector), middle(rates.bare)]
    return {
      name,
      devices,
      concurrency,
      latencyMs,
      loss,
      requests: requests.length,
      collector,
      bare,
      ratio: round(collector / bare),
    }
  } finally {
    served.stop()
  }
}

/** What the collector asks one of the devices; they are all alike. */
async function requestsOf({ devices, port }: Served): Promise<Request[]> {
  const manners: Manners = {
    timeoutMs: TIMEOUT_MS,
    retries: RETRIES,
    deadlineMs: 60_000,
    maxRepetitions: 10,
    pace: new Pace(),
  }
  const address = devices[0]?.address ?? ''
  const session = new DeviceSession({ address, port }, { version: '2c', community: 'public' }, manners)
  const requests: Request[] = []
  session.onAnswered = (request) => requests.push(request)
  await readDevice(session, address)
  session.close()
  return requests
}

async function bareLoop({ devices, port }: Served, requests: Request[], concurrency: number): Promise<number> {
  const from = performance.now()
  await eachAtMost(concurrency, devices, async ({ address }) => {
    const options = { version: snmp.Version2c, port, timeout: TIMEOUT_MS, retries: RETRIES, backoff: 2 } as const
    const session = snmp.createSession(address, 'public', options)
    for (const { kind, oids, repetitions } of requests)
      await new Promise<void>((resolve, reject) => {
        const done = (error: Error | null) => (error ? reject(error) : resolve())
        if (kind === 'get') session.get(oids, done)
        else session.getBulk(oids, 0, repetitions, done)
      })
    session.close()
  })
  return (performance.now() - from) / 1000
}
