import { deriveKey, hashToken, hmac, newToken, newTypedCode } from '../platform/crypto/tokens.ts'

/** What one mail carries: the link's token and the typed code, and what is stored of them. */
export type MailedSecrets = { token: string; tokenHash: string; code: string; codeHash: string }

export function newMailedSecrets(secret: string, confirmationId: string): MailedSecrets {
  const token = newToken()
  const code = newTypedCode()
  return { token, tokenHash: hashToken(token), code, codeHash: typedCodeHash(secret, confirmationId, code) }
}

/** A code is short enough to be guessed from a plain hash, and means something for one attempt only. */
export function typedCodeHash(secret: string, confirmationId: string, code: string): string {
  return hmac(deriveKey(secret, 'typed code'), `${confirmationId} ${code}`)
}
