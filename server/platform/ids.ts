let lastMillis = 0
let sequence = 0
/** Random bytes for 256 ids at a time: asking for 16 costs as much as making the id. */
const pool = Buffer.alloc(4096)
let used = pool.length

/**
 * A new UUIDv7 (RFC 9562 §5.7) in lower-case text: 48 bits of Unix milliseconds, then a 32-bit sequence (RFC 9562
 * §6.2 method 1, seeded at random each millisecond), then 42 random bits. Ids of one process sort in the order of
 * their making, even when the clock steps back.
 */
export function newId(): string {
  const hex = nextId().toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The same as 16 bytes, written into `bytes` at `at`. */
export function writeNewId(bytes: Uint8Array, at: number): void {
  bytes.set(nextId(), at)
}

/** Its bytes, to be taken before the next one is asked for. */
function nextId(): Buffer {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const bytes = pool.subarray(used, used + 16)
  used += 16
  const now = Date.now()
  if (now > lastMillis) {
    lastMillis = now
    sequence = bytes.readUInt32BE(6) >>> 2 // two bits of headroom for what follows in the same millisecond
  } else {
    sequence += 1
    if (sequence > 0xffffffff) {
      lastMillis += 1
      sequence = 0
    }
  }
  bytes.writeUIntBE(lastMillis, 0, 6)
  bytes.writeUInt16BE(0x7000 | (sequence >>> 20), 6)
  bytes.writeUInt16BE(0x8000 | ((sequence >>> 6) & 0x3fff), 8)
  bytes.writeUInt8(((sequence & 0x3f) << 2) | (bytes.readUInt8(10) & 0x03), 10)
  return bytes
}
