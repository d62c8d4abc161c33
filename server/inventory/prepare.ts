import { hash } from 'node:crypto'
import { serialKey, vendorKey } from '../coverage/index.ts'
import { normalise } from '../platform/normalise.ts'
import { type ComponentRecord, type DeviceRecord, recordFields } from './record.ts'

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
  /** SHA-256's first 16 bytes, in hexadecimal: of what it is, and of where. */
  contentHash: string
  placeHash: string
}

/**
 * A record as the devices it speaks of: itself and, where it has several chassis with serial numbers of their own, a member for
 * each further one (a stack of three is three devices that contract lines cover one by one).
 */
export function prepare(record: DeviceRecord, inventoryId: string): Prepared[] {
  const clean = tidy(record)
  const chassis = (clean.components ?? []).filter(({ kind, serial }) => kind === 'chassis' && serial)
  const own = serialKey(clean.serial ?? '') || serialKey(chassis[0]?.serial ?? '')
  if (own && !serialKey(clean.serial ?? '')) clean.serial = chassis[0]?.serial ?? own
  const main = prepared(clean, inventoryId, null)
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
  return {
    ...tidy({ hostname, address, vendor, productFamily, kind, softwareType, softwareVersion, location, site }),
    ...tidy({
      serial: part.serial,
      productId: part.productId || device.productId,
      productName: part.description,
      hardwareVersion: part.hardwareVersion,
      ...(part.softwareVersion && { softwareVersion: part.softwareVersion }),
    }),
  }
}

/** Without blanks around texts and without empty ones, in one order: alike devices are alike texts. */
function tidy(record: Record<string, unknown>): DeviceRecord {
  const clean: Record<string, unknown> = {}
  for (const field of recordFields) {
    const value = (record[field] as string | undefined)?.trim()
    if (value) clean[field] = value
  }
  if (record.components) clean.components = (record.components as ComponentRecord[]).map(tidyComponent)
  return clean as DeviceRecord
}

const componentFields = [
  'name',
  'position',
  'description',
  'productId',
  'serial',
  'hardwareVersion',
  'softwareVersion',
] as const

function tidyComponent(given: ComponentRecord): ComponentRecord {
  const clean: ComponentRecord = { kind: given.kind }
  for (const field of componentFields) {
    const value = given[field]?.trim()
    if (value) clean[field] = value
  }
  return clean
}

function prepared(record: DeviceRecord, inventoryId: string, parent: string | null): Prepared {
  const vendor = vendorKey(record.vendor ?? '')
  const serialNorm = serialKey(record.serial ?? '')
  const nameNorm = normalise(record.hostname ?? '')
  const { address, location, site, ...rest } = record
  const place = JSON.stringify({ address, location, site })
  const content = JSON.stringify(rest)
  return {
    identity: serialNorm
      ? `${vendor}/${serialNorm}`
      : `~${inventoryId}/${record.address ? `address ${record.address}` : `name ${nameNorm}`}`,
    parent,
    record,
    vendorKey: vendor,
    serialNorm,
    nameNorm,
    attributes: place === '{}' ? content : content === '{}' ? place : `${content.slice(0, -1)},${place.slice(1)}`,
    contentHash: short(content),
    placeHash: short(place + parent),
  }
}

const short = (text: string) => hash('sha256', text).slice(0, 32)

/**
 * What a partial collection says over what was known: a section that is not there stays as it was (merge, never replace).
 */
export function merged(known: DeviceRecord, said: Prepared, inventoryId: string): Prepared {
  return prepared(tidy({ ...known, ...said.record }), inventoryId, said.parent)
}
