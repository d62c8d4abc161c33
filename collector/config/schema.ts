import { isIP } from 'node:net'
import { z } from 'zod'
import { cidrOf, sizeOf } from './cidr.ts'

const MAX_ADDRESSES = 1 << 20

const address = z
  .string()
  .refine((text) => isIP(text) > 0 || /^(?=.*[a-z])[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(text), {
    error: 'is neither an address nor a host name: write 10.0.0.1 or core.example.net',
  })
const network = z.string().refine((text) => cidrOf(text) !== undefined, {
  error: 'is no network: write an IPv4 network as 10.0.0.0/24, one address as 10.0.0.1',
})
const name = z.string().regex(/^[\w.-]{1,64}$/, 'is no name: up to 64 letters, digits, dots, dashes, underscores')
const whole = (least: number, most: number) =>
  z
    .int(`is no whole number: write one from ${least} to ${most}`)
    .min(least, `is less than ${least}`)
    .max(most, `is more than ${most}`)

const discovery = z.strictObject({
  /** Every address in them is asked. */
  ranges: z
    .array(network)
    .refine((ranges) => ranges.reduce((sum, range) => sum + sizeOf(range), 0) <= MAX_ADDRESSES, {
      error: `are more than ${MAX_ADDRESSES} addresses: name smaller networks, or seeds`,
    })
    .default([]),
  /** Asked, and their neighbours, and theirs. */
  seeds: z.array(address).default([]),
  /** How far from a seed or from what a range holds. 0 follows no neighbours. */
  hops: whole(0, 32).default(4),
  /** Neighbours elsewhere are left alone; private networks and the ranges, when left out. */
  within: z.array(network).optional(),
})

const snmp = z.strictObject({
  port: whole(1, 65535).default(161),
  timeoutMs: whole(50, 60_000).default(1500),
  retries: whole(0, 10).default(2),
  deadlineSeconds: whole(1, 3600).default(120),
  /** Devices at a time. */
  concurrency: whole(1, 1000).default(64),
  /** All in all, and to one device. */
  packetsPerSecond: whole(1, 100_000).default(1000),
  packetsPerSecondPerDevice: whole(1, 10_000).default(100),
  maxRepetitions: whole(1, 100).default(10),
})

const spool = z.strictObject({
  /** Of finished collections; the oldest go when there are more. */
  maximumMegabytes: whole(1, 1_000_000).default(500),
  /** An interrupted collection that is older is begun anew. */
  resumeWithinHours: whole(0, 168).default(12),
})

const schedule = z.strictObject({
  /** When left out, an hour less than the portal expects an upload in. */
  collectEveryHours: whole(1, 1440).optional(),
  /** 0: only when somebody calls `discover`. */
  discoverEveryHours: whole(0, 1440).default(168),
})

export const configSchema = z.strictObject({
  dataFolder: z.string().min(1).default('/var/lib/partnergate-collector'),
  /** Read in every collection, found or not. */
  devices: z.array(address).default([]),
  /** Never asked anything, whoever names them. */
  exclude: z.array(network).default([]),
  /** Tried in this order. All that are kept, by name, when left out. */
  credentials: z.array(z.strictObject({ name, for: z.array(network).optional() })).optional(),
  discovery: discovery.prefault({}),
  schedule: schedule.prefault({}),
  snmp: snmp.prefault({}),
  spool: spool.prefault({}),
})
export type Config = z.infer<typeof configSchema>
