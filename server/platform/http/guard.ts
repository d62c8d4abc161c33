import { randomBytes } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { newId } from '../ids.ts'
import { bearerOf } from './bearer.ts'
import { Problem, problems } from './problem.ts'

export type AppVariables = { requestId: string; nonce: string }

/** A request id on every answer and log line; a caller's own is kept when it is plain. */
export function requestIds(): MiddlewareHandler<{ Variables: AppVariables }> {
  return async (c, next) => {
    const given = c.req.header('x-request-id')
    const id = given && /^[\w-]{8,64}$/.test(given) ? given : newId()
    c.set('requestId', id)
    c.header('X-Request-Id', id)
    await next()
  }
}

/**
 * Security headers on every answer. Styles and scripts only from this origin; styles that the pages' library makes carry
 * a nonce of this very answer. HSTS only when the public origin is https, where it makes sense.
 */
export function securityHeaders(config: Config): MiddlewareHandler<{ Variables: AppVariables }> {
  const https = config.origin.startsWith('https://')
  return async (c, next) => {
    const nonce = randomBytes(16).toString('base64')
    c.set('nonce', nonce)
    await next()
    // A route that shows somebody else's markup has a policy of its own, tighter in what runs, wider in who may frame it.
    const own = c.res.headers.has('Content-Security-Policy')
    if (!own)
      c.header(
        'Content-Security-Policy',
        `default-src 'self'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'${https ? '; upgrade-insecure-requests' : ''}`,
      )
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('X-Frame-Options', own ? 'SAMEORIGIN' : 'DENY')
    c.header('Referrer-Policy', 'same-origin')
    c.header('Cross-Origin-Opener-Policy', 'same-origin')
    c.header('Cross-Origin-Resource-Policy', 'same-origin')
    c.header('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()')
    if (https) c.header('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
  }
}

/**
 * Refuses writes that a foreign page makes with a visitor's cookie: the browser says where a request comes from, in Origin
 * or Sec-Fetch-Site. A caller that sends a cookie and says neither is no browser of ours. Who shows a key is asked nothing:
 * no browser adds one by itself, a foreign page may not set the header, and beside it the cookie does not count.
 */
export function sameOriginWrites(config: Config): MiddlewareHandler {
  const own = new URL(config.origin)
  const loopback = ['localhost', '127.0.0.1']
  const accepted = new Set([own.origin])
  if (loopback.includes(own.hostname))
    for (const name of loopback) accepted.add(`${own.protocol}//${name}${own.port ? `:${own.port}` : ''}`)
  return async (c, next) => {
    if (!['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) {
      const origin = c.req.header('origin')
      const site = c.req.header('sec-fetch-site')
      const foreign = origin
        ? !accepted.has(origin)
        : site
          ? site !== 'same-origin'
          : c.req.header('cookie') !== undefined
      if (foreign && bearerOf(c) === null) throw problems.foreign_origin()
    }
    await next()
  }
}

/** Turns what an operation threw into a problem document; what nobody expected is logged with its request id, not shown. */
export function onError(log: Logger): (error: Error, c: Context) => Response {
  return (error, c) => {
    const problem = error instanceof Problem ? error : problemFor(error)
    const requestId = c.get('requestId') ?? ''
    if (problem.status >= 500) log.error({ err: error, requestId, path: plainPath(c) }, 'request failed')
    else if (problem !== error) log.warn({ err: error, requestId, path: plainPath(c) }, 'the database refused a value')
    const retryAfter = problem.options.retryAfterSeconds ?? (problem.status === 503 ? 2 : undefined)
    if (retryAfter) c.header('Retry-After', String(retryAfter))
    c.header('Cache-Control', 'no-store')
    c.header('Content-Type', 'application/problem+json')
    return c.body(JSON.stringify(problem.body(requestId)), problem.status as 400)
  }
}

/** An agent's address holds its secret, which belongs in no log. */
const plainPath = (c: Context) => c.req.path.replace(/^(\/agent\/).+/, '$1…')

// The database is restarting, full, out of connections, or unreachable: try again (drills 1 and 5).
const passing = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53100',
  '53200',
  '53300',
  '08000',
  '08003',
  '08006',
  // a prepared statement from before a migration (decision 18)
  '0A000',
  '25006',
  '40001',
  '40P01',
  '55P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
])

function problemFor(error: Error): Problem {
  const code = (error as { code?: string }).code ?? ''
  if (
    passing.has(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/i.test(
      error.message,
    )
  )
    return problems.unavailable()
  // A value that no schema of ours caught (a forged cursor, a date beyond the calendar), or longer than an index takes.
  if (/^22[0-9A-Z]{3}$/.test(code) || code === '54000') return problems.invalid_request()
  // Two wrote the same thing at once, and the database let one of them.
  if (code === '23505') return problems.conflict()
  return problems.internal()
}
