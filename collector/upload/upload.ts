import { readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Refused } from '../command.ts'
import { askAs } from '../licence/enrol.ts'
import { type Asked, Denied, NotNow } from '../licence/portal.ts'
import { writeWhole } from '../spool/files.ts'
import { lock } from '../spool/lock.ts'
import { type Finished, finishedCollections, refusedCollections, refusedFolder, spoolFolder } from '../spool/spool.ts'
import { digestOf } from '../spool/writer.ts'
import { type Chunk, type Commit, uploadStateSchema } from '../wire.ts'

/** Of those that the portal would not have: enough to see why. */
const REFUSED_KEPT = 3
const TRIES = 6
const FIRST_WAIT_MS = 1000
/** The portal counts requests by the minute. */
const SOON_SECONDS = 60

export type Uploaded = {
  uploaded: string[]
  /** The portal would not have these, ever; they are set aside. */
  refused: { collection: string; why: string }[]
  interrupted: boolean
}

export type Uploading = {
  dataFolder: string
  signal?: AbortSignal
  /** In chunks, over all collections that wait. */
  onProgress?: (done: number, of: number) => void
  /** The first wait after a request without an answer; a second when left out. */
  patienceMs?: number
}

/**
 * Uploads the finished collections, oldest first, and deletes each from the spool once it is committed. Interrupted at any
 * moment, the next one sends only what the portal does not have.
 * @throws {NotNow} the portal does not answer, or asks to wait; {Denied} the licence or the service lets nothing up now
 */
export async function upload(uploading: Uploading): Promise<Uploaded> {
  const { dataFolder, onProgress } = uploading
  const spool = spoolFolder(dataFolder)
  const unlock = lock(spool)
  try {
    const waiting = finishedCollections(spool)
    const of = waiting.reduce((sum, { manifest }) => sum + manifest.chunks.length, 0)
    const result: Uploaded = { uploaded: [], refused: [], interrupted: false }
    let done = 0
    for (const one of waiting) {
      const { collection, chunks } = one.manifest
      try {
        const committed = await send(uploading, one, (sent) => onProgress?.(done + sent, of))
        if (!committed) return { ...result, interrupted: true }
        rmSync(one.folder, { recursive: true, force: true })
        result.uploaded.push(collection)
      } catch (error) {
        if (!isAboutIt(error)) throw error
        setAside(spool, one, error.message)
        result.refused.push({ collection, why: error.message })
      }
      done += chunks.length
      onProgress?.(done, of)
    }
    return result
  } finally {
    unlock()
  }
}

/** Answers whether it is committed; false where it was stopped before. */
async function send(
  { dataFolder, signal, patienceMs = FIRST_WAIT_MS }: Uploading,
  { folder, manifest }: Finished,
  onSent: (chunks: number) => void,
): Promise<boolean> {
  const { collection, chunks, devices, unreached } = manifest
  const at = <T>(rest: string, asked: Omit<Asked, 'url'>, schema: z.ZodType<T>) =>
    patiently(patienceMs, signal, () =>
      askAs(dataFolder, ({ upload_url: url }) => ({ ...asked, url: `${url}/${collection}${rest}` }), schema),
    )
  let stands = await at('', { method: 'PUT', body: Buffer.from(JSON.stringify(manifest)) }, uploadStateSchema)
  // The portal names so many at a time.
  while (stands.state === 'uploading' && stands.missing.length > 0) {
    for (const number of stands.missing) {
      onSent(number - 1)
      if (signal?.aborted) return false
      const chunk = chunks[number - 1] as Chunk
      const headers = { 'content-type': 'application/gzip', 'content-digest': `sha-256=:${chunk.sha256}:` }
      await at(`/chunks/${number}`, { method: 'PUT', body: bytesOf(folder, chunk), headers }, z.unknown())
    }
    stands = await at('', { method: 'GET' }, uploadStateSchema)
  }
  if (stands.state !== 'uploading') return true
  const counts: Commit = { devices, unreached, chunks: chunks.length }
  await at('/commit', { method: 'POST', body: Buffer.from(JSON.stringify(counts)) }, uploadStateSchema)
  return true
}

/**
 * One lost packet should not cost an hour: a few more tries, each after twice the wait. Where the portal says when, then; and no
 * more now where that is not soon.
 */
async function patiently<T>(firstWaitMs: number, signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof NotNow) || tries === TRIES) throw error
      const { retryAfterSeconds } = error
      if (retryAfterSeconds !== undefined && retryAfterSeconds > SOON_SECONDS) throw error
      const waitMs = retryAfterSeconds
        ? retryAfterSeconds * 1000
        : firstWaitMs * 2 ** (tries - 1) * (0.5 + Math.random())
      await sleep(waitMs, undefined, signal && { signal }).catch(() => {
        throw error
      })
    }
}

/** @throws {Spoilt} when the disk has something else than was written */
function bytesOf(folder: string, { file, sha256 }: Chunk): Buffer {
  const bytes = readFileSync(join(folder, file))
  if (digestOf(bytes) !== sha256) throw new Spoilt(`${file} is not what was written`)
  return bytes
}

class Spoilt extends Refused {}

/** Whether a refusal is about this collection alone, so that those behind it need not wait. */
function isAboutIt(error: unknown): error is Error {
  return error instanceof Spoilt || (error instanceof Denied && ![401, 403, 404].includes(error.status))
}

function setAside(spool: string, { folder, manifest }: Finished, why: string): void {
  const aside = refusedFolder(spool, manifest.collection)
  renameSync(folder, aside)
  writeWhole(join(aside, 'refused.json'), `${JSON.stringify({ at: new Date().toISOString(), why })}\n`)
  for (const old of refusedCollections(spool).slice(0, -REFUSED_KEPT)) rmSync(old, { recursive: true, force: true })
}
