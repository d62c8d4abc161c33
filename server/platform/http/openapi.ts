import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi'
import { z } from '@hono/zod-openapi'
import type { Route } from './route.ts'
import { sessionCookieName } from './session-cookie.ts'

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string().optional(),
    fields: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
    missing: z.string().optional(),
    grantedBy: z.string().optional(),
    params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    requestId: z.string(),
  })
  .openapi('Problem')

/** The OpenAPI 3.1 document of `routes`: from the same schemas that validate requests and strip answers. */
export function openApiDocument(prefix: string, routes: Route[], version: string): object {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: sessionCookieName })
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'pgk_…',
    description: 'An API key of a partner or of the vendor. What an operation lists beside it is the scope it needs.',
  })
  registry.registerComponent('securitySchemes', 'licence', {
    type: 'http',
    scheme: 'DPoP',
    description:
      'The licence of a collector, bound to its own key; beside it, in the header DPoP, a proof for this very request (RFC 9449) with the body’s digest.',
  })
  for (const route of routes) {
    registry.registerPath({
      method: route.method,
      path: `${prefix}${route.path}`,
      tags: [route.tag],
      summary: route.summary,
      operationId: operationId(route),
      security: securityOf(route),
      request: {
        ...(route.params && { params: route.params }),
        ...(route.query && { query: route.query }),
        ...(route.body && { body: { required: true, content: { 'application/json': { schema: route.body } } } }),
        ...(route.upload && { body: { required: true, content: uploadOf(route.upload.types) } }),
        ...(route.method !== 'get' && {
          headers: z.object({ 'Idempotency-Key': z.string().max(200).optional() }),
        }),
      },
      responses: {
        ...successOf(route),
        default: {
          description: 'A refusal (RFC 9457)',
          content: { 'application/problem+json': { schema: problemSchema } },
        },
      },
    })
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Partnergate', version, description: 'Sponsored access and partner support service.' },
  })
}

function securityOf({ realm, scope }: Route): Record<string, string[]>[] {
  if (realm === 'public') return []
  if (realm === 'collector') return [{ licence: [] }]
  if (realm === 'key') return [{ apiKey: [] }]
  return scope ? [{ session: [] }, { apiKey: [scope] }] : [{ session: [] }]
}

function uploadOf(types: readonly string[]) {
  return Object.fromEntries(types.map((type) => [type, { schema: z.string().openapi({ format: 'binary' }) }]))
}

function successOf(route: Route): Record<string, ResponseConfig> {
  if (route.produces)
    return {
      200: {
        description: 'A file',
        content: { [route.produces]: { schema: z.string().openapi({ format: 'binary' }) } },
      },
    }
  if (!route.answer) return { 204: { description: 'Done' } }
  return { [route.status ?? 200]: { description: 'Done', content: { 'application/json': { schema: route.answer } } } }
}

function operationId(route: Route): string {
  const words = route.path
    .split('/')
    .filter(Boolean)
    .map((part: string) => part.replace(/[{}]/g, ''))
  return [route.method, ...words].join('_').replace(/[^a-zA-Z0-9_]/g, '_')
}
