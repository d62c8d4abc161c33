import { isIPv4 } from 'node:net'
import { readCells, readColumns } from '../snmp/columns.ts'
import type { DeviceSession } from '../snmp/session.ts'

/** lldpRemManAddrIfSubtype: the address is in its index, behind the remote's own three numbers. */
const lldpManagementAddress = '1.0.8802.1.1.2.1.4.2.1.3'
const REMOTE_NUMBERS = 3
const IPV4 = '1'
/** cdpCacheAddress: four bytes where it is IPv4. */
const cdpCacheAddress = '1.3.6.1.4.1.9.9.23.1.2.1.1.4'

export type Neighbour = { address: string; by: 'lldp' | 'cdp' }

/** The management addresses (IPv4) that a device's neighbours announce to it. @throws {SnmpFailure} */
export async function readNeighbours(session: DeviceSession): Promise<Neighbour[]> {
  const found: Neighbour[] = []
  for (const index of (await readColumns(session, [lldpManagementAddress])).get(lldpManagementAddress)?.indices ?? []) {
    const [subtype, length, ...bytes] = index.split('.').slice(REMOTE_NUMBERS)
    if (subtype === IPV4 && length === '4') found.push({ address: bytes.join('.'), by: 'lldp' })
  }
  const addresses = await readCells(session, [cdpCacheAddress], ({ value }) => value)
  for (const value of addresses.get(cdpCacheAddress)?.cells ?? [])
    if (Buffer.isBuffer(value) && value.length === 4) found.push({ address: [...value].join('.'), by: 'cdp' })
  return found.filter(({ address }) => isIPv4(address) && !address.startsWith('0.') && !address.startsWith('127.0.0.'))
}
