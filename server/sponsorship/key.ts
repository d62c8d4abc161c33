import { deriveKey, hmac } from '../platform/crypto/tokens.ts'

/** What is stored of a verification key (R14): HMAC-SHA-256 in hex, so a stolen table alone opens nothing. */
export function keyHash(secret: string, normalisedKey: string): string {
  return hmac(deriveKey(secret, 'verification key'), normalisedKey)
}
