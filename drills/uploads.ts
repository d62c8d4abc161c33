import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { collect } from '../collector/collect.ts'
import { chooseCredentials } from '../collector/config/credentials.ts'
import { enrol } from '../collector/licence/enrol.ts'
import { finishedCollections, spoolFolder } from '../collector/spool/spool.ts'
import { CollectionWriter } from '../collector/spool/writer.ts'
import { type Line, lineSchema } from '../collector/wire.ts'
import { verifyAll } from '../server/audit/verify-chain.ts'
import { loadConfig } from '../server/platform/config.ts'
import type { Database } from '../server/platform/db/connect.ts'
import { inTransaction } from '../server/platform/db/transaction.ts'
import { inventedStack } from '../simulator/index.ts'
import { readDevice } from '../test/support/collector-upload.ts'
import { linesOf } from '../test/support/contract-lines.ts'
import { peopleOf } from '../test/support/people.ts'
import { recordsOf } from '../test/support/records.ts'
import { freePort, ServerProcess } from '../test/support/server-process.ts'
import { installation, put } from '../test/support/simulated.ts'
import { openLossyProxy } from './lossy-proxy.ts'
import { ownerKysely, withOwner } from './owner.ts'

const LOSS = 0.2
/** Of a customer a day, by R29. */
const ROUNDS = 5
const LINES_PER_CHUNK = 25

/** A customer with its collector, and the serials that each of its collections has, by the collection's id. */
type Site = {
  customerId: string
  folder: string
  collections: Map<string, string[]>
  refused: number
  largestSpool: number
}
type Counts = { uploadRuns: number; collectorKills: number; serverKills: number }
type Scale = { sites: number; devices: number; serverKills: number; everySeconds: number }

/**
 * Collectors upload while they, the server and its database are killed with SIGKILL at random, and a fifth of all requests is lost on
 * the way, there or back. Afterwards every collection that a collector believes committed is whole, none is there twice, no device
 * is missing, nothing waits, and the spool of a collector that is cut off has kept to its bounds.
 */
export async function run({
  quick,
}: {
  quick: boolean
}): Promise<{ name: string; ok: boolean; detail: Record<string, unknown> }> {
  const scale: Scale = quick
    ? { sites: 2, devices: 200, serverKills: 1, everySeconds: 6 }
    : { sites: 10, devices: 1000, serverKills: 8, everySeconds: 12 }
  const dataDir = mkdtempSync(join(tmpdir(), 'pgdrill-'))
  chmodSync(dataDir, 0o711)
  const port = await freePort()
  const proxy = await openLossyProxy(port, LOSS)
  const env = { DATA_DIR: dataDir, ORIGIN: proxy.origin }
  const server = new ServerProcess(port, env)
  const config = loadConfig({ ...env, PORT: String(port), LOG_LEVEL: 'error' })
  const counts: Counts = { uploadRuns: 0, collectorKills: 0, serverKills: 0 }
  let sites: Site[] = []
  try {
    const place = await withOwner(config, (_, secret, { ownerUrl }) => fill(ownerUrl, { ...config, secret }, scale))
    await server.start()
    sites = await Promise.all(place.customerIds.map((id) => settle(server.port, proxy.origin, place, id)))
    const uploading = { on: true }
    const kills = killServer(server, scale, counts, uploading)
    await Promise.all(sites.map((site, at) => uploadAll(site, at, scale.devices, counts)))
    uploading.on = false
    await kills
    await settled(server.port, place)
    await server.end('SIGTERM')
    const detail = await withOwner(config, (owner, secret, database) => judge(owner, secret, database, sites))
    const cutOff = await cutOffSpool(quick ? 10 : 40)
    const all = { ...detail, ...cutOff }
    const ok = Object.entries(all).every(([name, value]) => !name.startsWith('lost_') || value === 0)
    return { name: 'uploads', ok, detail: { uploads: sites.length * ROUNDS, ...counts, ...proxy.counts, ...all } }
  } finally {
    await server.end('SIGKILL')
    proxy.close()
    for (const { folder } of sites) rmSync(folder, { recursive: true, force: true })
    rmSync(dataDir, { recursive: true, force: true })
  }
}

type Place = { partnerId: string; customerIds: string[]; cookie: string }

/** A partner with customers in service; a contract covers the first device of each. */
async function fill(ownerUrl: string, config: ReturnType<typeof loadConfig>, { sites }: Scale): Promise<Place> {
  const ownerDb = ownerKysely(ownerUrl)
  try {
    const people = peopleOf({ ownerDb, config })
    const records = recordsOf({ ownerDb, config }, people)
    const { partnerId } = await records.partner()
    const customerIds: string[] = []
    for (let at = 0; at < sites; at++) {
      const customerId = await records.customer(partnerId)
      const contractId = await records.service(partnerId, customerId)
      const steady = lineOf(at, 0)
      await linesOf({ ownerDb }).line(partnerId, contractId, { serial: serialOf(steady), productId: '' })
      customerIds.push(customerId)
    }
    const { cookie } = await people.member(partnerId, { role: 'admin' })
    return { partnerId, customerIds, cookie }
  } finally {
    await ownerDb.destroy()
  }
}

/** Registers a collector of the customer and enrols it, over the line as it is. */
async function settle(port: number, origin: string, { partnerId, cookie }: Place, customerId: string): Promise<Site> {
  const call = async (path: string, body?: object) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/partners/${partnerId}/collectors${path}`, {
      method: 'POST',
      headers: { cookie, origin, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as { collectorId: string; licence: string }
  }
  const { collectorId } = await call('', { customerId, name: 'Hall', inventoryName: 'Hall' })
  const { licence } = await call(`/${collectorId}/licence`)
  const folder = mkdtempSync(join(tmpdir(), 'collector-'))
  writeFileSync(join(folder, 'collector.yaml'), `dataFolder: ${folder}\n`)
  for (;;)
    try {
      await enrol(folder, licence, '0.1.0')
      return { customerId, folder, collections: new Map(), refused: 0, largestSpool: 0 }
    } catch (error) {
      // Lost on the way: the same file is shown again.
      if ((error as Error).name !== 'Error' || !/does not answer/.test((error as Error).message)) throw error
    }
}

/** Collections one after the other, of which each lacks some devices of the one before and has some more. */
async function uploadAll(site: Site, at: number, devices: number, counts: Counts): Promise<void> {
  const spool = spoolFolder(site.folder)
  for (let round = 0; round < ROUNDS; round++) {
    const writer = new CollectionWriter(spool, { targets: `${round}`, withinMs: 0, linesPerChunk: LINES_PER_CHUNK })
    const step = Math.floor(devices / 10)
    const numbers = [0, ...Array.from({ length: devices }, (_, n) => 1 + round * step + n)]
    const lines = numbers.map((n) => lineOf(at, n))
    for (const line of lines) writer.add(line)
    const { manifest } = writer.finish({ name: 'partnergate-collector', version: '0.1.0' })
    site.collections.set(manifest.collection, lines.map(serialOf).sort())
    site.largestSpool = Math.max(site.largestSpool, bytesIn(spool))
    while (finishedCollections(spool).length > 0) await uploadOnce(site, counts)
  }
  site.refused = readdirSync(spool).length
}

/** Runs the program; it is as likely killed at some moment of its work as not. */
function uploadOnce({ folder }: Site, counts: Counts): Promise<void> {
  const main = join(import.meta.dirname, '..', 'collector', 'main.ts')
  const child: ChildProcess = spawn(process.execPath, [main, 'upload', '--config', join(folder, 'collector.yaml')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  counts.uploadRuns += 1
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  if (Math.random() < 0.5) return gone
  // Progress says that it is at work.
  child.stderr?.once('data', () => {
    setTimeout(() => {
      if (child.kill('SIGKILL')) counts.collectorKills += 1
    }, Math.random() * 600)
  })
  return gone
}

/** The server with its database, at random moments until so many kills were done; after the last upload none any more. */
async function killServer(
  server: ServerProcess,
  { serverKills, everySeconds }: Scale,
  counts: Counts,
  uploading: { on: boolean },
): Promise<void> {
  for (let kill = 0; kill < serverKills; kill++) {
    await sleep(everySeconds * 1000 * (0.5 + Math.random()))
    if (!uploading.on) return
    await server.end('SIGKILL')
    counts.serverKills += 1
    await server.start()
  }
}

/** Waits until everything is taken in: a killed worker's jobs come back after some minutes. */
async function settled(port: number, { partnerId, cookie }: Place): Promise<void> {
  const deadline = Date.now() + 600_000
  while (Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/partners/${partnerId}/collections?limit=100`, {
      headers: { cookie },
    })
    const { items } = (await answer.json()) as { items: { state: string }[] }
    if (items.every(({ state }) => !['received', 'processing'].includes(state))) return
    await sleep(500)
  }
}

type Stored = { id: string; customer: string; state: string; devices: number; serials: string[] }

async function judge(
  owner: pg.Client,
  secret: string,
  database: Database,
  sites: Site[],
): Promise<Record<string, unknown>> {
  const { rows: stored } = await owner.query<Stored>(
    `select c.collection_id as id, c.customer_id as customer, c.state, coalesce((c.counts ->> 'devices')::int, 0) as devices,
       coalesce(array_agg(d.serial_norm order by d.serial_norm) filter (where d.device_id is not null), '{}') as serials
     from collection c left join collection_device s using (partner_id, customer_id, collection_id)
     left join device d using (partner_id, customer_id, device_id) group by c.partner_id, c.collection_id`,
  )
  const { rows: present } = await owner.query<{ customer: string; serials: string[] }>(
    `select customer_id as customer, array_agg(serial_norm order by serial_norm) as serials from device
     where gone_at is null group by customer_id`,
  )
  const { rows: used } = await owner.query<{ used: number; chunks: number }>(
    `select (select sum(uploads_used)::int from inventory) as used, (select count(*)::int from collection_chunk) as chunks`,
  )
  const findings: unknown[] = []
  await inTransaction(database.db, { kind: 'system' }, (tx) =>
    verifyAll(tx, secret, (finding) => findings.push(finding)),
  )
  const expected = sites.flatMap(({ collections }) => [...collections])
  const byId = new Map(stored.map((row) => [row.id, row]))
  const whole = ([id, serials]: [string, string[]]) =>
    byId.get(id)?.state === 'done' &&
    same(byId.get(id)?.serials ?? [], serials) &&
    byId.get(id)?.devices === serials.length
  const last = ({ collections }: Site) => [...collections.values()].at(-1) ?? []
  const here = new Map(present.map(({ customer, serials }) => [customer, serials]))
  return {
    lost_collections: expected.filter((one) => !whole(one)).length,
    lost_onceOnly: stored.length - expected.length,
    lost_devicesPresent: sites.filter((site) => !same(here.get(site.customerId) ?? [], last(site))).length,
    lost_uploadsCountedTwice: (used[0]?.used ?? 0) - expected.length,
    lost_leftInSpools: sites.reduce((sum, { refused }) => sum + refused, 0),
    lost_bytesKeptAtThePortal: used[0]?.chunks,
    lost_auditFindings: findings.length,
    collections: stored.length,
    devicesTakenIn: stored.reduce((sum, { serials }) => sum + serials.length, 0),
    largestSpoolBytes: Math.max(...sites.map(({ largestSpool }) => largestSpool)),
  }
}

/** Collects on and on with the portal out of reach: the spool keeps to its bound, and what is newest. */
async function cutOffSpool(rounds: number): Promise<Record<string, unknown>> {
  const at = '127.7.61.1'
  const simulator = await put([{ at, device: inventedStack(1) }])
  const { config, remove } = installation(simulator.port, { devices: [at] })
  const spool = spoolFolder(config.dataFolder)
  const bound = 4000
  const bounded = { ...config, spool: { ...config.spool, maximumMegabytes: bound / 1e6 } }
  let [largest, one] = [0, 0]
  try {
    let newest = ''
    for (let round = 0; round < rounds; round++) {
      const made = await collect({ config: bounded, choose: chooseCredentials(config), version: '0.1.0' })
      newest = made?.manifest.collection ?? ''
      if (round === 0) one = bytesIn(spool)
      largest = Math.max(largest, bytesIn(spool))
    }
    const kept = finishedCollections(spool)
    return {
      lost_cutOffBound: largest <= bound + one ? 0 : 1,
      lost_cutOffNewest: kept.at(-1)?.manifest.collection === newest ? 0 : 1,
      cutOff: { rounds, kept: kept.length, largestBytes: largest, oneBytes: one },
    }
  } finally {
    await simulator.close()
    remove()
  }
}

/** Device number `n` of a site. */
const lineOf = (at: number, n: number): Line =>
  lineSchema.parse(readDevice(at * 100_000 + n, { address: `10.${at}.${n >> 8}.${n & 255}` }))

const serialOf = (line: Line) => (line.kind === 'device' ? (line.components[0]?.serial ?? '') : '')
const same = (one: string[], other: string[]) => one.join() === other.join()
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)
}
