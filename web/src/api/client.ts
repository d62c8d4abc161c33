import createClient, { type Middleware } from 'openapi-fetch'
import { ApiProblem, problemOf } from './problem.ts'
import type { paths } from './schema.ts'

let whenSignedOut: (() => void) | undefined

/** Registers what happens when the session turns out to be over (the application leads to the sign-in page). */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act
}

const refusals: Middleware = {
  onRequest({ request }) {
    // A retry of the same act must carry the same key, so one that was set already (see useWrite) is kept.
    if (request.method !== 'GET' && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', newIdempotencyKey())
    }
    return request
  },
  async onResponse({ response }) {
    if (response.ok) return undefined
    const problem = await problemOf(response)
    if (problem.status === 401) whenSignedOut?.()
    throw problem
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined
    return new ApiProblem(0, { detail: error instanceof Error ? error.message : undefined })
  },
}

/** The typed client: `api.GET('/api/v1/…', { params })`. Every refusal is thrown as an {@link ApiProblem}. */
export const api = createClient<paths>({ credentials: 'same-origin' })
api.use(refusals)

/** The body of an answer: `const me = await take(api.GET('/api/v1/me'))`. */
export async function take<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T
}

/** 128 random bits; not `randomUUID`, which browsers offer on secure origins only. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
