import type { Route } from '../platform/http/route.ts'
import { serviceRoute } from './service.route.ts'

export { requireInForce } from './in-force.ts'
export { serviceJobs } from './notices.ts'

export const serviceRoutes: Route[] = [serviceRoute]
