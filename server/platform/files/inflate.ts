import { pipeline, Readable } from 'node:stream'
import { createGunzip, createInflate } from 'node:zlib'
import { TableFault } from './table.ts'

/** What packed bytes may unpack to: in all, and how many times their size beyond the first megabytes. */
export type InflateLimits = { bytes: number; ratio: number }

const FREE_BYTES = 16 * 1024 * 1024
/** What is unpacked at a time: with the usual 16 kB most of the time went to handing pieces over. */
const chunkSize = 64 * 1024

/**
 * Bytes as they are, or unpacked where they begin as gzip (also several of them in a row) or zlib: by their first bytes, for senders
 * name it in several ways. Stops at the bounds, so that a small file cannot become the machine's whole memory (attack 18).
 * @throws TableFault inflates_too_much, malformed_archive
 */
export async function* inflated(source: AsyncIterable<Uint8Array>, limits: InflateLimits): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]()
  let first = await iterator.next()
  while (!first.done && first.value.length < 2) {
    const more = await iterator.next()
    if (more.done) break
    first = { done: false, value: Buffer.concat([first.value, more.value]) }
  }
  if (first.done) return
  let packedBytes = first.value.length
  const start = first.value
  async function* whole() {
    yield start
    for (;;) {
      const next = await iterator.next()
      if (next.done) return
      packedBytes += next.value.length
      yield next.value
    }
  }
  const [a = 0, b = 0] = start
  const gzip = a === 0x1f && b === 0x8b
  const zlib = a === 0x78 && ((a << 8) | b) % 31 === 0
  if (!gzip && !zlib) {
    yield* whole()
    return
  }
  const unpacking = gzip ? createGunzip({ chunkSize }) : createInflate({ chunkSize })
  pipeline(Readable.from(whole()), unpacking, () => {}) // what fails is thrown to who reads
  let bytes = 0
  try {
    for await (const chunk of unpacking as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limits.bytes || (bytes > FREE_BYTES && bytes > packedBytes * limits.ratio))
        throw new TableFault('inflates_too_much', { max: limits.bytes })
      yield chunk
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    throw code.startsWith('Z_') ? new TableFault('malformed_archive') : error
  } finally {
    unpacking.destroy()
  }
}
