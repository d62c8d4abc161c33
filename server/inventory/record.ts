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
  // Where it is, last: what it is comes before, as one text.
  address: text(64),
  location: text(255),
  site: text(255),
})
export type DeviceRecord = z.output<typeof deviceRecord>

const fieldsOf = <Shape extends Record<string, z.ZodType>>(shape: Shape) =>
  Object.entries(shape).map(([name, type]) => ({
    name,
    /** Characters of a text; null: it is none. */
    max:
      type instanceof z.ZodOptional && type.unwrap() instanceof z.ZodString
        ? (type.unwrap() as z.ZodString).maxLength
        : null,
  }))
const deviceFields = fieldsOf(deviceRecord.shape)
/** Names of what can be said of a device, beside its components. */
export const deviceFieldNames: ReadonlySet<string> = new Set(deviceFields.map(({ name }) => name))
const componentFields = fieldsOf(component.shape)
const kinds = new Set<unknown>(componentKinds)

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
export type ReadItem = {
  row: number
  record: DeviceRecord | null
  findings: Finding[]
  /** Address of a device that was to be read and did not answer. */
  unreached?: string
  /** The device fell silent halfway. */
  incomplete?: true
}

/**
 * Checks a record that a source gave, and names every wrong field at once. Texts come without blanks around them, empty ones not at all,
 * fields in one order: alike devices are alike texts.
 */
export function readRecord(row: number, given: unknown): ReadItem {
  // The schema itself takes longer than reading the line; it is asked only about what is wrong.
  const record = tidy(given)
  if (record) {
    if (record.serial || record.hostname || record.address) return { row, record, findings: [] }
    return { row, record: null, findings: [finding(row, 'no_identity', null)] }
  }
  const checked = deviceRecord.safeParse(given)
  if (checked.success) throw new Error('tidy() and the schema disagree')
  const findings = checked.error.issues.slice(0, 20).map(({ code, path, maximum, origin }: Issue) => {
    const field = path.join('.') || null
    if (code !== 'too_big') return finding(row, 'invalid_value', field)
    return origin === 'array'
      ? finding(row, 'too_many_components', field, { max: Number(maximum) })
      : finding(row, 'text_too_long', field, { max: Number(maximum) })
  })
  return { row, record: null, findings }
}

/** A record as it is kept; null when the schema does not take it. */
export function tidy(given: unknown): DeviceRecord | null {
  const record = texts(given, deviceFields)
  if (!record) return null
  const { components } = given as { components?: unknown }
  if (components === undefined) return record as DeviceRecord
  if (!Array.isArray(components) || components.length > recordLimits.components) return null
  const parts = record.components as ComponentRecord[]
  for (const part of components) {
    const clean = texts(part, componentFields)
    if (!clean || !kinds.has(clean.kind)) return null
    parts.push(clean as ComponentRecord)
  }
  return record as DeviceRecord
}

function texts(given: unknown, fields: typeof deviceFields): Record<string, unknown> | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null
  const clean: Record<string, unknown> = {}
  for (const { name, max } of fields) {
    const value = (given as Record<string, unknown>)[name]
    if (value === undefined) continue
    if (max === null) {
      clean[name] = name === 'components' ? [] : value // keeps its place
      continue
    }
    if (typeof value !== 'string' || value.length > max) return null
    const text = value.trim()
    if (text !== '') clean[name] = text
  }
  return clean
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
