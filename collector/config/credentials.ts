import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Refused } from '../command.ts'
import { type Credential, credentialSchema } from '../snmp/credential.ts'
import { writeWhole } from '../spool/files.ts'
import { cidrOf, liesIn } from './cidr.ts'
import type { Config } from './schema.ts'

/*
 * Credentials at rest: `credentials.json`, each encrypted by itself (AES-256-GCM, its name bound to it), with the key in
 * `credentials.key`, which only its owner can read. Whoever has both files has the credentials: a backup should have one.
 */
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'

type Kept = { version: 1; credentials: Record<string, string> }
export type NamedCredential = { name: string; credential: Credential }

export function addCredential(folder: string, name: string, credential: Credential): void {
  const kept = readKept(folder)
  const key = readKey(folder, Object.keys(kept.credentials).length === 0)
  kept.credentials[name] = encrypt(key, name, credential)
  writeKept(folder, kept)
}

/** Whether there was one. */
export function removeCredential(folder: string, name: string): boolean {
  const kept = readKept(folder)
  if (!(name in kept.credentials)) return false
  delete kept.credentials[name]
  writeKept(folder, kept)
  return true
}

/** All that are kept, by name. @throws {Refused} where the key is not the one they were encrypted with */
export function readCredentials(folder: string): NamedCredential[] {
  const entries = Object.entries(readKept(folder).credentials).sort(([a], [b]) => a.localeCompare(b))
  if (entries.length === 0) return []
  const key = readKey(folder, false)
  return entries.map(([name, sealed]) => ({ name, credential: decrypt(key, name, sealed) }))
}

/** What to try at an address, in order, what is known to work there first. */
export type Choice = (address: string, first?: string) => NamedCredential[]

/** @throws {Refused} where the configuration names one that is not kept, or none is */
export function chooseCredentials({ dataFolder, credentials: named }: Config): Choice {
  const kept = new Map(readCredentials(dataFolder).map((one) => [one.name, one]))
  if (kept.size === 0) throw new Refused('There are no credentials yet: partnergate-collector credentials add NAME')
  const missing = (named ?? []).filter(({ name }) => !kept.has(name)).map(({ name }) => name)
  if (missing.length > 0)
    throw new Refused(
      missing
        .map(
          (name) =>
            `The configuration names the credential ${name}, which is not kept: partnergate-collector credentials add ${name}`,
        )
        .join('\n'),
    )
  const order = (named ?? [...kept.keys()].map((name) => ({ name, for: undefined }))).map(
    ({ name, for: networks }) => ({
      one: kept.get(name) as NamedCredential,
      networks: networks?.flatMap((network) => cidrOf(network) ?? []),
    }),
  )
  return (address, first) => {
    const fit = order.filter(({ networks }) => !networks || liesIn(address, networks)).map(({ one }) => one)
    return first ? [...fit.filter(({ name }) => name === first), ...fit.filter(({ name }) => name !== first)] : fit
  }
}

function encrypt(key: Buffer, name: string, credential: Credential): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(credential), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')
}

function decrypt(key: Buffer, name: string, sealed: string): Credential {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(name))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
    return credentialSchema.parse(JSON.parse(text.toString('utf8')))
  } catch {
    throw new Refused(
      `The credential ${name} cannot be decrypted: it was changed, or credentials.key is not the key it was encrypted with. ` +
        `Put the right key back, or add it again: partnergate-collector credentials add ${name}`,
    )
  }
}

const keyFile = (folder: string) => join(folder, 'credentials.key')
const keptFile = (folder: string) => join(folder, 'credentials.json')

/** @throws {Refused} where it is missing and must not be made, or others may read it */
function readKey(folder: string, make: boolean): Buffer {
  const file = keyFile(folder)
  let text: string
  try {
    const { mode } = statSync(file)
    if (mode & 0o077) throw new Refused(`Others than its owner can read ${file}: chmod 600 ${file}`)
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    if (!make)
      throw new Refused(
        `${file} is missing, and without it the credentials cannot be decrypted. Put it back, or remove credentials.json and add them again.`,
      )
    text = randomBytes(KEY_BYTES).toString('base64')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeWhole(file, `${text}\n`, 0o600)
  }
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== KEY_BYTES) throw new Refused(`${file} holds no key of ${KEY_BYTES} bytes`)
  return key
}

function readKept(folder: string): Kept {
  try {
    return JSON.parse(readFileSync(keptFile(folder), 'utf8')) as Kept
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { version: 1, credentials: {} }
    throw new Refused(`${keptFile(folder)} cannot be read: ${(error as Error).message}`)
  }
}

function writeKept(folder: string, kept: Kept): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeWhole(keptFile(folder), `${JSON.stringify(kept, null, 2)}\n`, 0o600)
}
