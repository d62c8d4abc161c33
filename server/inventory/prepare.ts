import { hash } from 'node:crypto'
import { serialKey, vendorKey } from '../coverage/index.ts'
import { normalise } from '../platform/normalise.ts'
import { type ComponentRecord, type DeviceRecord, tidy } from './record.ts'

/** A device of a collection, ready to be compared with what is known and to be written. */
export type Prepared = {
  /** Vendor and serial; without a usable serial the address, else the name, within the inventory. */
  identity: string
  /** Identity of the device that speaks for this one: a stack for its members. */
  parent: string | null
  record: DeviceRecord
  vendorKey: string
  serialNorm: string
  nameNorm: string
  /** JSON of what is kept. */
  attributes: string
  /** Fell silent halfway: what it did not say stays as it was. */
  incomplete?: true
  /** SHA-256's first 16 bytes, in hexadecimal: of what it is, and of where. */
  contentHash: string
  placeHash: string
}

/**
 * A record as the devices it speaks of: itself and, where it has several chassis with serial numbers of their own, a member for
 * each further one (a stack of three is three devices that contract lines cover one by one).
 */
export function prepare(record: DeviceRecord, inventoryId: string): Prepared[] {
  const chassis = (record.components ?? []).filter(({ kind, serial }) => kind === 'chassis' && serial)
  let clean = record
  const [first] = chassis
  if (first?.serial && serialKey(first.serial) && !serialKey(record.serial ?? ''))
    clean = ordered({ ...record, serial: first.serial })
  const main = prepared(clean, inventoryId, null)
  if (chassis.length < 2) {
    const serial = serialKey(first?.serial ?? '')
    if (!serial || serial === main.serialNorm) return [main]
  }
  const seen = new Set(['', main.serialNorm])
  const members = chassis.flatMap((part) => {
    const serial = serialKey(part.serial ?? '')
    if (seen.has(serial)) return []
    seen.add(serial)
    return [prepared(memberOf(clean, part), inventoryId, main.identity)]
  })
  return [main, ...members]
}

function memberOf(device: DeviceRecord, part: ComponentRecord): DeviceRecord {
  const { hostname, vendor, productFamily, kind, softwareType, softwareVersion, location, site, address } = device
  return ordered({
    ...{ hostname, address, vendor, productFamily, kind, softwareType, location, site },
    serial: part.serial,
    productId: part.productId || device.productId,
    productName: part.description?.slice(0, 255),
    hardwareVersion: part.hardwareVersion,
    softwareVersion: part.softwareVersion || softwareVersion,
  })
}

/** In the order of the record's fields. */
function ordered(record: DeviceRecord): DeviceRecord {
  const clean = tidy(record)
  if (!clean) throw new Error('a record that was read is no record')
  return clean
}

function prepared(record: DeviceRecord, inventoryId: string, parent: string | null): Prepared {
  const vendor = vendorKey(record.vendor ?? '')
  const serialNorm = serialKey(record.serial ?? '')
  const nameNorm = normalise(record.hostname ?? '')
  const { address, location, site } = record
  // Where it is comes last in a record.
  const place = JSON.stringify({ address, location, site })
  const attributes = JSON.stringify(record)
  return {
    identity: serialNorm
      ? `${vendor}/${serialNorm}`
      : `~${inventoryId}/${address ? `address ${address}` : `name ${nameNorm}`}`,
    parent,
    record,
    vendorKey: vendor,
    serialNorm,
    nameNorm,
    attributes,
    contentHash: short(attributes.slice(0, attributes.length - place.length + 1).replace(/,$/, '')),
    placeHash: short(place + parent),
  }
}

/** What a device is found by beside its name, serial number and address; one spelling, no tab or line end in it. */
export function searchTextOf({ productId, location, sysName, sysDescr, components = [] }: DeviceRecord): string {
  const printed = new Set<string>()
  for (const { serial, productId: product } of components) {
    if (serial) printed.add(serial)
    if (product) printed.add(product)
  }
  return normalise([productId, location, sysName, sysDescr, ...printed].filter(Boolean).join(' '))
}

const short = (text: string) => hash('sha256', text).slice(0, 32)

/**
 * What a partial collection says over what was known: a section that is not there stays as it was (merge, never replace). So do the
 * parts of a device that fell silent before it named them all.
 */
export function merged(
  known: DeviceRecord,
  { record, parent, incomplete }: Pick<Prepared, 'record' | 'parent' | 'incomplete'>,
  inventoryId: string,
): Prepared {
  const components = incomplete && known.components ? known.components : (record.components ?? known.components)
  return prepared(ordered({ ...known, ...record, ...(components && { components }) }), inventoryId, parent)
}
