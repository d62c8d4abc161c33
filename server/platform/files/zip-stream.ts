import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'

export type ZipPart = { name: string; content: Iterable<string> | AsyncIterable<string> }

const LARGEST = 0xffff_ffff
/** Bit 3: sizes follow the content, since nobody knows them before; bit 11: names are UTF-8. */
const FLAGS = 0x0808
const DEFLATED = 8
/** 1 January 1980, the first day the format knows: when a file was made is none of the archive's business. */
const FIRST_DAY = 0x21

/**
 * A ZIP archive (APPNOTE 6.3) as it is written, part after part: no more than what a part yields at once is in memory.
 * Throws once a part or the archive is longer than 4 GiB, which the plain format has no numbers for.
 */
export async function* zipStream(parts: AsyncIterable<ZipPart>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = []
  let at = 0
  for await (const { name, content } of parts) {
    const sums = { crc: 0, size: 0 }
    const offset = at
    const local = entry(0x04034b50, name, [20, FLAGS, DEFLATED, 0, FIRST_DAY], [0, 0, 0])
    yield local
    let packed = 0
    for await (const chunk of deflated(content, sums)) {
      packed += chunk.length
      yield chunk
    }
    const numbers = [sums.crc, packed, sums.size]
    at += local.length + packed + 16
    if (sums.size > LARGEST || at > LARGEST) throw new Error('a workbook cannot be longer than 4 GiB')
    yield words([0x08074b50, ...numbers])
    directory.push(entry(0x02014b50, name, [20, 20, FLAGS, DEFLATED, 0, FIRST_DAY], numbers, offset))
  }
  const listed = Buffer.concat(directory)
  yield listed
  const count = directory.length
  yield Buffer.concat([words([0x06054b50]), halves([0, 0, count, count]), words([listed.length, at]), halves([0])])
}

/** Packed, with the checksum and length of what went in. Ends the source when nobody reads on. */
async function* deflated(content: ZipPart['content'], sums: { crc: number; size: number }): AsyncGenerator<Buffer> {
  async function* counted() {
    for await (const text of content) {
      const bytes = Buffer.from(text)
      sums.crc = crc32(bytes, sums.crc)
      sums.size += bytes.length
      yield bytes
    }
  }
  const deflate = createDeflateRaw({ level: 3 })
  // What fails in there destroys `deflate`, and is thrown to who reads it.
  pipeline(Readable.from(counted(), { objectMode: false }), deflate).catch(() => undefined)
  yield* deflate
}

/** A header: of the archive's directory when it says where (`offset`) the part begins, else of the part itself. */
function entry(signature: number, name: string, fields: number[], numbers: number[], offset?: number): Buffer {
  const bytes = Buffer.from(name)
  const parts = [words([signature]), halves(fields), words(numbers), halves([bytes.length, 0])]
  if (offset !== undefined) parts.push(halves([0, 0, 0]), words([0, offset]))
  return Buffer.concat([...parts, bytes])
}

function words(numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4)
  numbers.forEach((number, index) => {
    bytes.writeUInt32LE(number, index * 4)
  })
  return bytes
}

function halves(numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2)
  numbers.forEach((number, index) => {
    bytes.writeUInt16LE(number, index * 2)
  })
  return bytes
}
