import snmp, { type Session, type User } from 'net-snmp'
import { type Credential, libraryUser } from './credential.ts'
import { failureOf, SnmpFailure } from './failure.ts'
import { Pace } from './pace.ts'
import type { Varbind } from './text.ts'

export type Manners = {
  /** For the first try; twice as long for each further one. */
  timeoutMs: number
  /** Further tries of a request that got no answer. */
  retries: number
  /** A device that takes longer than this, all in all, is left. */
  deadlineMs: number
  /** Rows asked for in one GETBULK. */
  maxRepetitions: number
  packetsPerSecondPerDevice?: number | undefined
  /** What all devices share. */
  pace: Pace
}

/** Sessions after which the library's localised keys are dropped: it keeps those of every engine it ever met. */
const SESSIONS_A_CACHE = 1000
let sessionsOfVersion3 = 0

function forgetKeysAtTimes(): void {
  sessionsOfVersion3 += 1
  if (sessionsOfVersion3 % SESSIONS_A_CACHE === 0) Object.assign(snmp.Authentication, { authToKeyCache: {} })
}

export type Target = { address: string; port: number }
export type Request = { kind: 'get' | 'next' | 'bulk'; oids: string[]; repetitions: number }

/** One device, asked with one credential: politely, again where an answer is lost, and not for ever. */
export class DeviceSession {
  readonly manners: Manners
  readonly #session: Session
  readonly #pace: Pace
  readonly #endsAt: number
  /** Told of each request that is answered; benchmarks repeat them. */
  onAnswered: ((request: Request) => void) | undefined

  constructor({ address, port }: Target, credential: Credential, manners: Manners) {
    const options = {
      port,
      retries: 0, // Ours, so that a repeated packet waits for its turn as well.
      timeout: manners.timeoutMs,
      transport: address.includes(':') ? ('udp6' as const) : ('udp4' as const),
      backwardsGetNexts: true, // Columns are checked one by one (columns.ts).
    }
    if (credential.version === '3') forgetKeysAtTimes()
    this.manners = manners
    this.#pace = new Pace(manners.packetsPerSecondPerDevice)
    this.#endsAt = performance.now() + manners.deadlineMs
    this.#session =
      credential.version === '3'
        ? snmp.createV3Session(address, libraryUser(credential) as User, options as never)
        : snmp.createSession(address, credential.community, { ...options, version: snmp.Version2c })
    // Of a packet that cannot be read; its request runs into its time-out.
    this.#session.on('error', () => {})
  }

  /** @throws {SnmpFailure} */
  get(oids: string[]): Promise<Varbind[]> {
    return this.#ask({ kind: 'get', oids, repetitions: 0 })
  }

  /**
   * What follows each OID, a list each, the lists perhaps of different length: an answer ends where the packet does.
   * @throws {SnmpFailure}
   */
  async behind(oids: string[], repetitions: number): Promise<Varbind[][]> {
    if (repetitions > 1) return this.#ask({ kind: 'bulk', oids, repetitions })
    return (await this.#ask<Varbind[]>({ kind: 'next', oids, repetitions })).map((varbind) => [varbind])
  }

  close(): void {
    this.#session.close()
  }

  async #ask<T>(request: Request): Promise<T> {
    let timeoutMs = this.manners.timeoutMs
    for (let left = this.manners.retries; ; left--) {
      const turn = this.manners.pace.turn()
      if (turn) await turn
      const own = this.#pace.turn()
      if (own) await own
      const remainingMs = this.#endsAt - performance.now()
      if (remainingMs <= 0) throw new SnmpFailure('late', `not done within ${this.manners.deadlineMs} ms`)
      try {
        const answer = await this.#send<T>(request, Math.min(timeoutMs, remainingMs))
        this.onAnswered?.(request)
        return answer
      } catch (error) {
        const failure = failureOf(error as Error)
        const again = failure.reason === 'silent' || /not in time window/i.test(failure.message)
        if (!again || left <= 0) throw failure
        timeoutMs *= 2
      }
    }
  }

  #send<T>({ kind, oids, repetitions }: Request, timeoutMs: number): Promise<T> {
    const session = this.#session
    Object.assign(session, { timeout: timeoutMs })
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, varbinds?: unknown) => (error ? reject(error) : resolve(varbinds as T))
      if (kind === 'get') session.get(oids, done)
      else if (kind === 'next') session.getNext(oids, done)
      else session.getBulk(oids, 0, repetitions, done)
    })
  }
}
