import type { Context } from 'hono'
import type { Tx } from '../db/transaction.ts'

/** A file to send instead of JSON. `content` may be a stream. */
export type FileAnswer = {
  file: Uint8Array<ArrayBuffer> | string | ReadableStream
  type: string
  name: string
  inline?: boolean
  /** Of a table: rows written by now, and how many there are where that is cheap to say. */
  table?: { rows: () => number; count?: ((tx: Tx) => Promise<number | undefined>) | undefined }
}

/** What an operation answered, before it is a response; kept under its Idempotency-Key. */
export type Answer = { status: number; body: unknown; file?: FileAnswer; retryAfterSeconds?: number | undefined }

/** Sends an answer: a file, a problem, JSON, or nothing but the status. */
export function respond(c: Context, answer: Answer): Response {
  if (answer.file) {
    const { file, type, name, inline } = answer.file
    c.header('Content-Type', type)
    c.header(
      'Content-Disposition',
      `${inline ? 'inline' : 'attachment'}; filename="${name.replace(/[^\w.-]+/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    c.header('Cache-Control', 'no-store')
    return c.body(file as Uint8Array<ArrayBuffer>)
  }
  if (answer.retryAfterSeconds) c.header('Retry-After', String(answer.retryAfterSeconds))
  c.header('Cache-Control', 'no-store')
  if (answer.status === 204) return c.body(null, 204)
  if (answer.status >= 400) c.header('Content-Type', 'application/problem+json')
  else c.header('Content-Type', 'application/json')
  return c.body(JSON.stringify(answer.body), answer.status as 200)
}
