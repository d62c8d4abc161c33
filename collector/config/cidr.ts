import { isIPv4 } from 'node:net'

export type Cidr = { first: number; last: number }

/** An IPv4 network (`10.0.0.0/24`) or one address, as numbers; undefined where it is neither. */
export function cidrOf(text: string): Cidr | undefined {
  const [address = '', length = '32', more] = text.split('/')
  if (!isIPv4(address) || !/^\d{1,2}$/.test(length) || Number(length) > 32 || more !== undefined) return undefined
  const size = 2 ** (32 - Number(length))
  const first = Math.floor(numberOf(address) / size) * size
  return { first, last: first + size - 1 }
}

export function sizeOf(text: string): number {
  const network = cidrOf(text)
  return network ? network.last - network.first + 1 : 0
}

/** Whether an address lies in one of the networks; what is no IPv4 address lies in none. */
export function liesIn(address: string, networks: Cidr[]): boolean {
  if (!isIPv4(address)) return false
  const number = numberOf(address)
  return networks.some(({ first, last }) => number >= first && number <= last)
}

/** Every host's address of a network: without its own and the broadcast address, where it has them. */
export function* hostsOf({ first, last }: Cidr): Generator<string> {
  const ends = last - first >= 3 ? 1 : 0
  for (let number = first + ends; number <= last - ends; number++) yield addressOf(number)
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0)
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.')
}
