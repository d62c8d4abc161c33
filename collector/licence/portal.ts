import { createHash, type KeyObject, randomUUID, sign } from 'node:crypto'
import { Refused } from '../command.ts'
import { publicJwk } from './identity.ts'

const TIMEOUT_MS = 60_000
/** A slow line must get a chunk through all the same. */
const SLOWEST_BYTES_PER_MS = 8

/** The portal did not answer, or asked to come again later: the same request may do another time. */
export class NotNow extends Error {
  /** As the portal asked; undefined where it did not. */
  readonly retryAfterSeconds: number | undefined

  constructor(message: string, retryAfterSeconds?: number) {
    super(message)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The portal answered, and the answer is no. */
export class Denied extends Refused {
  /** Of the problem document, such as `licence_revoked`. */
  readonly code: string
  readonly status: number

  constructor(message: string, code: string, status: number) {
    super(message)
    this.code = code
    this.status = status
  }
}

export type Asked = { method: string; url: string; body?: Buffer; headers?: Record<string, string> }

/** By how many seconds the portal's clock is ahead of this one, as far as it said so. */
let clockOffset = 0

/**
 * Asks the portal with a licence and a proof of this machine's key (DPoP, RFC 9449, with the body's digest). A clock that is off
 * is put right once. Answers what the portal said, as JSON; null where it said nothing.
 * @throws {NotNow} no answer, 429 or 5xx; {Denied} any other refusal
 */
export async function ask(key: KeyObject, licence: string, asked: Asked): Promise<unknown> {
  const first = await send(key, licence, asked)
  if (first.status < 400) return first.content
  const problem = problemIn(first.content)
  const seconds = problem.params?.seconds
  if (problem.code !== 'proof_stale' || typeof seconds !== 'number') throw refusal(first, problem)
  clockOffset += seconds
  const second = await send(key, licence, asked)
  if (second.status < 400) return second.content
  throw refusal(second, problemIn(second.content))
}

type Answer = { status: number; content: unknown; retryAfter: string | null }

async function send(key: KeyObject, licence: string, asked: Asked): Promise<Answer> {
  const { method, url, body } = asked
  const headers = {
    ...(body && { 'content-type': 'application/json' }),
    ...asked.headers,
    authorization: `DPoP ${licence}`,
    dpop: proofOf(key, licence, asked),
  }
  const signal = AbortSignal.timeout(TIMEOUT_MS + Math.ceil((body?.length ?? 0) / SLOWEST_BYTES_PER_MS))
  const sent = { method, headers, signal, ...(body && { body: new Uint8Array(body) }) }
  try {
    // Whoever could redirect it would be shown the licence.
    const answer = await fetch(url, { ...sent, redirect: 'error' })
    const text = await answer.text()
    return { status: answer.status, content: parsed(text), retryAfter: answer.headers.get('retry-after') }
  } catch (error) {
    throw new NotNow(`${new URL(url).origin} does not answer: ${reasonOf(error)}`)
  }
}

function proofOf(key: KeyObject, licence: string, { method, url, body }: Asked): string {
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = {
    htm: method,
    htu: url.replace(/[?#].*$/, ''),
    iat: Math.floor(Date.now() / 1000) + clockOffset,
    jti: randomUUID(),
    ath: digest(licence),
    ...(body && { body_sha256: digest(body) }),
  }
  const text = `${encoded({ typ: 'dpop+jwt', alg: 'EdDSA', jwk: publicJwk(key) })}.${encoded(claims)}`
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url')
}

type Problem = {
  code?: string
  title?: string
  detail?: string
  missing?: string
  grantedBy?: string
  params?: Record<string, unknown>
}

function problemIn(content: unknown): Problem {
  return content && typeof content === 'object' ? (content as Problem) : {}
}

function refusal({ status, retryAfter }: Answer, { code, title, detail, missing, grantedBy }: Problem): Error {
  const says = [
    title ?? `status ${status}`,
    detail,
    missing && `Missing: ${missing}.`,
    grantedBy && `Ask ${grantedBy}.`,
  ]
  const message = `The portal refuses: ${says.filter(Boolean).join('. ').replaceAll('..', '.')}`
  if (status === 429 || status >= 500) return new NotNow(message, Number(retryAfter) || undefined)
  return new Denied(message, code ?? String(status), status)
}

/** Of a failed fetch, whose own message says nothing. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? message
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
