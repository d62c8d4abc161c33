import { type Dump, parseDump } from './snmprec.ts'

/*
 * Devices that nobody makes, in the shape that real ones answer in: for tests, benchmarks and the demonstration. Their serials
 * are given; nothing here is taken from anybody's device.
 */

export type InventedPart = {
  index: number
  parent: number
  /** As in ENTITY-MIB: 3 chassis, 6 power, 7 fan, 9 module, 10 port, 11 stack. */
  class: number
  description?: string
  name?: string
  software?: string
  serial?: string
  model?: string
  manufacturer?: string
}

export type InventedDevice = {
  descr: string
  /** sysObjectID. */
  objectId: string
  name: string
  location?: string
  parts?: InventedPart[]
  /** Further values, by OID; a string is an octet string. */
  values?: Record<string, string | number>
}

const system = '1.3.6.1.2.1.1'
const entPhysicalEntry = '1.3.6.1.2.1.47.1.1.1.1'

export function invent({ descr, objectId, name, location = '', parts = [], values = {} }: InventedDevice): Dump {
  const lines = [
    text(`${system}.1.0`, descr),
    `${system}.2.0|6|${objectId}`,
    text(`${system}.5.0`, name),
    text(`${system}.6.0`, location),
    ...parts.flatMap(rowOf),
    ...Object.entries(values).map(([oid, value]) =>
      typeof value === 'number' ? `${oid}|2|${value}` : text(oid, value),
    ),
  ]
  return parseDump(lines.join('\n'))
}

function rowOf(part: InventedPart): string[] {
  const at = (column: number) => `${entPhysicalEntry}.${column}.${part.index}`
  return [
    text(at(2), part.description ?? ''),
    `${at(4)}|2|${part.parent}`,
    `${at(5)}|2|${part.class}`,
    text(at(7), part.name ?? ''),
    text(at(8), ''),
    text(at(9), ''),
    text(at(10), part.software ?? ''),
    text(at(11), part.serial ?? ''),
    text(at(12), part.manufacturer ?? ''),
    text(at(13), part.model ?? ''),
  ]
}

function text(oid: string, value: string): string {
  return `${oid}|4x|${Buffer.from(value).toString('hex')}`
}

const PORTS = 56
const FIRST_PORT = 100

/** A stack of switches: 66 rows of ENTITY-MIB with two members. Its serials follow from `number`. */
export function inventedStack(number: number, members = 2): InventedDevice {
  const version = '17.9.4'
  const model = 'C9300-48P'
  const parts: InventedPart[] = [{ index: 1, parent: 0, class: 11, name: 'Stack', description: 'Switch stack' }]
  for (let member = 1; member <= members; member++) {
    const index = member * 1000
    const serial = `PGX${String(number).padStart(6, '0')}${member}`
    parts.push(
      { index, parent: 1, class: 3, name: `Switch ${member}`, software: version, serial, model },
      {
        index: index + 1,
        parent: index,
        class: 6,
        name: 'Power Supply A',
        serial: `PGP${serial.slice(3)}`,
        model: 'PWR-715',
      },
      { index: index + 2, parent: index, class: 7, name: 'Fan 1', description: 'Fan' },
      {
        index: index + 3,
        parent: index,
        class: 9,
        name: 'Uplink Module',
        serial: `PGM${serial.slice(3)}`,
        model: 'NM-8X',
      },
    )
    for (let port = 0; port < PORTS / members; port++)
      parts.push({
        index: index + FIRST_PORT + port,
        parent: index,
        class: 10,
        name: `GigabitEthernet${member}/0/${port + 1}`,
      })
  }
  return {
    descr: `Cisco IOS Software [Cupertino], Catalyst L3 Switch Software (CAT9K_IOSXE), Version ${version}, RELEASE SOFTWARE (fc1)`,
    objectId: '1.3.6.1.4.1.9.1.2494',
    name: `switch-${number}`,
    location: 'Rack 1',
    parts,
  }
}
