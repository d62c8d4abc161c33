import type { Route } from '../platform/http/route.ts'
import { approveRequestRoute, declineRequestRoute, listRequestsRoute, readRequestRoute } from './queue.route.ts'
import { checkNumbersRoute, ownRequestsRoute, submitRequestRoute, withdrawRequestRoute } from './request.route.ts'
import { partnerAdministratorsRoute, stepDownRoute } from './step-down.route.ts'

export const administratorRoutes: Route[] = [
  ownRequestsRoute,
  submitRequestRoute,
  checkNumbersRoute,
  withdrawRequestRoute,
  listRequestsRoute,
  readRequestRoute,
  approveRequestRoute,
  declineRequestRoute,
  partnerAdministratorsRoute,
  stepDownRoute,
]
