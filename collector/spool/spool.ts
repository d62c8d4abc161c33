import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Manifest, manifestSchema } from '../wire.ts'
import { syncFolder } from './files.ts'

/*
 * The spool: `spool/UUID/` is a finished collection, exactly what is to be uploaded (manifest.json and its chunks);
 * `spool/UUID.open/` one that is being written, or was interrupted; `spool/UUID.refused/` one that the portal would not have.
 */
const OPEN = '.open'
const REFUSED = '.refused'
export const manifestFile = 'manifest.json'

export type Finished = { folder: string; manifest: Manifest; bytes: number }

export function spoolFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'spool')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** The finished collections, oldest first. */
export function finishedCollections(spool: string): Finished[] {
  return readdirSync(spool)
    .filter((name) => /^[\da-f-]{36}$/.test(name))
    .sort()
    .flatMap((name) => {
      const folder = join(spool, name)
      try {
        const text = readFileSync(join(folder, manifestFile), 'utf8')
        const manifest = manifestSchema.parse(JSON.parse(text))
        return [{ folder, manifest, bytes: manifest.chunks.reduce((sum, { bytes }) => sum + bytes, text.length) }]
      } catch {
        return [] // Half deleted: removeOldest's work, begun.
      }
    })
}

/** Folders of interrupted collections, or of the one being written. */
export function openCollections(spool: string): string[] {
  return readdirSync(spool)
    .filter((name) => name.endsWith(OPEN))
    .sort()
    .map((name) => join(spool, name))
}

export function openFolder(spool: string, collection: string): string {
  return join(spool, `${collection}${OPEN}`)
}

/** Folders of those that the portal would not have, oldest first. */
export function refusedCollections(spool: string): string[] {
  return readdirSync(spool)
    .filter((name) => name.endsWith(REFUSED))
    .sort()
    .map((name) => join(spool, name))
}

export function refusedFolder(spool: string, collection: string): string {
  return join(spool, `${collection}${REFUSED}`)
}

/** Makes an open collection a finished one: at once, or not at all. */
export function finish(spool: string, collection: string): string {
  const folder = join(spool, collection)
  renameSync(openFolder(spool, collection), folder)
  syncFolder(spool)
  return folder
}

/** Deletes the oldest finished collections while there is more than `maximumBytes`; answers those that went. */
export function removeOldest(spool: string, maximumBytes: number): string[] {
  const kept = finishedCollections(spool)
  let bytes = kept.reduce((sum, one) => sum + one.bytes, 0)
  const gone: string[] = []
  while (bytes > maximumBytes && kept.length > 0) {
    const oldest = kept.shift() as Finished
    rmSync(oldest.folder, { recursive: true, force: true })
    bytes -= oldest.bytes
    gone.push(oldest.manifest.collection)
  }
  return gone
}

/** Milliseconds since something in the folder last changed. */
export function idleMs(folder: string): number {
  const files = readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs)
  return Date.now() - Math.max(0, ...files)
}
