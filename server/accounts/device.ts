import { constantTimeEqual, deriveKey, hmac, newToken } from '../platform/crypto/tokens.ts'

/** Remembers, on the device, for which account it signed in before (OWASP's device cookie). It grants nothing. */
export const deviceCookieName = '__Host-partnergate.device'

/** A Set-Cookie value that marks this device as known to the account for a year. */
export function deviceCookieValue(secret: string, email: string): string {
  const id = newToken().slice(0, 22)
  return `${deviceCookieName}=${id}.${sign(secret, id, email)}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000`
}

/** The device's id when its cookie was made for this account, otherwise null. */
export function knownDevice(secret: string, cookie: string | undefined, email: string): string | null {
  const [id, signature] = (cookie ?? '').split('.')
  return id && signature && constantTimeEqual(signature, sign(secret, id, email)) ? id : null
}

function sign(secret: string, id: string, email: string): string {
  return hmac(deriveKey(secret, 'device cookie'), `${id} ${email}`)
}
