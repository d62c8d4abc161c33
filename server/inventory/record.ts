import { z } from 'zod'

export const componentKinds = ['chassis', 'stack', 'module', 'power', 'fan', 'port', 'other', 'software'] as const
export type ComponentKind = (typeof componentKinds)[number]

const text = (max: number) => z.string().max(max).optional()

const component = z.object({
  kind: z.enum(componentKinds),
  name: text(255),
  /** Slot or place, as the device numbers it. */
  position: text(255),
  description: text(1000),
  productId: text(255),
  serial: text(100),
  hardwareVersion: text(100),
  softwareVersion: text(255),
})
export type ComponentRecord = z.output<typeof component>

export const recordLimits = { components: 20_000, recordCharacters: 4 * 1024 * 1024 }

/**
 * One device as any source tells of it: what every reader makes, and a line of our own NDJSON. What is not known is left out;
 * in a partial collection that leaves what was known before.
 */
export const deviceRecord = z.object({
  hostname: text(255),
  address: text(64),
  vendor: text(255),
  serial: text(100),
  productId: text(255),
  productFamily: text(255),
  productName: text(255),
  /** Router, switch, firewall, computer … in the source's words. */
  kind: text(50),
  softwareType: text(50),
  softwareVersion: text(255),
  mac: text(50),
  location: text(255),
  site: text(255),
  sysName: text(255),
  sysDescr: text(4000),
  sysObjectId: text(255),
  sysContact: text(255),
  imageName: text(255),
  featureSet: text(255),
  bootstrapVersion: text(255),
  hardwareVersion: text(100),
  configRegister: text(50),
  installedMemory: text(50),
  installedFlash: text(50),
  lastReset: text(100),
  resetReason: text(255),
  userField1: text(255),
  userField2: text(255),
  userField3: text(255),
  userField4: text(255),
  components: z.array(component).max(recordLimits.components).optional(),
})
export type DeviceRecord = z.output<typeof deviceRecord>

/** Every text field, in the order in which it is kept and compared. */
export const recordFields = Object.keys(deviceRecord.shape).filter((field) => field !== 'components') as Exclude<
  keyof DeviceRecord,
  'components'
>[]

export const findingCodes = [
  'required',
  'text_too_long',
  'invalid_value',
  'invalid_json',
  'too_many_components',
  'no_identity',
  'duplicate',
  'unknown_column',
  'formula',
  'error_value',
  'nested',
  'invalid_address',
  'module_without_chassis',
] as const
export type FindingCode = (typeof findingCodes)[number]

export type Finding = {
  /** Counted from 1 as the file is: line, row of a sheet, record. */
  row: number
  field: string | null
  /** Of a table: the column, 0 is A. */
  place: number | null
  code: FindingCode
  value: string
  params: Record<string, string | number>
}

/** What a reader makes of a row: a device, or what is wrong with it. */
export type ReadItem = { row: number; record: DeviceRecord | null; findings: Finding[] }

/** Checks a record that a source gave, and names every wrong field at once. */
export function readRecord(row: number, given: unknown): ReadItem {
  const checked = deviceRecord.safeParse(given)
  if (checked.success) {
    const { serial, hostname, address } = checked.data
    if (serial?.trim() || hostname?.trim() || address?.trim()) return { row, record: checked.data, findings: [] }
    return { row, record: null, findings: [finding(row, 'no_identity', null)] }
  }
  const findings = checked.error.issues.slice(0, 20).map(({ code, path, maximum, origin }: Issue) => {
    const field = path.join('.') || null
    if (code !== 'too_big') return finding(row, 'invalid_value', field)
    return origin === 'array'
      ? finding(row, 'too_many_components', field, { max: Number(maximum) })
      : finding(row, 'text_too_long', field, { max: Number(maximum) })
  })
  return { row, record: null, findings }
}

type Issue = { code?: string; path: PropertyKey[]; maximum?: number | bigint; origin?: string }

export function finding(
  row: number,
  code: FindingCode,
  field: string | null,
  params: Finding['params'] = {},
  value = '',
): Finding {
  return { row, field, place: null, code, value: value.slice(0, 200), params }
}
