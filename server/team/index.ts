import type { Route } from '../platform/http/route.ts'
import type { AnyJob } from '../platform/jobs/job.ts'
import { previewTeamRoute, reactivateRoute, removeRoute, setRoleRoute, suspendRoute } from './acts.route.ts'
import { applyImportRoute, checkImportRoute, importRowsRoute, readImportRoute } from './imports.route.ts'
import { importJob } from './imports.ts'
import { inviteRoute, listInvitationsRoute, resendRoute, withdrawRoute } from './invitations.route.ts'
import { joinFromAccountRoute, joinRoute, joinSignedInRoute, myTeamsRoute, previewJoinRoute } from './join.route.ts'
import {
  listOnboardingRoute,
  onboardRoute,
  previewRemovalRoute,
  removeSuperAdminRoute,
  resendOnboardingRoute,
  withdrawOnboardingRoute,
} from './onboarding.route.ts'
import { dismissStartRoute, readStartRoute } from './start.route.ts'
import { exportTeamRoute, listTeamRoute, readMemberRoute, vendorTeamRoute } from './team.route.ts'

export { handOverField, ownedField } from './acts.route.ts'
export { actOnMembers, type HandOver, lockMembers, type Outcome } from './members.ts'
export { type Colleague, registerOwned } from './owned.ts'
export { previewAct, previewLeaving } from './preview.ts'
export { notDisabled } from './queries.ts'

export const teamRoutes: Route[] = [
  listTeamRoute,
  previewTeamRoute,
  setRoleRoute,
  suspendRoute,
  reactivateRoute,
  removeRoute,
  readMemberRoute,
  exportTeamRoute,
  listInvitationsRoute,
  inviteRoute,
  resendRoute,
  withdrawRoute,
  checkImportRoute,
  readImportRoute,
  importRowsRoute,
  applyImportRoute,
  readStartRoute,
  dismissStartRoute,
  previewJoinRoute,
  joinRoute,
  joinSignedInRoute,
  myTeamsRoute,
  joinFromAccountRoute,
  listOnboardingRoute,
  onboardRoute,
  resendOnboardingRoute,
  withdrawOnboardingRoute,
  vendorTeamRoute,
  previewRemovalRoute,
  removeSuperAdminRoute,
]

export const teamJobs: AnyJob[] = [importJob]
