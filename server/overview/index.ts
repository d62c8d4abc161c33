import type { Route } from '../platform/http/route.ts'
import { partnerOverviewRoute } from './overview.route.ts'

export const overviewRoutes: Route[] = [partnerOverviewRoute]
