import { type CryptoKey, compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose'
import type { Db, Tx } from '../db/transaction.ts'
import { publishedKeys } from './keys.ts'

/** A public key never changes under its id, so what is known of one may be kept. */
const known = new Map<string, CryptoKey>()

/**
 * The claims of a compact JWS that one of this installation's keys signed as a document of this type; null for anything else:
 * unsigned, another algorithm, another key or type, altered. Dates in it are the caller's to judge, and so is whether the key
 * is still accepted.
 */
export async function readClaims(
  db: Db | Tx,
  token: string,
  type: string,
): Promise<{ keyId: string; claims: unknown } | null> {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token)
    if (alg !== 'EdDSA' || typ !== type || !kid) return null
    const key = known.get(kid) ?? (await findKey(db, kid))
    if (!key) return null
    const { payload } = await compactVerify(token, key, { algorithms: ['EdDSA'] })
    return { keyId: kid, claims: JSON.parse(new TextDecoder().decode(payload)) }
  } catch (error) {
    if (isMalformed(error)) return null
    throw error
  }
}

async function findKey(db: Db | Tx, kid: string): Promise<CryptoKey | undefined> {
  const jwk = (await publishedKeys(db)).keys.find((one) => one.kid === kid) as JWK | undefined
  if (!jwk) return undefined
  const key = (await importJWK(jwk, 'EdDSA')) as CryptoKey
  known.set(kid, key)
  return key
}

// jose's own refusals; TypeError and SyntaxError for what is no JWS or no JSON at all. A database that fails is neither.
function isMalformed(error: unknown): boolean {
  const { code = '' } = error as { code?: string }
  return code.startsWith('ERR_J') || error instanceof TypeError || error instanceof SyntaxError
}
