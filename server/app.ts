import { join } from 'node:path'
import { Hono } from 'hono'
import { noteLook } from './acting/index.ts'
import { noteForgery, noteRefusal } from './collectors/index.ts'
import { mountAgents } from './inventory/index.ts'
import { type AppVariables, onError, requestIds, sameOriginWrites, securityHeaders } from './platform/http/guard.ts'
import { openApiDocument } from './platform/http/openapi.ts'
import { problems } from './platform/http/problem.ts'
import { mountRoutes, type RouteDeps } from './platform/http/route.ts'
import { mountPages } from './platform/http/web-pages.ts'
import { mountKeys } from './platform/signing/publish.ts'
import { version } from './platform/version.ts'
import { routes } from './routes.ts'

export const apiPrefix = '/api/v1'

/** The whole HTTP side: middleware order and slice mounts; nothing else. `before` mounts health and metrics first. */
export function createApp(
  deps: RouteDeps,
  before?: (app: Hono<{ Variables: AppVariables }>) => void,
): Hono<{ Variables: AppVariables }> {
  const app = new Hono<{ Variables: AppVariables }>()
  app.onError(onError(deps.log))
  app.use(requestIds())
  app.use(securityHeaders(deps.config))
  before?.(app)
  app.use('/api/*', sameOriginWrites(deps.config))
  mountRoutes(app, apiPrefix, routes, deps, { noteLook, noteRefusal, noteForgery })
  mountAgents(app, deps, { noteRefusal, noteForgery })
  app.get('/openapi.json', (c) => c.json(openApi()))
  mountKeys(app, deps)
  mountPages(app, join(import.meta.dirname, '..', 'dist', 'web'))
  app.notFound(() => {
    throw problems.not_found()
  })
  return app
}

/** The API's document, the same that is committed as openapi.json. */
export function openApi(): object {
  return openApiDocument(apiPrefix, routes, version)
}
