import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addCredential } from '../../collector/config/credentials.ts'
import { type Config, configSchema } from '../../collector/config/schema.ts'
import type { Credential } from '../../collector/snmp/credential.ts'
import { Pace } from '../../collector/snmp/pace.ts'
import type { Manners } from '../../collector/snmp/session.ts'
import { type Conditions, type InventedDevice, invent, type SimulatedUser, simulate } from '../../simulator/index.ts'

export const community: Credential = { version: '2c', community: 'public' }

/** Quick to give up: on loopback an answer takes no time. */
export const brisk: Manners = { timeoutMs: 400, retries: 1, deadlineMs: 30_000, maxRepetitions: 10, pace: new Pace() }

export type Put = { at: string; device: InventedDevice; users?: SimulatedUser[]; community?: string }

/** Devices at addresses of one's own (127.7.x.y; a test file keeps to one x), on a port that they share. */
export async function put(devices: Put[], conditions: Conditions = {}) {
  const port = randomInt(20_000, 30_000)
  const served = devices.map(({ at, device, ...access }) => ({ ...access, address: at, port, dump: invent(device) }))
  return { port, ...(await simulate(served, conditions)) }
}

/** A data folder with one credential, and a configuration over it that is quick to give up. */
export function installation(port: number, given: object = {}, credential: Credential = community) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'collector-'))
  addCredential(dataFolder, 'only', credential)
  const config: Config = configSchema.parse({ dataFolder, snmp: { port, timeoutMs: 400, retries: 1 }, ...given })
  return { config, remove: () => rmSync(dataFolder, { recursive: true, force: true }) }
}
