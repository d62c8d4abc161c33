import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { sql } from 'kysely'
import { deriveKey, open, seal } from '../crypto/tokens.ts'
import type { Db, Tx } from '../db/transaction.ts'

/** Ed25519 (RFC 8037): small, no parameters to get wrong, the same signature for the same text. */
const ALGORITHM = 'EdDSA'

type Signer = { keyId: string; privateKey: Awaited<ReturnType<typeof importJWK>> }

/**
 * Signs a text with the installation's current key, which the first caller of all processes makes. Answers a detached compact
 * JWS (RFC 7515, appendix F); `type` says what kind of document it is, so that one never passes for another.
 */
export async function signDetached(tx: Tx, secret: string, text: string, type: string): Promise<string> {
  const [header, , signature] = (await signCompact(await currentKey(tx, secret), text, type)).split('.')
  return `${header}..${signature}`
}

/** Signs claims as a compact JWS; `keyId` is its `kid`. Needs a transaction that may write: the first signature makes the key. */
export async function signClaims(
  tx: Tx,
  secret: string,
  claims: Record<string, unknown>,
  type: string,
): Promise<{ token: string; keyId: string }> {
  const signer = await currentKey(tx, secret)
  return { token: await signCompact(signer, JSON.stringify(claims), type), keyId: signer.keyId }
}

/** The public halves of all keys that ever signed, the current one first, as a JWK set (RFC 7517). */
export async function publishedKeys(tx: Tx | Db): Promise<{ keys: JWK[] }> {
  const { rows } = await sql<{ public_jwk: JWK }>`select public_jwk from app.published_keys()`.execute(tx)
  return { keys: rows.map((row) => row.public_jwk) }
}

/**
 * From now on another key signs; the former stays published. Licences that it signed are accepted for `licenceDays` more, so
 * that collectors renew meanwhile; 0 refuses them at once. Needs a transaction of the system. Answers the new key's id.
 */
export async function rotateKey(tx: Tx, secret: string, licenceDays: number): Promise<string> {
  await sql`update signing_key set state = 'retired', retired_at = now(),
    licences_until = now() + make_interval(days => ${licenceDays}::int) where state = 'current'`.execute(tx)
  // Lost is lost: those before, too.
  if (licenceDays === 0)
    await sql`update signing_key set licences_until = now() where licences_until > now()`.execute(tx)
  return (await currentKey(tx, secret)).keyId
}

async function signCompact({ keyId, privateKey }: Signer, text: string, type: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: ALGORITHM, kid: keyId, typ: type })
    .sign(privateKey)
}

async function currentKey(tx: Tx, secret: string): Promise<Signer> {
  return (await readCurrent(tx, secret)) ?? (await makeKey(tx, secret))
}

async function readCurrent(tx: Tx, secret: string): Promise<Signer | null> {
  const { rows } = await sql<{ key_id: string; private_sealed: Buffer }>`
    select key_id, private_sealed from app.current_signing_key()`.execute(tx)
  const row = rows[0]
  if (!row) return null
  const jwk = JSON.parse(open(sealingKey(secret), row.private_sealed, row.key_id)) as JWK
  return { keyId: row.key_id, privateKey: await importJWK(jwk, ALGORITHM) }
}

/** Of two processes that find none, the database lets one make it; the other waits for it and reads it. */
async function makeKey(tx: Tx, secret: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true })
  const publicJwk = await exportJWK(publicKey)
  const keyId = await calculateJwkThumbprint(publicJwk)
  const published = JSON.stringify({ ...publicJwk, kid: keyId, alg: ALGORITHM, use: 'sig' })
  const sealed = seal(sealingKey(secret), JSON.stringify(await exportJWK(privateKey)), keyId)
  await sql`select app.keep_signing_key(${keyId}, ${published}::jsonb, ${sealed})`.execute(tx)
  const made = await readCurrent(tx, secret)
  if (!made) throw new Error('the installation has no key to sign with')
  return made
}

function sealingKey(secret: string): Buffer {
  return deriveKey(secret, 'signing keys')
}
