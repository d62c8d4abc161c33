import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto'

const SEAL_VERSION = 1
const IV_BYTES = 12
const TAG_BYTES = 16
const TYPED_CODE_DIGITS = 8

/** A fresh secret of 256 bits as base64url (43 characters): for links, sessions and cookies. Store only its `hashToken`. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 in hex. Only for secrets with the entropy of `newToken` or a verification key: it is fast on purpose. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}

/** HMAC-SHA-256 in hex: for what is short enough to be guessed from a plain hash (typed codes, addresses). */
export function hmac(key: Uint8Array | string, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex')
}

/** Compares two secrets without telling by time where they differ; differing lengths are simply unequal. */
export function constantTimeEqual(a: string, b: string): boolean {
  const left = createHash('sha256').update(a, 'utf8').digest()
  const right = createHash('sha256').update(b, 'utf8').digest()
  return timingSafeEqual(left, right) && a.length === b.length
}

/**
 * A code a person types instead of following a link (R15): 8 digits, 26.6 bits, so it works on a telephone's keypad and
 * over the telephone. Safe only with counted attempts and a short life; store it as an `hmac`, never as a plain hash.
 */
export function newTypedCode(): string {
  return String(randomInt(10 ** TYPED_CODE_DIGITS)).padStart(TYPED_CODE_DIGITS, '0')
}

/** What a person typed as the code's eight digits, or null. Spaces and dashes are theirs to use. */
export function parseTypedCode(text: string): string | null {
  const digits = text.replace(/[\s\-–.]/g, '')
  return /^\d{8}$/.test(digits) ? digits : null
}

/** The code as it is shown: two groups of four digits. */
export function formatTypedCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`
}

const derivedKeys = new Map<string, Buffer>()

/**
 * One key per purpose from the installation's secret (32 bytes in hex), by HKDF-SHA-256 (RFC 5869): 32 bytes. Derived once a
 * process: not to be written to.
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  const known = derivedKeys.get(secret + purpose)
  if (known) return known
  const material = Buffer.from(secret, 'hex')
  if (material.length !== 32 || secret.length !== 64) throw new Error('the secret must be 32 bytes in hex')
  const key = Buffer.from(hkdfSync('sha256', material, Buffer.alloc(0), `partnergate/${purpose}`, 32))
  derivedKeys.set(secret + purpose, key)
  return key
}

/**
 * Encrypts with AES-256-GCM: version byte, 12 bytes of nonce, ciphertext, 16 bytes of tag.
 * `context` binds the result to its place (a row's id): it must be given again to open it.
 */
export function seal(key: Uint8Array, text: string, context = ''): Buffer {
  const iv = randomBytes(IV_BYTES)
  const header = Buffer.from([SEAL_VERSION])
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.concat([header, Buffer.from(context, 'utf8')]))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([header, iv, body, cipher.getAuthTag()])
}

/** The text that `seal` took. Throws when the key, the context, the version or a single bit is not the same. */
export function open(key: Uint8Array, sealed: Uint8Array, context = ''): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (bytes.length < 1 + IV_BYTES + TAG_BYTES || bytes[0] !== SEAL_VERSION) throw new Error('not a sealed text')
  const iv = bytes.subarray(1, 1 + IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.concat([bytes.subarray(0, 1), Buffer.from(context, 'utf8')]))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  return decipher.update(bytes.subarray(1 + IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
}
