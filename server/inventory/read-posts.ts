import type { FileSource } from '../platform/files/read-table.ts'
import { openSource } from './open-source.ts'
import { merged, prepare } from './prepare.ts'
import type { DeviceRecord, ReadItem } from './record.ts'
import type { CollectionRow } from './state.ts'

/**
 * What agents posted to one registration, each piece a message of its own: a device's discovery, its inventory and what changed later
 * are one record here, the later over the earlier and never instead of it. Read twice: first who comes again. Of devices that do not, one
 * message is in memory. `row` is the message's number.
 */
export async function* readPosts(
  posts: FileSource,
  { inventoryId, options }: Pick<CollectionRow, 'inventoryId' | 'options'>,
): AsyncGenerator<ReadItem[]> {
  const devices = new Devices(inventoryId)
  for await (const { record } of items(posts, options)) if (record) devices.note(record)
  devices.count()
  for await (const item of items(posts, options)) {
    const whole = item.record ? devices.join(item.record) : null
    if (!item.record) yield [item]
    else if (whole) yield [{ ...item, record: whole }]
  }
}

async function* items(posts: FileSource, options: CollectionRow['options']): AsyncGenerator<ReadItem> {
  let row = 0
  for await (const post of posts()) {
    row += 1
    const { records } = await openSource(async function* () {
      yield post
    }, options)
    for await (const found of records)
      for (const item of found) yield { ...item, row, findings: item.findings.map((finding) => ({ ...finding, row })) }
  }
}

class Devices {
  readonly #inventoryId: string
  readonly #seen: { identity: string; hasSerial: boolean; address: string }[] = []
  /** Where a device with a serial number is reached; null: several were said to be there. */
  readonly #at = new Map<string, string | null>()
  readonly #left = new Map<string, number>()
  readonly #waiting = new Map<string, DeviceRecord>()

  constructor(inventoryId: string) {
    this.#inventoryId = inventoryId
  }

  note(record: DeviceRecord): void {
    const one = this.#keyOf(record)
    this.#seen.push(one)
    if (!one.hasSerial || !one.address) return
    const known = this.#at.get(one.address)
    this.#at.set(one.address, known === undefined || known === one.identity ? one.identity : null)
  }

  count(): void {
    for (const one of this.#seen.splice(0)) {
      const identity = this.#whose(one)
      this.#left.set(identity, (this.#left.get(identity) ?? 0) + 1)
    }
  }

  /** The record over what was said of the device before; null while more of it is to come. */
  join(record: DeviceRecord): DeviceRecord | null {
    const identity = this.#whose(this.#keyOf(record))
    const left = (this.#left.get(identity) ?? 1) - 1
    this.#left.set(identity, left)
    const before = this.#waiting.get(identity)
    const whole = before ? this.#over(before, record) : record
    if (left > 0) this.#waiting.set(identity, whole)
    else this.#waiting.delete(identity)
    return left > 0 ? null : whole
  }

  #over(before: DeviceRecord, record: DeviceRecord): DeviceRecord {
    const [device] = prepare(record, this.#inventoryId)
    return device ? merged(before, device, this.#inventoryId).record : record
  }

  #keyOf(record: DeviceRecord) {
    const [device] = prepare(record, this.#inventoryId)
    return { identity: device?.identity ?? '', hasSerial: device?.serialNorm !== '', address: record.address ?? '' }
  }

  /** What tells only its address is the device with a serial number that is reached there, if one is. */
  #whose({ identity, hasSerial, address }: { identity: string; hasSerial: boolean; address: string }): string {
    return hasSerial ? identity : (this.#at.get(address) ?? identity)
  }
}
