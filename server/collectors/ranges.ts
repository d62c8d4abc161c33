/** First and last address, both looked at, as numbers. */
export type Range = { first: number; last: number }
type Fault = { code: string; message: string }

/** Of all ranges of a network task together: a /20. */
export const mostAddresses = 4096

/**
 * Reads a range as a person writes it: 10.0.0.0/24 (without the network's own and its broadcast address), 10.0.0.1-10.0.0.9, or one
 * IPv4 address. Answers what is wrong with it instead.
 */
export function parseRange(text: string): Range | Fault {
  const slash = text.indexOf('/')
  const range = slash < 0 ? between(text) : network(text.slice(0, slash), text.slice(slash + 1))
  if ('code' in range) return range
  if (range.first >>> 24 === 0 || range.last >= 224 * 2 ** 24)
    return {
      code: 'range_not_polled',
      message: 'Addresses in 0.0.0.0/8 and from 224.0.0.0 on belong to no single device',
    }
  return range
}

const notUnderstood = {
  code: 'range_not_understood',
  message: 'Not a range of IPv4 addresses; write 10.0.0.0/24, 10.0.0.1-10.0.0.9 or 10.0.0.1',
}

function between(text: string): Range | Fault {
  const [from = '', to = from, more] = text.split(/\s*[-–]\s*/)
  const [first, last] = [parseAddress(from), parseAddress(to)]
  if (first === null || last === null || more !== undefined) return notUnderstood
  if (first > last) return { code: 'range_reversed', message: 'The last address comes before the first' }
  return { first, last }
}

function network(address: string, prefix: string): Range | Fault {
  const first = parseAddress(address)
  if (first === null || !/^\d{1,2}$/.test(prefix) || Number(prefix) > 32) return notUnderstood
  const size = 2 ** (32 - Number(prefix))
  if (first % size !== 0)
    return {
      code: 'range_not_a_network',
      message: `A network of this size begins at ${formatAddress(first - (first % size))}`,
    }
  return size > 2 ? { first: first + 1, last: first + size - 2 } : { first, last: first + size - 1 }
}

/** An IPv4 address as a number; null for what is none. No leading zeros: some read them as octal. */
export function parseAddress(text: string): number | null {
  const parts = text.trim().split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0)
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

/** Of ranges that were checked when they were kept. */
export function rangesOf(texts: readonly string[]): Range[] {
  return texts.map(parseRange).filter((range) => 'first' in range)
}

export const isWithin = (ranges: Range[], address: number) =>
  ranges.some(({ first, last }) => address >= first && address <= last)
