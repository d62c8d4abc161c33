/*
 * An SNMPv3 report saying that a digest was wrong (RFC 3414 §3.2 step 6). The library's agent keeps silent there, as some
 * devices do; most say it.
 */
const WRONG_DIGESTS = [0x2b, 6, 1, 6, 3, 15, 1, 1, 5, 0]

/** Undefined where the request is none of version 3, or cannot be read. */
export function wrongDigestReport(request: Buffer, engineId: Buffer): Buffer | undefined {
  const messageId = messageIdOf(request)
  if (!messageId) return undefined
  const pdu = tagged(
    0xa8,
    integer(0),
    integer(0),
    integer(0),
    tagged(0x30, tagged(0x30, tagged(0x06, Buffer.from(WRONG_DIGESTS)), tagged(0x41, Buffer.from([1])))),
  )
  const security = tagged(
    0x30,
    tagged(0x04, engineId),
    integer(0),
    integer(10),
    tagged(0x04),
    tagged(0x04),
    tagged(0x04),
  )
  return tagged(
    0x30,
    integer(3),
    tagged(
      0x30,
      tagged(0x02, messageId),
      tagged(0x02, Buffer.from([0, 0xff, 0xe3])),
      tagged(0x04, Buffer.from([0])),
      integer(3),
    ),
    tagged(0x04, security),
    tagged(0x30, tagged(0x04, engineId), tagged(0x04), pdu),
  )
}

function messageIdOf(request: Buffer): Buffer | undefined {
  const message = contentAt(request, 0)
  const version = message && contentAt(request, message.from)
  const header = version && contentAt(request, version.to)
  const id = header && contentAt(request, header.from)
  if (!version || request[version.from] !== 3 || !id) return undefined
  return request.subarray(id.from, id.to)
}

function contentAt(bytes: Buffer, at: number): { from: number; to: number } | undefined {
  const first = bytes[at + 1]
  if (first === undefined) return undefined
  const long = first & 0x80 ? first & 0x7f : 0
  const length = long ? bytes.readUIntBE(at + 2, long) : first
  const from = at + 2 + long
  return from + length > bytes.length ? undefined : { from, to: from + length }
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]))
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
