import type { Hono, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { sql } from 'kysely'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { passwordHashes } from '../crypto/passwords.ts'
import type { Db } from '../db/transaction.ts'
import type { Log } from '../log.ts'
import type { AppVariables } from './guard.ts'

/** What /readyz answers by; the server changes it as it starts and stops. */
export type Readiness = { migrated: boolean; draining: boolean }

const READY_MILLISECONDS = 2000

/**
 * Mounts /healthz (this process is alive), /readyz (migrated, database reachable, not stopping) and /metrics (Prometheus
 * text), and measures every request that is mounted after this.
 */
export function mountHealth(
  app: Hono<{ Variables: AppVariables }>,
  deps: { db: Db; log: Log; readiness: Readiness },
): void {
  const metrics = createMetrics()
  app.get('/healthz', (c) => c.json({ status: 'alive' }))
  app.get('/readyz', async (c) => {
    c.header('Cache-Control', 'no-store')
    const reason = await whyNotReady(deps)
    return reason ? c.json({ status: 'not ready', reason }, 503) : c.json({ status: 'ready' })
  })
  app.get('/metrics', async (c) => {
    c.header('Content-Type', metrics.registry.contentType)
    return c.body(await metrics.registry.metrics())
  })
  app.use(metrics.measure(deps.log))
}

async function whyNotReady({ db, readiness }: { db: Db; readiness: Readiness }): Promise<string | undefined> {
  if (readiness.draining) return 'stopping'
  if (!readiness.migrated) return 'migrating'
  const abort = new AbortController()
  const late = new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve('the database does not answer'), READY_MILLISECONDS)
    abort.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  try {
    return await Promise.race([sql`select 1`.execute(db).then(() => undefined), late])
  } catch {
    return 'the database cannot be reached'
  } finally {
    abort.abort()
  }
}

function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registry.registerMetric(passwordHashes)
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer, by method, route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  // Patterns, never paths: paths have no end, and some carry one-time tokens.
  const measure =
    (log: Log): MiddlewareHandler<{ Variables: AppVariables }> =>
    async (c, next) => {
      const started = performance.now()
      await next()
      const seconds = (performance.now() - started) / 1000
      const route = routePath(c) // of the handler that answered: '/*' for the pages and for what nobody serves
      duration.observe({ method: known(c.req.method), route, status: c.res.status }, seconds)
      log.debug(
        { requestId: c.get('requestId'), method: c.req.method, route, status: c.res.status, seconds },
        'request',
      )
    }
  return { registry, measure }
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
/** A caller may invent methods, and each label value costs memory. */
const known = (method: string) => (METHODS.has(method) ? method : 'other')
