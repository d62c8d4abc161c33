import { deriveKey, hmac } from '../platform/crypto/tokens.ts'

const keys = new Map<string, Buffer>()

/** What is stored of a verification key (R14): HMAC-SHA-256 in hex, so a stolen table alone opens nothing. */
export function keyHash(secret: string, normalisedKey: string): string {
  let key = keys.get(secret)
  if (!key) {
    key = deriveKey(secret, 'verification key')
    keys.set(secret, key)
  }
  return hmac(key, normalisedKey)
}
