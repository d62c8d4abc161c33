import { readFileSync } from 'node:fs'

/** One value of a dump, as the SNMP library writes it. */
type Value = { type: number; value: Buffer | string | number | null }
export type Varbind = { oid: string } & Value

/** What a device answers, in the order of its OIDs. */
export type Dump = {
  get(oid: string): Value | undefined
  /** The first value behind an OID; undefined at the end of the dump. */
  next(oid: string): Varbind | undefined
  size: number
}

const OCTET_STRING = 4
const NULL = 5
const OID = 6
const IP_ADDRESS = 64
const OPAQUE = 68
const COUNTER64 = 70

/**
 * Reads `OID|TYPE|VALUE` lines (snmpsim's format). TYPE is the ASN.1 tag in decimal, with an `x` where the value is in
 * hexadecimal. A line that is none (an empty one, a value's second line) is passed over.
 */
export function readDump(file: string): Dump {
  return parseDump(readFileSync(file))
}

export function parseDump(bytes: Buffer | string): Dump {
  // One character a byte, so that a value is exactly what the file holds.
  const text = typeof bytes === 'string' ? Buffer.from(bytes).toString('latin1') : bytes.toString('latin1')
  const values = new Map<string, Value>()
  for (const line of text.split('\n')) {
    const [, oid, tag, hex, raw = ''] = /^\.?([\d.]+)\|(\d+)(x?)(?::\w+)?\|(.*?)\r?$/s.exec(line) ?? []
    if (oid === undefined) continue
    const bytesOf = Buffer.from(raw, hex ? 'hex' : 'latin1')
    values.set(oid, { type: Number(tag), value: decoded(Number(tag), bytesOf, raw) })
  }
  const sorted = [...values.keys()].map((oid) => ({ oid, parts: partsOf(oid) }))
  sorted.sort((a, b) => compare(a.parts, b.parts))
  const place = new Map(sorted.map(({ oid }, at) => [oid, at]))
  return {
    size: sorted.length,
    get: (oid) => values.get(oid),
    next(oid) {
      const known = place.get(oid)
      const found = sorted[known === undefined ? firstBehind(sorted, partsOf(oid)) : known + 1]
      return found && { oid: found.oid, ...(values.get(found.oid) as Value) }
    },
  }
}

function decoded(type: number, bytes: Buffer, raw: string): Value['value'] {
  if (type === NULL) return null
  if (type === OID) return raw.replace(/^\./, '')
  if (type === IP_ADDRESS) return /^[\d.]+$/.test(raw) ? raw : [...bytes].join('.')
  if (type === OCTET_STRING || type === OPAQUE) return bytes
  if (type === COUNTER64) {
    const wide = Buffer.alloc(8)
    wide.writeBigUInt64BE(BigInt.asUintN(64, BigInt(raw || '0')))
    return wide
  }
  return Number(raw)
}

function partsOf(oid: string): number[] {
  return oid.split('.').map(Number)
}

function compare(a: number[], b: number[]): number {
  const common = Math.min(a.length, b.length)
  for (let at = 0; at < common; at++) {
    const difference = (a[at] as number) - (b[at] as number)
    if (difference) return difference
  }
  return a.length - b.length
}

function firstBehind(sorted: { parts: number[] }[], parts: number[]): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare((sorted[middle] as { parts: number[] }).parts, parts) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
