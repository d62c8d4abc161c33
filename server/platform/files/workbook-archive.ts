import type { Readable } from 'node:stream'
import { type Entry, fromBufferPromise, validateFileName, type ZipFile } from 'yauzl'
import { TableFault, tableLimits } from './table.ts'

const MEGABYTE = 1024 * 1024

/** The parts of a workbook's ZIP archive, by their path. */
export type Archive = {
  has(path: string): boolean
  /** A part's bytes, unpacked while they are read; stops with a fault when they are more than was declared. */
  read(path: string): AsyncGenerator<Buffer>
}

/**
 * Opens an archive after looking at what it declares (attack 18): the number of parts, what they unpack to in all and each
 * beside its packed size, and names that lead out of it. Nothing is unpacked before that, and no more than declared after.
 * @throws TableFault
 */
export async function openArchive(file: Buffer): Promise<Archive> {
  let zip: ZipFile
  try {
    zip = await fromBufferPromise(file, { lazyEntries: true, strictFileNames: false, validateEntrySizes: true })
  } catch {
    throw new TableFault('not_a_workbook')
  }
  const entries = new Map<string, Entry>()
  let inflated = 0
  if (zip.entryCount > tableLimits.entries) throw new TableFault('too_many_parts', { max: tableLimits.entries })
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName, uncompressedSize, compressedSize } = entry
      if (entry.isEncrypted()) throw new TableFault('old_workbook')
      if (validateFileName(fileName) !== null) throw new TableFault('unsafe_part', { part: fileName.slice(0, 100) })
      inflated += uncompressedSize
      const ratio = uncompressedSize / Math.max(1, compressedSize)
      if (inflated > tableLimits.inflatedBytes || (uncompressedSize > MEGABYTE && ratio > tableLimits.inflationRatio))
        throw new TableFault('inflates_too_much', { part: fileName.slice(0, 100) })
      entries.set(fileName, entry)
    }
  } catch (error) {
    throw error instanceof TableFault ? error : readingFault(error)
  }
  return {
    has: (path) => entries.has(path),
    read: (path) => unpack(zip, entries.get(path)),
  }
}

/** yauzl says in words what it refuses; a name that leads out of the archive is the one that matters. */
function readingFault(error: unknown): TableFault {
  const message = error instanceof Error ? error.message : ''
  return /absolute path|invalid relative path|invalid characters/.test(message)
    ? new TableFault('unsafe_part', { part: message.slice(0, 100) })
    : new TableFault('not_a_workbook')
}

async function* unpack(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<Buffer> {
  if (!entry) throw new TableFault('not_a_workbook')
  let stream: Readable | undefined
  try {
    stream = await zip.openReadStreamPromise(entry)
    for await (const chunk of stream) yield chunk as Buffer
  } catch (error) {
    if (error instanceof TableFault) throw error
    const more = error instanceof Error && /too many bytes/.test(error.message)
    throw new TableFault(more ? 'inflates_too_much' : 'not_a_workbook', { part: entry.fileName.slice(0, 100) })
  } finally {
    stream?.destroy()
  }
}
