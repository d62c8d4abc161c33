import createClient, { type Client, type ClientOptions, type Middleware } from 'openapi-fetch'
import { ApiProblem, problemOf } from './problem.ts'
import { retrying } from './retry.ts'
import type { paths } from './schema.ts'

export { ApiProblem, type FieldProblem, problemOf } from './problem.ts'
export type { components, paths } from './schema.ts'
export { textOfList, uploadContracts, uploadInventory, uploadLifecycle } from './upload.ts'

export type Partnergate = Client<paths>

export type PartnergateOptions = Omit<ClientOptions, 'baseUrl'> & {
  /** Where the portal is, `https://portal.example`; on its own pages nothing. */
  origin?: string
  /** An API key, `pgk_…`. */
  key?: string | undefined
  /** How often a request that was not answered is sent again: 3 with a key, 0 without. */
  retries?: number
}

/** The typed client: `api.GET('/api/v1/…', { params })`. Every refusal is thrown as an {@link ApiProblem}. */
export function createPartnergate({
  origin,
  key,
  retries = key ? 3 : 0,
  ...options
}: PartnergateOptions = {}): Partnergate {
  const client = createClient<paths>({
    ...options,
    ...(origin && { baseUrl: origin.replace(/\/+$/, '') }),
    ...(retries > 0 && { fetch: retrying(options.fetch ?? ((request) => fetch(request)), retries) }),
    ...(key && { headers: { ...options.headers, authorization: `Bearer ${key}` } }),
  })
  client.use(refusals)
  return client
}

const refusals: Middleware = {
  onRequest({ request }) {
    // A retry of the same act must carry the same key, so one that was set already is kept.
    if (request.method !== 'GET' && !request.headers.has('idempotency-key'))
      request.headers.set('idempotency-key', newIdempotencyKey())
    return request
  },
  async onResponse({ request, response, schemaPath: path, params }) {
    if (response.ok) return
    const values = Object.entries(params.path ?? {}).map(([name, value]) => [name, String(value)])
    throw await problemOf(response, { method: request.method, path, params: Object.fromEntries(values) })
  },
  onError({ request, error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined
    // Node says only "fetch failed"; why stands in the cause.
    const { message, cause } = error as Error & { cause?: { code?: string } }
    return new ApiProblem(0, {
      detail: `${new URL(request.url).origin} cannot be reached: ${cause?.code ?? message}`,
    })
  },
}

/** The body of an answer: `const key = await take(api.GET('/api/v1/key'))`. */
export async function take<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T
}

/** Every item of a list, page by page: `read` asks for one page with the query it is given. */
export async function* everyItem<T>(
  read: (query: { limit: number; cursor?: string }) => Promise<{ data?: { items: T[]; nextCursor?: string | null } }>,
): AsyncGenerator<T> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await take(read({ limit: 100, ...(cursor && { cursor }) }))
    yield* page.items
    cursor = page.nextCursor ?? null
  }
}

/** 128 random bits; not `randomUUID`, which browsers offer on secure origins only. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
