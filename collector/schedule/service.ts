import { setTimeout as sleep } from 'node:timers/promises'
import { collect, targetsOf } from '../collect.ts'
import { Refused } from '../command.ts'
import { chooseCredentials } from '../config/credentials.ts'
import type { Config } from '../config/schema.ts'
import { discover } from '../discover/discover.ts'
import { ownStatus, renewWhenDue, requireIdentity } from '../licence/enrol.ts'
import { NotNow } from '../licence/portal.ts'
import { lock } from '../spool/lock.ts'
import { finishedCollections, spoolFolder } from '../spool/spool.ts'
import { upload } from '../upload/upload.ts'
import { dueAt } from './due.ts'
import { type Activity, activities, readPast, writePast } from './past.ts'

const HOUR_MS = 3_600_000
/** So often it asks the portal how it stands there, and renews its licence where it is time. */
const PORTAL_EVERY_MS = 6 * HOUR_MS
/** So often it looks at the clock and the configuration: a machine may sleep, a file be changed. */
const LONGEST_SLEEP_MS = 30_000

export type Facts = Record<string, unknown>
export type Event = { event: 'began' | 'done' | 'failed' | 'stopped'; activity: Activity; facts: Facts }

export type Service = {
  /** Read anew each time, so that a change needs no restart. @throws {Refused} what is wrong with it */
  config: () => Config
  version: string
  signal: AbortSignal
  onEvent: (event: Event) => void
  onProgress: (activity: Activity, far: Far) => void
}
/** How far something is; of a discovery nobody knows how much there is. */
type Far = { done: number; of?: number; found?: number }

/**
 * Asks the portal, discovers, collects and uploads, each when it is due and one at a time, until it is told to stop. What fails is told and
 * tried again later; the schedule outlives the process, and a collection that was interrupted goes on.
 * @throws {Refused} where it cannot even begin: no configuration, not enrolled
 */
export async function serve(service: Service): Promise<void> {
  const spread = Math.random()
  let config = service.config()
  requireIdentity(config.dataFolder)
  while (!service.signal.aborted) {
    config = changed(service, config)
    const next = nextOf(config, spread)
    const waitMs = next.at - Date.now()
    if (waitMs > 0) {
      const wait = Math.min(waitMs, LONGEST_SLEEP_MS)
      await sleep(wait, undefined, { signal: service.signal }).catch(() => {})
    } else await attempt(service, config, next.activity)
  }
}

/** A configuration with mistakes changes nothing, until it is mended. */
function changed({ config }: Service, last: Config): Config {
  try {
    return config()
  } catch (error) {
    if (error instanceof Refused) return last
    throw error
  }
}

function nextOf(config: Config, spread: number): { activity: Activity; at: number } {
  const { activities: past, expectedHours } = readPast(config.dataFolder)
  const every = everyMs(config, expectedHours)
  return activities
    .map((activity) => ({ activity, at: dueAt(past[activity], every[activity], spread) }))
    .reduce((soonest, one) => (one.at < soonest.at ? one : soonest))
}

/** An upload is expected within the portal's interval: so it is collected a little more often. */
function everyMs({ dataFolder, schedule, discovery }: Config, expectedHours = 24): Record<Activity, number> {
  const hours = schedule.collectEveryHours ?? Math.max(expectedHours - 1, expectedHours / 2)
  const looks = discovery.ranges.length + discovery.seeds.length > 0 && schedule.discoverEveryHours > 0
  return {
    portal: PORTAL_EVERY_MS,
    discover: looks ? schedule.discoverEveryHours * HOUR_MS : Number.POSITIVE_INFINITY,
    collect: hours * HOUR_MS,
    upload: finishedCollections(spoolFolder(dataFolder)).length > 0 ? HOUR_MS : Number.POSITIVE_INFINITY,
  }
}

async function attempt({ version, signal, onEvent, onProgress }: Service, config: Config, activity: Activity) {
  onEvent({ event: 'began', activity, facts: {} })
  const doing = { config, version, signal, onProgress: (far: Far) => onProgress(activity, far) }
  const folder = config.dataFolder
  try {
    const facts = await acts[activity](doing)
    if (!facts) return onEvent({ event: 'stopped', activity, facts: {} })
    const { activities: past, expectedHours } = readPast(folder)
    writePast(folder, {
      activities: {
        ...past,
        // What was just collected need not wait for its hour.
        ...(activity === 'collect' && { upload: { failures: 0 } }),
        [activity]: { succeededAt: Date.now(), failures: 0 },
      },
      expectedHours: activity === 'portal' ? Number(facts.expectedHours) : expectedHours,
    })
    onEvent({ event: 'done', activity, facts })
  } catch (error) {
    if (!(error instanceof Refused || error instanceof NotNow)) throw error
    const kept = readPast(folder)
    const { succeededAt, failures } = kept.activities[activity]
    const seconds = error instanceof NotNow ? error.retryAfterSeconds : undefined
    const past = {
      succeededAt,
      failedAt: Date.now(),
      failures: failures + 1,
      why: error.message,
      ...(seconds && { retryAfterMs: seconds * 1000 }),
    }
    writePast(folder, { ...kept, activities: { ...kept.activities, [activity]: past } })
    onEvent({ event: 'failed', activity, facts: { why: error.message, failures: past.failures } })
  }
}

type Doing = { config: Config; version: string; signal: AbortSignal; onProgress: (far: Far) => void }

/** Each answers what it did; undefined where it was stopped. */
const acts: Record<Activity, (doing: Doing) => Promise<Facts | undefined>> = {
  async portal({ config: { dataFolder }, version }) {
    const renewed = await renewWhenDue(dataFolder, version)
    const { intervalHours, mayUpload, service, licenceExpiresAt } = await ownStatus(dataFolder)
    return { renewed, licenceExpiresAt, mayUpload, service, expectedHours: intervalHours }
  },
  async discover({ config, signal, onProgress }) {
    const unlock = lock(spoolFolder(config.dataFolder))
    try {
      const choose = chooseCredentials(config)
      const { asked, found, added, interrupted } = await discover({
        config,
        choose,
        signal,
        onProgress: (done, found) => onProgress({ done, found }),
      })
      if (interrupted) return undefined
      return { asked, found: found.length, added }
    } finally {
      unlock()
    }
  },
  async collect({ config, version, signal, onProgress }) {
    if (targetsOf(config).size === 0)
      throw new Refused(
        'No devices are known: name some under devices:, or where to discover them, in the configuration',
      )
    const collected = await collect({
      config,
      choose: chooseCredentials(config),
      version,
      signal,
      onProgress: (done, of) => onProgress({ done, of }),
    })
    if (!collected) return undefined
    const { manifest, resumed, removed } = collected
    const { collection, devices, unreached } = manifest
    return { collection, devices, unreached, resumed, removed }
  },
  async upload({ config: { dataFolder }, signal, onProgress }) {
    const { uploaded, refused, interrupted } = await upload({
      dataFolder,
      signal,
      onProgress: (done, of) => onProgress({ done, of }),
    })
    return interrupted ? undefined : { uploaded, refused }
  },
}
