import { z } from 'zod'
import { Refused } from '../command.ts'
import { type Claims, readClaims } from './claims.ts'
import { enrolled, type Held, type Identity, keyOf, pendingFor, readIdentity, writeIdentity } from './identity.ts'
import { type Asked, ask, Denied } from './portal.ts'

const boundSchema = z.object({ licence: z.string(), expiresAt: z.iso.datetime(), renewAfter: z.iso.datetime() })

/** Enrols this machine with a licence file: makes its key, and has the portal bind a licence to it. */
export async function enrol(
  folder: string,
  file: string,
  version: string,
): Promise<{ identity: Identity; claims: Claims }> {
  const shown = readClaims(file)
  if (!shown.enrol_url)
    throw new Refused('This licence belongs to an enrolled machine: download a licence file from the portal.')
  if (readIdentity(folder)?.file === shown.jti)
    throw new Refused('This machine is enrolled with this licence file already.')
  const pending = pendingFor(folder, shown.jti)
  const content = await ask(keyOf(pending), file, { method: 'POST', url: shown.enrol_url, body: said(version) })
  const identity = enrolled(folder, pending, boundSchema.parse(content))
  return { identity, claims: readClaims(identity.held.licence) }
}

/** @throws {Refused} before `init` */
export function requireIdentity(folder: string): Identity {
  const identity = readIdentity(folder)
  if (!identity)
    throw new Refused('This collector is not enrolled yet: partnergate-collector init FILE, with its licence file')
  return identity
}

/**
 * Asks as this collector, by the licence it holds; by the one before where the portal never saw the new one. An address is one of
 * the licence's own.
 */
export async function askAs<T>(folder: string, about: (claims: Claims) => Asked, schema: z.ZodType<T>): Promise<T> {
  const identity = requireIdentity(folder)
  const { held, former } = identity
  const by = (one: Held) => ask(keyOf(identity), one.licence, about(readClaims(one.licence)))
  let content: unknown
  try {
    content = await by(held)
    if (former) writeIdentity(folder, { ...identity, former: undefined })
  } catch (error) {
    if (!former || !(error instanceof Denied) || error.code !== 'licence_refused') throw error
    content = await by(former)
    writeIdentity(folder, { ...identity, held: former, former: undefined })
  }
  return schema.parse(content)
}

/** Renews the licence where it is time; answers whether. */
export async function renewWhenDue(folder: string, version: string, now = Date.now()): Promise<boolean> {
  const { held } = requireIdentity(folder)
  if (now < Date.parse(held.renewAfter)) return false
  const renewed = await askAs(
    folder,
    ({ renew_url: url }) => ({ method: 'POST', url, body: said(version) }),
    boundSchema,
  )
  const identity = requireIdentity(folder)
  writeIdentity(folder, { ...identity, held: renewed, former: identity.held })
  return true
}

const statusSchema = z.object({
  name: z.string(),
  customerName: z.string(),
  partnerName: z.string(),
  inventoryName: z.string(),
  /** Within which an upload is expected. */
  intervalHours: z.number(),
  mayUpload: z.boolean(),
  service: z.string(),
  licenceExpiresAt: z.string(),
})
export type OwnStatus = z.infer<typeof statusSchema>

/** What the portal has registered this collector for. */
export function ownStatus(folder: string): Promise<OwnStatus> {
  return askAs(folder, ({ status_url: url }) => ({ method: 'GET', url }), statusSchema)
}

function said(version: string): Buffer {
  return Buffer.from(JSON.stringify({ version }))
}
