/**
 * The serial numbers of one contract's rows. A map for each contract, not one for the file: a contract's rows mostly stand
 * together, and a small map is still at hand in the processor. Most serials have one vendor, so a text of both is made for the
 * others only.
 */
export class Serials {
  readonly #first = new Map<string, { row: number; vendorNorm: string }>()
  #others: Map<string, number> | undefined

  /** In which row the contract had it before; undefined: never, and now it has. */
  seen(vendorNorm: string, serialNorm: string, row: number): number | undefined {
    const first = this.#first.get(serialNorm)
    if (!first) this.#first.set(serialNorm, { row, vendorNorm })
    else if (first.vendorNorm === vendorNorm) return first.row
    else {
      this.#others ??= new Map()
      const key = `${serialNorm}\n${vendorNorm}`
      const other = this.#others.get(key)
      if (other === undefined) this.#others.set(key, row)
      return other
    }
    return undefined
  }
}
