import { z } from 'zod'
import { type ComponentRecord, finding, type ReadItem, readRecord } from './record.ts'

/** A line of our collector's chunks: the only form that tells what it is of. */
export const isCollectorLine = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && (value as Line).polledAt !== undefined && 'kind' in value

type Said = string | null | undefined
type Line = Record<string, Said> & { kind: string; complete?: boolean; components?: Record<string, Said>[] }

const address = z.string().trim().min(1).max(64)

/**
 * A device that our collector read, or one that it did not reach: that one has not vanished. Of one that fell silent halfway, what it
 * did not say may be there all the same.
 */
export function readCollectorLine(row: number, line: Line): ReadItem {
  if (line.kind === 'unreached') {
    const unreached = address.safeParse(cut(line.address, 64))
    if (!unreached.success) return { row, record: null, findings: [finding(row, 'invalid_value', 'address')] }
    return { row, record: null, findings: [], unreached: unreached.data }
  }
  if (line.kind !== 'device' || !Array.isArray(line.components))
    return {
      row,
      record: null,
      findings: [finding(row, 'invalid_value', line.kind === 'device' ? 'components' : 'kind')],
    }
  const chassis = line.components.find((part) => part?.kind === 'chassis')
  const item = readRecord(row, {
    hostname: cut(line.sysName, 255),
    vendor: cut(line.vendor, 255),
    serial: cut(chassis?.serial, 100),
    productId: cut(line.model, 255),
    softwareType: cut(line.family, 50),
    softwareVersion: cut(line.version, 255),
    sysName: cut(line.sysName, 255),
    sysDescr: cut(line.sysDescr, 4000),
    sysObjectId: cut(line.sysObjectId, 255),
    sysContact: cut(line.sysContact, 255),
    hardwareVersion: cut(chassis?.hardwareVersion, 100),
    components: line.components.map(partOf),
    address: cut(line.address, 64),
    location: cut(line.sysLocation, 255),
  })
  if (line.complete === false) item.incomplete = true
  return item
}

const partOf = (part: Record<string, Said>): ComponentRecord =>
  ({
    kind: part?.kind,
    name: cut(part?.name, 255),
    position: cut(part?.id, 255),
    description: cut(part?.description, 1000),
    productId: cut(part?.model, 255),
    serial: cut(part?.serial, 100),
    hardwareVersion: cut(part?.hardwareVersion, 100),
    softwareVersion: cut(part?.softwareVersion ?? part?.firmwareVersion, 255),
  }) as ComponentRecord

/** What devices say may be longer than anybody reads; null is what they did not say. */
const cut = (value: unknown, max: number) =>
  typeof value === 'string' && value.length > max ? value.slice(0, max) : (value ?? undefined)
