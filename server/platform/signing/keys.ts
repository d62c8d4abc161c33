import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { sql } from 'kysely'
import { deriveKey, open, seal } from '../crypto/tokens.ts'
import type { Tx } from '../db/transaction.ts'

/** Ed25519 (RFC 8037): small, no parameters to get wrong, the same signature for the same text. */
const ALGORITHM = 'EdDSA'

type Signer = { keyId: string; privateKey: Awaited<ReturnType<typeof importJWK>> }

/**
 * Signs a text with the installation's current key, which the first caller of all processes makes. Answers a detached compact
 * JWS (RFC 7515, appendix F); `type` says what kind of document it is, so that one never passes for another. Needs a
 * transaction of the system, for all tenants.
 */
export async function signDetached(tx: Tx, secret: string, text: string, type: string): Promise<string> {
  const { keyId, privateKey } = await currentKey(tx, secret)
  const [header, , signature] = (
    await new CompactSign(new TextEncoder().encode(text))
      .setProtectedHeader({ alg: ALGORITHM, kid: keyId, typ: type })
      .sign(privateKey)
  ).split('.')
  return `${header}..${signature}`
}

/** The public halves of all keys that ever signed, the current one first, as a JWK set (RFC 7517). */
export async function publishedKeys(tx: Tx): Promise<{ keys: JWK[] }> {
  const { rows } = await sql<{ public_jwk: JWK }>`select public_jwk from app.published_keys()`.execute(tx)
  return { keys: rows.map((row) => row.public_jwk) }
}

/** From now on another key signs; the former stays published. Answers the new key's id. */
export async function rotateKey(tx: Tx, secret: string): Promise<string> {
  await sql`update signing_key set state = 'retired', retired_at = now() where state = 'current'`.execute(tx)
  return (await currentKey(tx, secret)).keyId
}

async function currentKey(tx: Tx, secret: string): Promise<Signer> {
  return (await readCurrent(tx, secret)) ?? (await makeKey(tx, secret))
}

async function readCurrent(tx: Tx, secret: string): Promise<Signer | null> {
  const row = await tx
    .selectFrom('signing_key')
    .select(['key_id', 'private_sealed'])
    .where('state', '=', 'current')
    .executeTakeFirst()
  if (!row) return null
  const jwk = JSON.parse(open(sealingKey(secret), row.private_sealed, row.key_id)) as JWK
  return { keyId: row.key_id, privateKey: await importJWK(jwk, ALGORITHM) }
}

/** Of two processes that find none, the unique index lets one make it; the other waits for it and reads it. */
async function makeKey(tx: Tx, secret: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true })
  const publicJwk = await exportJWK(publicKey)
  const keyId = await calculateJwkThumbprint(publicJwk)
  await tx
    .insertInto('signing_key')
    .values({
      key_id: keyId,
      public_jwk: JSON.stringify({ ...publicJwk, kid: keyId, alg: ALGORITHM, use: 'sig' }),
      private_sealed: seal(sealingKey(secret), JSON.stringify(await exportJWK(privateKey)), keyId),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const made = await readCurrent(tx, secret)
  if (!made) throw new Error('the installation has no key to sign with')
  return made
}

function sealingKey(secret: string): Buffer {
  return deriveKey(secret, 'signing keys')
}
