import { cidrOf, liesIn } from './config/cidr.ts'
import type { Choice } from './config/credentials.ts'
import type { Config } from './config/schema.ts'
import { readKnown } from './discover/known.ts'
import { mannersOf, withDevice } from './reading/poller.ts'
import { readDevice } from './reading/read-device.ts'
import { SnmpFailure } from './snmp/failure.ts'
import { eachAtMost } from './snmp/pace.ts'
import { lock } from './spool/lock.ts'
import { removeOldest, spoolFolder } from './spool/spool.ts'
import { CollectionWriter, targetsDigest } from './spool/writer.ts'
import type { Line, Manifest } from './wire.ts'

export type Collected = { folder: string; manifest: Manifest; resumed: boolean; removed: string[] }

export type Collecting = {
  config: Config
  choose: Choice
  version: string
  onProgress?: (done: number, of: number) => void
  /** Ends it early, to be gone on with. */
  signal?: AbortSignal
}

/** What a collection reads: the devices that were discovered and those that are named, but for what is excluded. */
export function targetsOf(config: Config): Map<string, string | undefined> {
  const excluded = config.exclude.flatMap((network) => cidrOf(network) ?? [])
  const targets = new Map<string, string | undefined>(
    readKnown(config.dataFolder).map(({ address, credential }) => [address, credential]),
  )
  for (const address of config.devices) if (!targets.has(address)) targets.set(address, undefined)
  for (const address of targets.keys()) if (liesIn(address, excluded)) targets.delete(address)
  return targets
}

/**
 * Reads every target once and leaves the collection in the spool; undefined where it was ended early.
 * @throws {Refused} while another collection is running
 */
export async function collect({
  config,
  choose,
  version,
  onProgress,
  signal,
}: Collecting): Promise<Collected | undefined> {
  const targets = targetsOf(config)
  const spool = spoolFolder(config.dataFolder)
  const unlock = lock(spool)
  try {
    const removed = removeOldest(spool, config.spool.maximumMegabytes * 1e6)
    const writer = new CollectionWriter(spool, {
      targets: targetsDigest(targets.keys()),
      withinMs: config.spool.resumeWithinHours * 3_600_000,
    })
    const manners = mannersOf(config)
    const progress = () => onProgress?.(writer.done.size, targets.size)
    progress()
    await eachAtMost(config.snmp.concurrency, targets, async ([address, credential]) => {
      if (signal?.aborted || writer.done.has(address)) return
      writer.add(await lineFor({ address, port: config.snmp.port, manners, choose, credential }))
      progress()
    })
    if (signal?.aborted) {
      writer.pause()
      return undefined
    }
    return { ...writer.finish({ name: 'partnergate-collector', version }), resumed: writer.resumed, removed }
  } finally {
    unlock()
  }
}

async function lineFor(asked: Parameters<typeof withDevice>[0]): Promise<Line> {
  const { address } = asked
  try {
    return await withDevice(asked, (session) => readDevice(session, address))
  } catch (error) {
    if (!(error instanceof SnmpFailure)) throw error
    return { kind: 'unreached', address, polledAt: new Date().toISOString(), reason: error.reason }
  }
}
