import type { Route } from '../platform/http/route.ts'
import { alertRoutes as managingRoutes } from './alerts.route.ts'
import { digestRoutes } from './digest.route.ts'
import { exportAlertsRoute } from './export.route.ts'

export { addresseeOf } from './digest-queries.ts'
export { exportAlertsRoute } from './export.route.ts'
export { alertJobs } from './jobs.ts'
export { alertCounts } from './queries.ts'
export { sourcesChanged } from './queue.ts'
export { alertsOfDevices, alertsOfSources } from './reconcile.ts'

export const alertRoutes: Route[] = [...managingRoutes, exportAlertsRoute, ...digestRoutes]
