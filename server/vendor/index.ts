import type { Route } from '../platform/http/route.ts'
import {
  acceptInvitationRoute,
  acceptInvitationSignedInRoute,
  inviteStaffRoute,
  listInvitationsRoute,
  previewInvitationRoute,
  resendInvitationRoute,
  withdrawInvitationRoute,
} from './invitations.route.ts'
import { readLogoRoute, removeLogoRoute, setLogoRoute } from './logo.route.ts'
import { overviewRoute } from './overview.route.ts'
import { changeSettingsRoute, previewSettingsRoute, readSettingsRoute } from './settings.route.ts'
import { previewSetupRoute, setUpRoute } from './setup.route.ts'
import { changeStaffRoute, listStaffRoute, removeStaffRoute } from './staff.route.ts'

export { languageField, reasonField, reasonMissing, requireKnownLanguage, tokenField } from './fields.ts'
export { administratorsOnly, agentsAndAdministrators } from './policy.ts'
export { ensureSetupLink } from './setup.ts'
export { hasConfirmedAccount, makeConfirmedAccount } from './staff-queries.ts'

export const vendorRoutes: Route[] = [
  previewSetupRoute,
  setUpRoute,
  overviewRoute,
  listStaffRoute,
  changeStaffRoute,
  removeStaffRoute,
  listInvitationsRoute,
  inviteStaffRoute,
  resendInvitationRoute,
  withdrawInvitationRoute,
  previewInvitationRoute,
  acceptInvitationRoute,
  acceptInvitationSignedInRoute,
  readSettingsRoute,
  changeSettingsRoute,
  previewSettingsRoute,
  setLogoRoute,
  removeLogoRoute,
  readLogoRoute,
]
