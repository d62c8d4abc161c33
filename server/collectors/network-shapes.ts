import { z } from '@hono/zod-openapi'
import { mostAddresses, parseRange } from './ranges.ts'

/** What agents of version 2.6 can speak: Net::SNMP knows no SHA-2 and no standard AES above 128 bits. */
const authProtocols = ['md5', 'sha'] as const
const privProtocols = ['des', '3des', 'aes'] as const
const versions = ['1', '2c', '3'] as const

const printable = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(/^[\x20-\x7e]*$/, { message: 'Only printable ASCII characters' })

const given = z.strictObject({
  credentialId: z.number().int().positive().optional().openapi({
    description: 'One that the task has already: it is kept as it is, and nothing else is given with it',
  }),
  version: z.enum(versions).optional(),
  community: printable(1, 255).optional().openapi({ description: 'Of versions 1 and 2c; read back by nobody' }),
  user: printable(1, 32).optional(),
  authProtocol: z.enum(authProtocols).optional(),
  authPassword: printable(8, 255).optional(),
  privProtocol: z.enum(privProtocols).optional(),
  privPassword: printable(8, 255).optional(),
})
export type GivenCredential = z.output<typeof given>

type Field = keyof GivenCredential
const pairs: [Field, Field][] = [
  ['authProtocol', 'authPassword'],
  ['authPassword', 'authProtocol'],
  ['privProtocol', 'privPassword'],
  ['privPassword', 'privProtocol'],
  ['privProtocol', 'authProtocol'],
]

/** What a credential lacks, and what has no place in it. */
function faultsOf(credential: GivenCredential): { field: Field; code: string; message: string }[] {
  const has = (field: Field) => credential[field] !== undefined
  const allowed: Field[] = has('credentialId')
    ? ['credentialId']
    : credential.version === '3'
      ? ['version', 'user', 'authProtocol', 'authPassword', 'privProtocol', 'privPassword']
      : ['version', 'community']
  const needed: Field[] = has('credentialId')
    ? []
    : [
        'version',
        ...(credential.version === '3' ? (['user'] as const) : credential.version ? (['community'] as const) : []),
        ...pairs.filter(([one]) => allowed.includes(one) && has(one)).map(([, other]) => other),
      ]
  const message = has('credentialId')
    ? 'A credential that is kept is given by its id alone'
    : 'This version has no such part'
  return [
    ...[...new Set(needed)]
      .filter((field) => !has(field))
      .map((field) => ({ field, code: 'required', message: 'Needed with what else is given' })),
    ...(Object.keys(credential) as Field[])
      .filter((field) => has(field) && !allowed.includes(field) && (has('credentialId') || has('version')))
      .map((field) => ({ field, code: 'credential_part', message })),
  ]
}

const credential = given.superRefine((value, context) => {
  for (const { field, code, message } of faultsOf(value))
    context.addIssue({ code: 'custom', path: [field], message, params: { code } })
})

const ranges = z
  .array(z.string().trim().max(50))
  .min(1)
  .max(50)
  .superRefine((texts, context) => {
    const refuse = (path: number[], code: string, message: string) =>
      context.addIssue({ code: 'custom', path, message, params: { code } })
    const read = texts.map(parseRange)
    for (const [index, range] of read.entries()) {
      if ('code' in range) refuse([index], range.code, range.message)
      else if (
        read.slice(0, index).some((other) => 'first' in other && other.first <= range.last && range.first <= other.last)
      )
        refuse([index], 'range_overlaps', 'Another range has some of these addresses already')
    }
    const count = read.reduce((sum, range) => sum + ('first' in range ? range.last - range.first + 1 : 0), 0)
    if (count > mostAddresses)
      refuse(
        [],
        'ranges_too_large',
        `These are ${count} addresses; ${mostAddresses} are the most in all ranges together`,
      )
  })
  .openapi({
    description: `IPv4; at most ${mostAddresses} addresses in all`,
    example: ['10.0.0.0/24', '10.0.1.1-10.0.1.9'],
  })

export const networkTaskInput = z
  .strictObject({
    ranges,
    port: z.number().int().min(1).max(65_535).default(161).openapi({ description: 'UDP' }),
    credentials: z.array(credential).min(1).max(10).openapi({ description: 'Tried in this order' }),
  })
  .openapi('NetworkTaskInput')
export type NetworkTaskInput = z.output<typeof networkTaskInput>

/** A credential without what is secret of it. */
const shownCredential = z.object({
  credentialId: z.number().int(),
  version: z.enum(versions),
  /** Of version 3; empty else. */
  user: z.string(),
  authProtocol: z.enum(authProtocols).nullable(),
  privProtocol: z.enum(privProtocols).nullable(),
})

const networkTask = z
  .object({
    ranges: z.array(z.string()),
    port: z.number().int(),
    credentials: z.array(shownCredential),
    updatedAt: z.date(),
    updatedBy: z.string(),
    /** When the last discovery was first handed out to an agent, and when the agent said that it was over. */
    discoveryBeganAt: z.date().nullable(),
    discoveryEndedAt: z.date().nullable(),
    /** How often it was handed out without an end. */
    discoveryTries: z.number().int(),
    /** When what was found was last given to an agent to be read. */
    readingHandedAt: z.date().nullable(),
    readingEndedAt: z.date().nullable(),
    foundTotal: z.number().int(),
    /** Found, and never read. */
    unread: z.number().int(),
    /** At most 200 of what was found, by address. */
    found: z.array(
      z.object({
        address: z.string(),
        credentialId: z.number().int(),
        foundAt: z.date(),
        readAt: z.date().nullable(),
        /** Why the last reading was none. */
        failure: z.enum(['no_answer', 'refused']).nullable(),
      }),
    ),
  })
  .openapi('NetworkTask')

export const networkTaskAnswer = z.object({ task: networkTask.nullable() }).openapi('NetworkTaskAnswer')
export type NetworkTask = z.input<typeof networkTask>
