import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from 'hono'
import { problems } from './problem.ts'

/** What files a route takes: how large, and of which content types. */
export type UploadRule = { maxBytes: number; types: readonly string[] }

/** A received file, on this process's disk until `forget`. */
export type Upload = {
  bytes: number
  /** Of its content, in hexadecimal. */
  sha256: string
  /** Its bytes from the beginning, as often as they are asked for. */
  read: () => AsyncIterable<Uint8Array>
  forget: () => Promise<void>
}

/**
 * Receives a body piece by piece into a file that only this user reads, so that memory does not grow with it.
 * @throws Problem 413 as soon as it is larger than the rule says, 415 for other content types
 */
export async function receiveUpload(c: Context, rule: UploadRule): Promise<Upload> {
  requireType(c, rule.types)
  const tooLarge = () => problems.too_large({ params: { megabytes: Math.floor(rule.maxBytes / 1024 ** 2) } })
  if (Number(c.req.header('content-length') ?? 0) > rule.maxBytes) throw tooLarge()
  const folder = await mkdtemp(join(tmpdir(), 'partnergate-upload-'))
  const path = join(folder, 'file')
  const forget = () => rm(folder, { recursive: true, force: true })
  try {
    const hash = createHash('sha256')
    let bytes = 0
    const file = await open(path, 'wx', 0o600)
    try {
      for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
        bytes += chunk.length
        if (bytes > rule.maxBytes) throw tooLarge()
        hash.update(chunk)
        await file.write(chunk)
      }
    } finally {
      await file.close()
    }
    return {
      bytes,
      sha256: hash.digest('hex'),
      read: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
      forget,
    }
  } catch (error) {
    await forget()
    throw error
  }
}

/** @throws Problem 415 for a content type that is none of these */
export function requireType(c: Context, types: readonly string[]): void {
  const type = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (!types.includes(type)) throw problems.unsupported_type({ detail: `Send one of: ${types.join(', ')}` })
}
