import { isIP } from 'node:net'
import { type OpenedTable, type ReadCell, TableFault } from '../platform/files/table.ts'
import { normalise } from '../platform/normalise.ts'
import {
  type ComponentKind,
  type ComponentRecord,
  type DeviceRecord,
  type Finding,
  type FindingCode,
  finding,
  type ReadItem,
  readRecord,
  recordLimits,
} from './record.ts'

type Field = Exclude<keyof DeviceRecord, 'components'> | 'componentKind'

/** Names that columns have, compared without capitals, accents and punctuation; the first is ours. */
const columnNames: Partial<Record<Field, string[]>> = {
  hostname: ['hostname', 'host name', 'name', 'device name', 'nombre', 'equipo'],
  address: ['ip address', 'ip', 'management address', 'primary ip4', 'primary ip', 'primary ip6', 'direccion ip'],
  serial: ['serial number', 'serial', 'serial no', 's n', 'numero de serie', 'serie'],
  productId: ['product id', 'pid', 'part number', 'device type', 'model', 'type', 'id de producto', 'modelo'],
  vendor: ['vendor', 'manufacturer', 'device type manufacturer', 'fabricante'],
  mac: ['mac address', 'mac', 'direccion mac'],
  location: ['sys location', 'location', 'ubicacion'],
  site: ['site', 'sede'],
  softwareType: ['sw type', 'software type', 'platform', 'os', 'tipo de software'],
  softwareVersion: ['sw version', 'software version', 'version', 'version de software'],
  productFamily: ['product family', 'family', 'familia'],
  kind: ['role', 'device role', 'ne type', 'rol'],
  componentKind: ['hw type', 'hardware type', 'component', 'tipo de hardware'],
}

const plain = (text: string) =>
  normalise(text.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** NetBox's export of devices names role, site and type; a list by hand does not. */
export function tableKind(header: readonly string[]): 'csv' | 'netbox' {
  const names = new Set(header.map(plain))
  const has = (...any: string[]) => any.some((name) => names.has(name))
  return has('role', 'device role') && has('site') && has('type', 'device type') ? 'netbox' : 'csv'
}

/** @throws TableFault no_known_column where the header is not that of an inventory: not each of a million rows need say so */
export function requireKnownColumn(header: readonly string[]): void {
  if (placesOf(header).size === 0) throw new TableFault('no_known_column')
}

const required: Record<'csv' | 'netbox', Field[]> = {
  csv: ['hostname', 'address', 'serial', 'productId'],
  netbox: ['hostname'],
}

const kinds: Record<string, ComponentKind> = {
  chassis: 'chassis',
  module: 'module',
  fan: 'fan',
  'power supply': 'power',
  power: 'power',
  other: 'other',
}

/**
 * Rows of a table as devices. A chassis' modules are the rows below it with the same host name and address: they become its
 * components, and another chassis among them a member of the stack. Every wrong cell of every row is named.
 */
export async function* readTableRecords(table: OpenedTable, options: { vendor: string }): AsyncGenerator<ReadItem[]> {
  const source = tableKind(table.header)
  const places = placesOf(table.header)
  const missing = required[source].filter((field) => !places.has(field))
  let device: { row: number; key: string; record: DeviceRecord | null; findings: Finding[] } | null = null
  const finished = (): ReadItem[] => {
    if (!device) return []
    const { row, record, findings } = device
    if (!record || findings.length > 0) return [{ row, record: null, findings }]
    const item = readRecord(row, record)
    for (const wrong of item.findings) wrong.place = places.get(wrong.field as Field) ?? null
    return [item]
  }
  for await (const rows of table.rows) {
    const items: ReadItem[] = []
    for (const { row, cells } of rows) {
      const read = readRow(row, cells, places)
      const { hostname = '', address = '' } = read.values
      const key = `${hostname}\n${address}`
      if (source === 'csv' && device && key === device.key) {
        addComponent(device.record, read.values)
        device.findings.push(...read.findings)
        continue
      }
      items.push(...finished())
      for (const field of required[source]) if (!read.values[field]) read.wrong('required', field)
      if (address && isIP(address) === 0) read.wrong('invalid_address', 'address')
      for (const field of missing) read.wrong('required', field)
      device = { row, key, record: recordOf(read.values, options), findings: unique(read.findings) }
    }
    if (items.length > 0) yield items
  }
  const last = finished()
  if (last.length > 0) yield last
}

function placesOf(header: readonly string[]): Map<Field, number> {
  const names = header.map(plain)
  const places = new Map<Field, number>()
  for (const [field, known] of Object.entries(columnNames) as [Field, string[]][]) {
    // In the order of the names: `name` is taken for the host only where nothing says host name.
    for (const name of known) {
      const place = names.indexOf(name)
      if (place < 0 || [...places.values()].includes(place)) continue
      places.set(field, place)
      break
    }
  }
  return places
}

type Values = Partial<Record<Field, string>>

function readRow(row: number, cells: ReadCell[], places: Map<Field, number>) {
  const values: Values = {}
  const findings: Finding[] = []
  const wrong = (code: FindingCode, field: Field) =>
    findings.push({ ...finding(row, code, field, {}, values[field]), place: places.get(field) ?? null })
  for (const [field, place] of places) {
    const cell = cells[place] ?? ''
    if (typeof cell === 'object') wrong(cell.fault, field)
    else values[field] = String(cell).trim()
  }
  // NetBox writes an address with its network.
  if (values.address) values.address = values.address.replace(/\/\d{1,3}$/, '')
  return { values, findings, wrong }
}

function recordOf(values: Values, options: { vendor: string }): DeviceRecord {
  const { componentKind, ...device } = values
  return { ...device, vendor: device.vendor || options.vendor }
}

/** One more than a record may have is enough for it to be refused. */
function addComponent(record: DeviceRecord | null, values: Values): void {
  if (!record || (record.components?.length ?? 0) > recordLimits.components) return
  record.components ??= []
  record.components.push(componentOf(values))
}

function componentOf(values: Values): ComponentRecord {
  return {
    kind: kinds[plain(values.componentKind ?? '')] ?? 'module',
    productId: values.productId,
    serial: values.serial,
    softwareVersion: values.softwareVersion,
  }
}

const unique = (findings: Finding[]) => [...new Map(findings.map((one) => [`${one.code} ${one.field}`, one])).values()]
