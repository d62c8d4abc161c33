import { setTimeout as sleep } from 'node:timers/promises'

/** Packets that may go at once after a pause, as milliseconds' worth of the rate. */
const BURST_MS = 20

/** Lets at most so many packets a second through, evenly; without a rate, all. */
export class Pace {
  readonly #intervalMs: number
  #nextAt = 0

  constructor(packetsPerSecond?: number) {
    this.#intervalMs = packetsPerSecond ? 1000 / packetsPerSecond : 0
  }

  /** Resolves when the caller may send one packet; undefined where it may at once, so that nobody waits for nothing. */
  turn(): Promise<void> | undefined {
    if (!this.#intervalMs) return undefined
    const now = performance.now()
    this.#nextAt = Math.max(this.#nextAt, now - BURST_MS) + this.#intervalMs
    const waitMs = this.#nextAt - this.#intervalMs - now
    return waitMs > 0 ? sleep(waitMs) : undefined
  }
}

/** Runs `act` for every item, `limit` at a time, taking the next when one is done; the first failure ends it. */
export async function eachAtMost<T>(
  limit: number,
  items: Iterable<T> | AsyncIterable<T>,
  act: (item: T) => Promise<void>,
) {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const worker = async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) await act(next.value)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}
