import { createHmac, timingSafeEqual } from 'node:crypto'
import { deriveKey } from '../crypto/tokens.ts'

/** Better Auth is told this name; `__Host-` binds the cookie to this origin, over a secure channel, for every path. */
export const sessionCookieName = '__Host-partnergate.session_token'

const sessionSecrets = new Map<string, string>()

/** The secret that signs session cookies, derived once per process from the installation's. */
export function sessionSecret(secret: string): string {
  let derived = sessionSecrets.get(secret)
  if (!derived) {
    derived = deriveKey(secret, 'session cookie').toString('hex')
    sessionSecrets.set(secret, derived)
  }
  return derived
}

/**
 * The session token inside a signed cookie value (`token.signature`, HMAC-SHA-256 in base64, as Better Auth writes it), or
 * null when it is not ours. Checked here rather than by Better Auth because this is the hot path: no database needed yet.
 */
export function readSessionToken(cookieValue: string | undefined, secret: string): string | null {
  if (!cookieValue) return null
  const decoded = safeDecode(cookieValue)
  const dot = decoded.lastIndexOf('.')
  if (dot < 1) return null
  const token = decoded.slice(0, dot)
  const given = Buffer.from(decoded.slice(dot + 1), 'base64')
  const expected = createHmac('sha256', secret).update(token).digest()
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
