import type { Route } from '../platform/http/route.ts'
import { confirmEmailRoute, requestEmailRoute } from './email.route.ts'
import { meRoute, updateMeRoute } from './me.route.ts'
import { changePasswordRoute, checkPasswordRoute, forgotPasswordRoute, resetPasswordRoute } from './password.route.ts'
import { revokeOtherSessionsRoute, revokeSessionRoute, sessionsRoute, signOutRoute } from './sessions.route.ts'
import { signInRoute } from './sign-in.route.ts'

export { emailField, normaliseEmail } from './email.ts'
export { accountJobs } from './forgot-password.ts'
export { isGroupName } from './names.ts'
export { judgePerson, passwordField, requireGoodPassword } from './password-rules.ts'
export {
  faultOfName,
  isPersonalMailbox,
  othersNameField,
  personalEmailField,
  personalNameField,
  requirePersonalName,
} from './person-fields.ts'

export const accountRoutes: Route[] = [
  meRoute,
  updateMeRoute,
  signInRoute,
  signOutRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  changePasswordRoute,
  checkPasswordRoute,
  requestEmailRoute,
  confirmEmailRoute,
  sessionsRoute,
  revokeSessionRoute,
  revokeOtherSessionsRoute,
]
