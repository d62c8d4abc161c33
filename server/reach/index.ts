import type { Route } from '../platform/http/route.ts'
import {
  explainReachRoute,
  findMembersRoute,
  vendorExplainReachRoute,
  vendorFindMembersRoute,
} from './explain.route.ts'
import { explainStaffRoute } from './staff.route.ts'

export const reachRoutes: Route[] = [
  explainReachRoute,
  findMembersRoute,
  vendorExplainReachRoute,
  vendorFindMembersRoute,
  explainStaffRoute,
]
