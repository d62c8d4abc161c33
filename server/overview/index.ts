import type { Route } from '../platform/http/route.ts'
import { deviceFiguresRoute } from './devices.route.ts'
import { partnerOverviewRoute } from './overview.route.ts'
import { serviceOverviewRoute } from './service.route.ts'

export const overviewRoutes: Route[] = [partnerOverviewRoute, serviceOverviewRoute, deviceFiguresRoute]
