import { z } from '@hono/zod-openapi'
import { coverageStates } from '../coverage/index.ts'
import { differenceStatuses } from './difference-queries.ts'
import { componentKinds } from './record.ts'
import { blockedReasons, collectionStates, sources } from './state.ts'

const count = z.number().int()
const params = z.record(z.string(), z.union([z.string(), z.number()]))

const coverage = z.object({
  covered: count,
  expiring: count,
  expired: count,
  notCovered: count,
  otherPartner: count,
  unrecognised: count,
})

export const collectionShape = z
  .object({
    collectionId: z.uuid(),
    customerId: z.uuid(),
    customerName: z.string(),
    inventoryId: z.uuid(),
    inventoryName: z.string(),
    collectorId: z.uuid().nullable(),
    source: z.enum(sources),
    /** Names some of the devices only, or some of what is known of them: the others stay. */
    partial: z.boolean(),
    state: z.enum(collectionStates),
    blockedReason: z.enum(blockedReasons).nullable(),
    fileName: z.string(),
    bytes: z.number(),
    /** Records done of the present work. */
    progress: count,
    /** While it is checked only: what taking it in would do. */
    counts: z
      .object({
        records: count,
        errorRecords: count,
        errors: count,
        duplicates: count,
        devices: count,
        new: count,
        changed: count,
        unchanged: count,
        gone: count,
        unreached: count,
        /** As it was when the collection was taken in. */
        coverage: coverage.optional(),
      })
      .nullable(),
    collectedAt: z.date(),
    createdByName: z.string(),
    createdAt: z.date(),
    endedAt: z.date().nullable(),
  })
  .openapi('Collection')

export const collectionDetail = collectionShape
  .extend({
    sha256: z.string(),
    mode: z.enum(['all', 'good']),
    vendor: z.string(),
    /** Why it failed; of one that was checked: why it would be blocked. */
    fault: z.object({ code: z.string(), params }).nullable(),
    /** Its devices' coverage at this moment; null unless it is done. */
    coverageNow: coverage.nullable(),
    /** Of a blocked one: contract lines of its customer, those that name its devices first, and serials of it. */
    release: z
      .object({
        lines: z.array(
          z.object({
            serial: z.string(),
            vendor: z.string(),
            contractId: z.uuid(),
            contractNumber: z.string(),
            contractTypeName: z.string(),
            supported: z.boolean(),
            endsAt: z.date(),
            collected: z.boolean(),
          }),
        ),
        serials: z.array(z.string()),
      })
      .nullable(),
    forgotten: z.boolean(),
    /** Trying it again can end otherwise: it is blocked, or failed by an error of the portal's own. */
    revalidatable: z.boolean(),
  })
  .openapi('CollectionDetail')

export const findingShape = z
  .object({
    row: count,
    field: z.string().nullable(),
    /** As a spreadsheet names it: A, B, … */
    column: z.string().nullable(),
    code: z.string(),
    value: z.string(),
    params,
  })
  .openapi('CollectionFinding')

export const inventoryShape = z
  .object({
    inventoryId: z.uuid(),
    customerId: z.uuid(),
    customerName: z.string(),
    name: z.string(),
    lastCollectedAt: z.date().nullable(),
    uploadsLeft: count,
  })
  .openapi('InventoryName')

/** What differs of a device, by the field's name; a component by its kind, name and place. */
const change = z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })
export const differenceShape = z
  .object({
    deviceId: z.uuid(),
    status: z.enum(differenceStatuses),
    hostname: z.string(),
    serial: z.string(),
    productId: z.string(),
    address: z.string(),
    changes: z.array(change),
  })
  .openapi('CollectionDifference')

export const deviceShape = z
  .object({
    deviceId: z.uuid(),
    customerId: z.uuid(),
    customerName: z.string(),
    inventoryId: z.uuid(),
    inventoryName: z.string(),
    /** Of a member of a stack: the device that speaks for it. */
    parentId: z.uuid().nullable(),
    hostname: z.string(),
    address: z.string(),
    vendor: z.string(),
    serial: z.string(),
    productId: z.string(),
    productFamily: z.string(),
    kind: z.string(),
    softwareType: z.string(),
    softwareVersion: z.string(),
    mac: z.string(),
    location: z.string(),
    site: z.string(),
    coverage: z.enum(coverageStates),
    coveredUntil: z.date().nullable(),
    /** The contract line names another product than the device does. */
    productDiffers: z.boolean(),
    firstSeenAt: z.date(),
    seenAt: z.date(),
    goneAt: z.date().nullable(),
  })
  .openapi('Device')

const part = {
  /** Its place among the device's parts; 0 in the list of hardware: the device itself. */
  no: count,
  kind: z.enum(componentKinds),
  name: z.string(),
  position: z.string(),
  description: z.string(),
  productId: z.string(),
  serial: z.string(),
  hardwareVersion: z.string(),
  softwareVersion: z.string(),
}

export const hardwareShape = z
  .object({
    deviceId: z.uuid(),
    customerId: z.uuid(),
    customerName: z.string(),
    inventoryName: z.string(),
    hostname: z.string(),
    ...part,
    seenAt: z.date(),
  })
  .openapi('HardwarePart')

export const softwareShape = z
  .object({
    vendor: z.string(),
    softwareType: z.string(),
    softwareVersion: z.string(),
    devices: count,
    customers: count,
  })
  .openapi('SoftwareInUse')

export const deviceDetail = deviceShape
  .extend({
    /** All that was seen of it last, by the field's name. */
    attributes: z.record(z.string(), z.string()),
    components: z.array(z.object(part)),
    members: z.array(z.object({ deviceId: z.uuid(), serial: z.string(), productId: z.string() })),
    /** The chain its coverage rests on: each line that names it, with its contract. */
    lines: z.array(
      z.object({
        lineId: z.uuid(),
        contractId: z.uuid(),
        contractNumber: z.string(),
        contractTypeName: z.string(),
        contractState: z.enum(['active', 'suspended', 'terminated']),
        productId: z.string(),
        serviceLevel: z.string(),
        startsAt: z.date(),
        endsAt: z.date(),
        inForce: z.boolean(),
      }),
    ),
    history: z.array(
      z.object({
        collectionId: z.uuid(),
        inventoryName: z.string(),
        collectedAt: z.date(),
        versionNo: count,
        /** What it saw otherwise than the collection before it. */
        changes: z.array(change),
      }),
    ),
  })
  .openapi('DeviceDetail')

const facet = z.array(
  z.object({
    /** Empty: it is not known; as a filter that is `unstated`. */
    value: z.string(),
    count,
    /** What people call it, where the value is an id. */
    label: z.string().optional(),
  }),
)
export const facetsShape = z
  .object({
    total: count,
    coverage: facet,
    presence: facet,
    customerId: facet,
    inventoryId: facet,
    vendor: facet,
    productId: facet,
    productFamily: facet,
    kind: facet,
    softwareType: facet,
    softwareVersion: facet,
    site: facet,
  })
  .openapi('DeviceFacets')
