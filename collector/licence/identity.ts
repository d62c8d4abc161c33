import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Refused } from '../command.ts'
import { writeWhole } from '../spool/files.ts'

/*
 * Who this collector is: `identity.json`, its own key pair and the licence that the portal bound to it. Only its owner can
 * read it; copied to another machine it is that machine's identity as well, so a backup should not have it.
 */
const heldSchema = z.object({
  licence: z.string(),
  expiresAt: z.iso.datetime(),
  /** From when on it should be renewed. */
  renewAfter: z.iso.datetime(),
})
export type Held = z.infer<typeof heldSchema>

const identitySchema = z.object({
  version: z.literal(1),
  /** Ed25519, PKCS #8, PEM. */
  key: z.string(),
  /** `jti` of the licence file that it enrolled with. */
  file: z.string(),
  held: heldSchema,
  /** The one before, until the portal has seen the new one: an answer may be lost, a portal restored from a backup. */
  former: heldSchema.optional(),
})
export type Identity = z.infer<typeof identitySchema>

/** A key that is about to be enrolled: the same file shows the same key again, whatever became of the answer. */
const pendingSchema = z.object({ key: z.string(), file: z.string() })
export type Pending = z.infer<typeof pendingSchema>

const identityFile = (folder: string) => join(folder, 'identity.json')
const pendingFile = (folder: string) => join(folder, 'enrolment.json')

/** Undefined before `init`. @throws {Refused} where others can read it, or it is not what was written */
export function readIdentity(folder: string): Identity | undefined {
  return readSecret(identityFile(folder), identitySchema)
}

export function writeIdentity(folder: string, identity: Identity): void {
  writeWhole(identityFile(folder), `${JSON.stringify(identity)}\n`)
}

/** The key to enrol with: one already tried with this file, or a new one, on the disk before anybody has seen it. */
export function pendingFor(folder: string, file: string): Pending {
  const tried = readSecret(pendingFile(folder), pendingSchema)
  if (tried?.file === file) return tried
  const { privateKey } = generateKeyPairSync('ed25519')
  const pending = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), file }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeWhole(pendingFile(folder), `${JSON.stringify(pending)}\n`)
  return pending
}

/** The portal knows the key now. */
export function enrolled(folder: string, { key, file }: Pending, held: Held): Identity {
  const identity: Identity = { version: 1, key, file, held }
  writeIdentity(folder, identity)
  rmSync(pendingFile(folder), { force: true })
  return identity
}

export function keyOf({ key }: Pick<Identity, 'key'>): KeyObject {
  return createPrivateKey(key)
}

/** The public half, as a proof's header has it. */
export function publicJwk(key: KeyObject): { kty: string; crv: string; x: string } {
  const { kty, crv, x } = createPublicKey(key).export({ format: 'jwk' }) as { kty: string; crv: string; x: string }
  return { kty, crv, x }
}

function readSecret<T>(file: string, schema: z.ZodType<T>): T | undefined {
  let text: string
  try {
    if (statSync(file).mode & 0o077) throw new Refused(`Others than its owner can read ${file}: chmod 600 ${file}`)
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const read = schema.safeParse(parsed(text))
  if (!read.success)
    throw new Refused(
      `${file} was damaged. Remove it, download another licence file, and enrol again: partnergate-collector init FILE`,
    )
  return read.data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
