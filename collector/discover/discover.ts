import { type Cidr, cidrOf, hostsOf, liesIn } from '../config/cidr.ts'
import type { Choice } from '../config/credentials.ts'
import type { Config } from '../config/schema.ts'
import { mannersOf, withDevice } from '../reading/poller.ts'
import { readSystem } from '../reading/read-device.ts'
import { readScalars } from '../snmp/columns.ts'
import { SnmpFailure } from '../snmp/failure.ts'
import { eachAtMost } from '../snmp/pace.ts'
import type { DeviceSession } from '../snmp/session.ts'
import { textOf } from '../snmp/text.ts'
import { type Known, readKnown, writeKnown } from './known.ts'
import { type Neighbour, readNeighbours } from './neighbours.ts'

/** RFC 1918, RFC 6598 and link-local: where neighbours are followed unless the configuration says where. */
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16']
const snmpEngineId = '1.3.6.1.6.3.10.2.1.1.0'

type Candidate = { address: string; by: Known['foundBy']; hops: number }
export type Discovered = { found: Known[]; added: number; asked: number; interrupted: boolean }

export type Discovering = {
  config: Config
  choose: Choice
  onProgress?: (asked: number, found: number) => void
  /** Ends it early; what was found by then is kept. */
  signal?: AbortSignal
}

/**
 * Asks the ranges' addresses and the seeds, follows what these announce as their neighbours, and keeps what answers beside what
 * was known before. A device at several addresses is one: of the same engine, name and kind.
 */
export async function discover({ config, choose, onProgress, signal }: Discovering): Promise<Discovered> {
  const search = new Search(config)
  const manners = { ...mannersOf(config), retries: Math.min(1, config.snmp.retries) }
  await eachAtMost(config.snmp.concurrency, search.candidates(signal), async (candidate) => {
    const { address, hops } = candidate
    try {
      await withDevice({ address, port: config.snmp.port, manners, choose }, async (session, { name }) => {
        const { identity, ...said } = await whoIs(session)
        const isNew = search.found(
          { ...said, address, credential: name, also: [], foundBy: candidate.by, foundAt: new Date().toISOString() },
          identity,
        )
        if (isNew && hops < config.discovery.hops) search.follow(await neighboursOf(session), hops + 1)
      })
    } catch (error) {
      if (!(error instanceof SnmpFailure)) throw error
    } finally {
      search.answered()
      onProgress?.(search.asked, search.devices.length)
    }
  })
  const before = readKnown(config.dataFolder)
  const found = new Set(search.devices.flatMap(({ address, also }) => [address, ...also]))
  const kept = before.filter(({ address }) => !found.has(address) && !search.isExcluded(address))
  writeKnown(config.dataFolder, [...kept, ...search.devices])
  const known = new Set(before.map(({ address }) => address))
  return {
    found: search.devices,
    added: search.devices.filter(({ address }) => !known.has(address)).length,
    asked: search.asked,
    interrupted: signal?.aborted ?? false,
  }
}

async function whoIs(session: DeviceSession) {
  const { objectId = null, name = null } = await readSystem(session)
  const engine = textOf((await readScalars(session, [snmpEngineId])).get(snmpEngineId))
  return { sysName: name, sysObjectId: objectId, identity: engine && `${engine} ${name} ${objectId}` }
}

/** A device that stops answering here was found all the same. */
async function neighboursOf(session: DeviceSession): Promise<Neighbour[]> {
  try {
    return await readNeighbours(session)
  } catch (error) {
    if (error instanceof SnmpFailure) return []
    throw error
  }
}

/** What is still to be asked: the ranges one address after the other, and in between whatever turns up. */
class Search {
  readonly devices: Known[] = []
  asked = 0
  readonly #ranges: Cidr[]
  readonly #excluded: Cidr[]
  readonly #within: Cidr[]
  readonly #queue: Candidate[]
  readonly #seen = new Set<string>()
  readonly #byIdentity = new Map<string, Known>()
  #pending = 0
  #wake: (() => void)[] = []

  constructor({ discovery, exclude }: Config) {
    const networks = (texts: string[]) => texts.flatMap((text) => cidrOf(text) ?? [])
    this.#ranges = networks(discovery.ranges)
    this.#excluded = networks(exclude)
    this.#within = networks(discovery.within ?? [...privateNetworks, ...discovery.ranges])
    this.#queue = discovery.seeds.map((address) => ({ address, by: 'seed', hops: 0 }))
  }

  isExcluded(address: string): boolean {
    return liesIn(address, this.#excluded)
  }

  async *candidates(signal: AbortSignal | undefined): AsyncGenerator<Candidate> {
    const inRanges = this.#ranges.values().flatMap(hostsOf)
    while (!signal?.aborted) {
      const next = this.#queue.shift() ?? this.#fromRange(inRanges)
      if (next) {
        if (this.#seen.has(next.address) || this.isExcluded(next.address)) continue
        this.#seen.add(next.address)
        this.#pending += 1
        yield next
      } else if (this.#pending === 0) return
      else await new Promise<void>((resolve) => this.#wake.push(resolve))
    }
  }

  #fromRange(addresses: Iterator<string>): Candidate | undefined {
    const { value } = addresses.next()
    return value === undefined ? undefined : { address: value, by: 'range', hops: 0 }
  }

  /** Whether it is another device than all before. */
  found(device: Known, identity: string | undefined): boolean {
    const same = identity ? this.#byIdentity.get(identity) : undefined
    if (same) {
      same.also.push(device.address)
      return false
    }
    if (identity) this.#byIdentity.set(identity, device)
    this.devices.push(device)
    return true
  }

  follow(neighbours: Neighbour[], hops: number): void {
    for (const { address, by } of neighbours)
      if (liesIn(address, this.#within) && !this.#seen.has(address)) this.#queue.push({ address, by, hops })
  }

  answered(): void {
    this.asked += 1
    this.#pending -= 1
    for (const wake of this.#wake.splice(0)) wake()
  }
}
