import { z } from '@hono/zod-openapi'

/** What a registration goes through: no licence yet; a file waits for a machine; enrolled; the licence ended; taken away. */
export const statuses = ['registered', 'licensed', 'active', 'expired', 'key_retired', 'revoked', 'deleted'] as const

/** Our collector, with a licence; or agents that are not ours, which post to an address. */
export const kinds = ['collector', 'agent'] as const

const line = (max: number) => z.string().trim().max(max)
const fields = {
  name: line(100).min(1).openapi({ example: 'Madrid, main hall' }),
  site: line(200),
  inventoryName: line(100).min(1).openapi({ description: 'Unique for the customer: two would fill one in turns' }),
  intervalHours: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .openapi({ description: 'Within which an upload is expected (R32)', example: 24 }),
  serial: line(100).openapi({ description: 'Of the machine it runs on, if it has one' }),
}

export const collectorInput = z
  .strictObject({
    customerId: z.uuid(),
    kind: z.enum(kinds).default('collector').openapi({
      description: '`agent`: FusionInventory or GLPI agents, which post to an address; it stays what it is',
    }),
    ...fields,
    site: fields.site.default(''),
    serial: fields.serial.default(''),
    intervalHours: fields.intervalHours.default(24),
  })
  .openapi('CollectorInput')
export const collectorChange = z.strictObject(fields).partial().openapi('CollectorChange')
export type CollectorChange = z.output<typeof collectorChange>

/** A registration, with every column of R27. */
export const collectorShape = z
  .object({
    /** The appliance id. */
    collectorId: z.uuid(),
    kind: z.enum(kinds),
    name: z.string(),
    site: z.string(),
    inventoryName: z.string(),
    intervalHours: z.number().int(),
    serial: z.string(),
    /** As it last said itself; empty before. */
    version: z.string(),
    status: z.enum(statuses),
    customerId: z.uuid(),
    customerName: z.string(),
    service: z.enum(['in_force', 'grace', 'closed', 'none']),
    /** When its own key was bound to the registration; of agents, when their address was made. */
    certificateCreatedAt: z.date().nullable(),
    /** Of the licence it works with; renewed by itself before. */
    licenceExpiresAt: z.date().nullable(),
    /** Until when a downloaded licence file still enrols a machine. */
    fileOpenUntil: z.date().nullable(),
    /** Of agents: since when the address that they post to is good. */
    addressMadeAt: z.date().nullable(),
    firstUploadAt: z.date().nullable(),
    lastUploadAt: z.date().nullable(),
    lastSeenAt: z.date().nullable(),
    lastSeenNetwork: z.string().nullable(),
    createdAt: z.date(),
    createdBy: z.string(),
    updatedAt: z.date(),
    updatedBy: z.string(),
    deletedAt: z.date().nullable(),
    deletedBy: z.string().nullable(),
    deletedReason: z.string().nullable(),
    mayChange: z.boolean(),
    /** Revoke its licences, delete it. */
    mayEnd: z.boolean(),
  })
  .openapi('Collector')

/** The only answer that holds a licence file; its code enrols one machine. */
export const licenceFile = z
  .object({
    licenceId: z.uuid(),
    fileName: z.string(),
    /** Compact JWS; what the file holds. */
    licence: z.string(),
    expiresAt: z.date(),
  })
  .openapi('LicenceFile')

/** The only answer that holds an address's secret. */
export const agentAddress = z
  .object({ addressId: z.uuid(), address: z.url(), madeAt: z.date() })
  .openapi('AgentAddress')

export const boundLicence = z
  .object({
    licence: z.string(),
    expiresAt: z.date(),
    /** From when on it should be renewed. */
    renewAfter: z.date(),
  })
  .openapi('BoundLicence')

export const ownStatus = z
  .object({
    collectorId: z.uuid(),
    name: z.string(),
    site: z.string(),
    inventoryName: z.string(),
    intervalHours: z.number().int(),
    partnerName: z.string(),
    customerName: z.string(),
    service: z.enum(['in_force', 'grace', 'closed', 'none']),
    /** Whether an upload would be taken now; if not, `service` or a suspended partner says why. */
    mayUpload: z.boolean(),
    licenceExpiresAt: z.string(),
    renewAfter: z.date(),
    firstUploadAt: z.date().nullable(),
    lastUploadAt: z.date().nullable(),
    formats: z.array(z.string()),
    limits: z.object({
      uploads_per_day: z.number().int(),
      devices_per_chunk: z.number().int(),
      bytes_per_chunk: z.number().int(),
    }),
    now: z.date(),
  })
  .openapi('CollectorStatus')
