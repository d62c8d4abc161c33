import type { Route } from '../platform/http/route.ts'
import { addSponsorshipRoute } from './add-sponsorship.route.ts'
import { cancelRoute, confirmRoute, previewRoute } from './confirm.route.ts'
import { codeRoute, correctAddressRoute, resendRoute, statusRoute } from './handle.route.ts'
import { checkPersonRoute, checkRoute, registerRoute } from './register.route.ts'

export { registrationJobs } from './jobs.ts'

export const registrationRoutes: Route[] = [
  checkPersonRoute,
  checkRoute,
  registerRoute,
  statusRoute,
  resendRoute,
  correctAddressRoute,
  codeRoute,
  previewRoute,
  confirmRoute,
  cancelRoute,
  addSponsorshipRoute,
]
