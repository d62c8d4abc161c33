/**
 * The lines of a file's rows so far, to find those that come twice. Lists of row numbers by a hash of contract and serial number: as
 * entries of a Map, 200,000 lines would be as many objects for the collector of garbage to move, with a text of all three to be
 * made as each one's key. The hash begins at random, so that nobody can prepare a file whose lines all meet.
 */
export class LinesSeen {
  /** By hash, the last line that has it, and by line the one before; 0: none. */
  readonly #last = new Int32Array(SIZE)
  readonly #before = [0]
  readonly #row = [0]
  readonly #contract = [0]
  readonly #serial = ['']
  readonly #vendor = ['']
  readonly #seed = crypto.getRandomValues(new Int32Array(1))[0] ?? 0

  /** In which row a contract had this line before; undefined: never, and now it has. */
  take(contractNo: number, vendorNorm: string, serialNorm: string, row: number): number | undefined {
    const place = this.#hash(contractNo, serialNorm)
    const last = this.#last[place] ?? 0
    for (let at = last; at > 0; at = this.#before[at] ?? 0)
      if (this.#contract[at] === contractNo && this.#serial[at] === serialNorm && this.#vendor[at] === vendorNorm)
        return this.#row[at]
    this.#last[place] = this.#row.length
    this.#before.push(last)
    this.#row.push(row)
    this.#contract.push(contractNo)
    this.#serial.push(serialNorm)
    this.#vendor.push(vendorNorm)
    return undefined
  }

  #hash(contractNo: number, serialNorm: string): number {
    let hash = this.#seed ^ contractNo
    for (let at = 0; at < serialNorm.length; at += 1) hash = Math.imul(hash ^ serialNorm.charCodeAt(at), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
    return (hash ^ (hash >>> 16)) & (SIZE - 1)
  }
}

/** More than the rows that a file may have, a power of two. */
const SIZE = 2 ** 18
