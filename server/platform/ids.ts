let lastMillis = 0
let sequence = 0

/**
 * A new UUIDv7 (RFC 9562 §5.7) in lower-case text: 48 bits of Unix milliseconds, then a 32-bit sequence (RFC 9562
 * §6.2 method 1, seeded at random each millisecond), then 42 random bits. Ids of one process sort in the order of
 * their making, even when the clock steps back.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  const now = Date.now()
  if (now > lastMillis) {
    lastMillis = now
    sequence = view.getUint32(6) >>> 2 // two bits of headroom for what follows in the same millisecond
  } else {
    sequence += 1
    if (sequence > 0xffffffff) {
      lastMillis += 1
      sequence = 0
    }
  }
  view.setUint16(0, Math.floor(lastMillis / 0x1_0000_0000))
  view.setUint32(2, lastMillis >>> 0)
  view.setUint16(6, 0x7000 | (sequence >>> 20))
  view.setUint16(8, 0x8000 | ((sequence >>> 6) & 0x3fff))
  view.setUint8(10, ((sequence & 0x3f) << 2) | (view.getUint8(10) & 0x03))
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
