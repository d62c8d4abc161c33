import type { Choice, NamedCredential } from '../config/credentials.ts'
import type { Config } from '../config/schema.ts'
import { type FailureReason, SnmpFailure } from '../snmp/failure.ts'
import { Pace } from '../snmp/pace.ts'
import { DeviceSession, type Manners } from '../snmp/session.ts'

export function mannersOf({ snmp }: Config): Manners {
  return {
    timeoutMs: snmp.timeoutMs,
    retries: snmp.retries,
    deadlineMs: snmp.deadlineSeconds * 1000,
    maxRepetitions: snmp.maxRepetitions,
    packetsPerSecondPerDevice: snmp.packetsPerSecondPerDevice,
    pace: new Pace(snmp.packetsPerSecond),
  }
}

export type Asked = { address: string; port: number; manners: Manners; choose: Choice; credential?: string | undefined }

/** What a device said is worth more than that it said nothing: this is what of several tries is reported. */
const telling: FailureReason[] = [
  'key',
  'privacy',
  'level',
  'user',
  'refused',
  'late',
  'malformed',
  'silent',
  'address',
]

/**
 * Reads a device with the first credential that it answers to, what is known to work first.
 * @throws {SnmpFailure} the most telling, where it answers to none
 */
export async function withDevice<T>(
  { address, port, manners, choose, credential }: Asked,
  read: (session: DeviceSession, credential: NamedCredential) => Promise<T>,
): Promise<T> {
  const failures: SnmpFailure[] = []
  for (const named of choose(address, credential)) {
    const session = new DeviceSession({ address, port }, named.credential, manners)
    try {
      return await read(session, named)
    } catch (error) {
      if (!(error instanceof SnmpFailure)) throw error
      failures.push(error)
      if (error.reason === 'address') break
    } finally {
      session.close()
    }
  }
  failures.sort((a, b) => telling.indexOf(a.reason) - telling.indexOf(b.reason))
  throw failures[0] ?? new SnmpFailure('silent', 'no credential is for this address')
}
