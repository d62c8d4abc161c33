import type { Route } from '../platform/http/route.ts'
import { explainForVendorRoute, explainMyAccessRoute, myAccessRoute, whoSeesRoute } from './access.route.ts'
import {
  askForMoreRoute,
  leaveRoute,
  myRequestsRoute,
  switchEntitlementRoute,
  withdrawRequestRoute,
} from './my-access.route.ts'

/** What a person has and does about it, and why, for themselves and for the vendor. */
export const accessRoutes: Route[] = [
  myAccessRoute,
  explainMyAccessRoute,
  explainForVendorRoute,
  whoSeesRoute,
  switchEntitlementRoute,
  askForMoreRoute,
  myRequestsRoute,
  withdrawRequestRoute,
  leaveRoute,
]
