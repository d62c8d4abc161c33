import { isUtf8 } from 'node:buffer'
import { TableFault } from './table.ts'

/**
 * Bytes as text: UTF-8, or UTF-16 where a byte order mark says so. Anything else is refused at its first wrong byte rather
 * than guessed: a guess turns names into rubbish without anybody noticing. `rowsSoFar` says which row that byte is in.
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>, rowsSoFar: () => number): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let offset = 0
  let rest: Uint8Array = new Uint8Array(0)
  let first = true
  for await (const chunk of chunks) {
    let bytes: Uint8Array = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    if (first && bytes.length < 4) {
      rest = bytes
      continue
    }
    if (first) {
      first = false
      const mark = byteOrderMark(bytes)
      if (mark) {
        bytes = bytes.subarray(mark.length)
        offset = mark.length
        if (mark.encoding !== 'utf-8') decoder = new TextDecoder(mark.encoding)
      }
    }
    rest = new Uint8Array(0)
    if (decoder) {
      yield plain(decoder.decode(bytes, { stream: true }), rowsSoFar)
      continue
    }
    const whole = bytes.length - incompleteTail(bytes)
    yield utf8(bytes.subarray(0, whole), offset, rowsSoFar)
    rest = bytes.subarray(whole)
    offset += whole
  }
  if (rest.length > 0) yield utf8(first ? withoutMark(rest) : rest, offset, rowsSoFar)
}

function utf8(bytes: Uint8Array, offset: number, rowsSoFar: () => number): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (isUtf8(buffer)) return plain(buffer.toString('utf8'), rowsSoFar)
  const at = firstInvalid(buffer)
  const row = rowsSoFar() + countLines(buffer.subarray(0, at)) + 1
  throw new TableFault('not_utf8', { row, byte: offset + at + 1, value: `0x${(buffer[at] ?? 0).toString(16)}` })
}

/** NUL is in no table: this is some other file, or UTF-16 without its mark. */
function plain(text: string, rowsSoFar: () => number): string {
  const at = text.indexOf('\0')
  if (at < 0) return text
  throw new TableFault('not_a_table', { row: rowsSoFar() + 1 })
}

function byteOrderMark(bytes: Uint8Array): { encoding: string; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  return null
}

const withoutMark = (bytes: Uint8Array) => bytes.subarray(byteOrderMark(bytes)?.length ?? 0)

/** How many bytes at the end begin a character that the next chunk completes. */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** Where the first character begins that is not UTF-8, by halving. */
function firstInvalid(buffer: Buffer): number {
  let [valid, invalid] = [0, buffer.length]
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    const part = buffer.subarray(0, middle)
    if (isUtf8(part.subarray(0, middle - incompleteTail(part)))) valid = middle
    else invalid = middle
  }
  // The character that the byte breaks began before it.
  return valid - incompleteTail(buffer.subarray(0, valid))
}

function countLines(buffer: Buffer): number {
  let lines = 0
  for (const byte of buffer) if (byte === 10) lines += 1
  return lines
}
