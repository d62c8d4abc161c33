import type { Route } from '../platform/http/route.ts'
import {
  partnerActingRoute,
  partnerEndActingRoute,
  startActingRoute,
  vendorActingRoute,
  vendorEndActingRoute,
} from './acting.route.ts'
import './owned.ts'

export { actingJobs } from './jobs.ts'
export { noteLook } from './look.ts'

export const actingRoutes: Route[] = [
  startActingRoute,
  vendorActingRoute,
  vendorEndActingRoute,
  partnerActingRoute,
  partnerEndActingRoute,
]
