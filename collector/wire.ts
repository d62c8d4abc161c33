import { z } from 'zod'

/*
 * What a collector uploads, and the only place where it is said: chunks of NDJSON, one `line` each, and the manifest that
 * names them. The server reads with the same schemas (`partnergate-collector/wire`, decision 26); so this file imports zod
 * and nothing else.
 */

/** In every manifest; a reader refuses a number it does not know. */
export const wireVersion = 1

/** The portal takes no more; a collector writes no more. */
export const wireLimits = {
  linesPerChunk: 1000,
  /** Of the gzip file; a collector closes a chunk when its lines have as many characters. */
  bytesPerChunk: 16 * 1024 * 1024,
  chunks: 20_000,
  /** Of all chunks of a collection. */
  bytes: 1024 ** 3,
  lines: 1_000_000,
  /** What does not fit into a line is left out of it, ports first. */
  charactersPerLine: 4 * 1024 * 1024,
} as const

const text = z.string().max(4000)
const known = text.nullable()

export const componentKinds = ['chassis', 'stack', 'module', 'power', 'fan', 'port', 'other'] as const
export type ComponentKind = (typeof componentKinds)[number]

/**
 * A part of a device. The serials of those of kind `chassis` are what a contract line names: one a device, or one a member of a
 * stack. A serial is as the device says it, trimmed; a placeholder (`N/A`, zeros) is null.
 */
export const componentSchema = z.object({
  /** Within its device, the same from collection to collection as long as the part stays where it is. */
  id: text,
  /** `id` of what it sits in. */
  parent: known,
  kind: z.enum(componentKinds),
  name: known,
  description: known,
  manufacturer: known,
  model: known,
  serial: known,
  hardwareVersion: known,
  firmwareVersion: known,
  softwareVersion: known,
})
export type Component = z.infer<typeof componentSchema>

export const deviceSchema = z.object({
  kind: z.literal('device'),
  /** Where it was asked. */
  address: text,
  polledAt: z.iso.datetime(),
  sysName: known,
  sysDescr: known,
  sysObjectId: known,
  sysLocation: known,
  sysContact: known,
  vendor: known,
  model: known,
  /** Of its software: `iosxe`, `junos`, `fortios` … */
  family: known,
  version: known,
  /** False when the device fell silent halfway: what is not there may be there all the same. */
  complete: z.boolean(),
  components: z.array(componentSchema).max(20_000),
})
export type Device = z.infer<typeof deviceSchema>

/** A device that was to be read and was not: not the same as one that is gone. */
export const unreachedSchema = z.object({
  kind: z.literal('unreached'),
  address: text,
  polledAt: z.iso.datetime(),
  reason: z.enum(['silent', 'late', 'user', 'key', 'level', 'privacy', 'refused', 'address', 'malformed']),
})
export type Unreached = z.infer<typeof unreachedSchema>

export const lineSchema = z.discriminatedUnion('kind', [deviceSchema, unreachedSchema])
export type Line = z.infer<typeof lineSchema>

export const chunkSchema = z.object({
  /** From 1, without gaps. */
  number: z.int().min(1),
  file: z.string().regex(/^chunk-\d{6}\.ndjson\.gz$/),
  lines: z.int().min(1).max(wireLimits.linesPerChunk),
  /** Of the gzip file. */
  bytes: z.int().min(1).max(wireLimits.bytesPerChunk),
  /** Of the gzip file's bytes, in base64: what Content-Digest names `sha-256`. */
  sha256: z.base64().length(44),
})
export type Chunk = z.infer<typeof chunkSchema>

export const manifestSchema = z.object({
  wireVersion: z.literal(wireVersion),
  /** UUID version 7, given when the collection begins. */
  collection: z.uuid(),
  collector: z.object({ name: z.literal('partnergate-collector'), version: text }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  devices: z.int().min(0).max(wireLimits.lines),
  unreached: z.int().min(0).max(wireLimits.lines),
  chunks: z.array(chunkSchema).min(1).max(wireLimits.chunks),
})
export type Manifest = z.infer<typeof manifestSchema>

/*
 * How it goes up, below the licence's `upload_url`, each request with the licence and a proof over its very bytes (decision 25):
 *
 *   PUT  /COLLECTION            the manifest → 200 and where it stands. The same again: the same answer; another one: 409
 *   PUT  /COLLECTION/chunks/N   the gzip file, with its Content-Digest as in the manifest → 204. The same again: 204; another: 409
 *   GET  /COLLECTION            → 200 and where it stands
 *   POST /COLLECTION/commit     the counts → 202 and where it stands; from then on it is an immutable whole. The same again: the same
 *                               answer. While chunks are missing: 409
 *
 * 429 says by Retry-After when to come again: the day's uploads are used up (R29), or there were too many requests in a minute. 401 and
 * 403 are about the licence and the customer's service, not about this collection; 400, 409 and 413 are about it alone.
 */
export const uploadStateSchema = z.object({
  /** Anything but `uploading`: it was committed, or somebody ended it at the portal, and the collector's part is done. */
  state: z.enum(['uploading', 'received', 'processing', 'done', 'blocked', 'failed', 'cancelled']),
  /** Numbers of the chunks that are not there yet, the first thousand of them. */
  missing: z.array(z.int().min(1)).max(1000),
})
export type UploadState = z.infer<typeof uploadStateSchema>

export const commitSchema = manifestSchema.pick({ devices: true, unreached: true }).extend({ chunks: z.int().min(0) })
export type Commit = z.infer<typeof commitSchema>
