import type { Route } from '../platform/http/route.ts'
import { listAdministratorsRoute, previewAdministratorRoute, removeAdministratorRoute } from './administrators.route.ts'
import {
  changePartnerRoute,
  createPartnerRoute,
  findAnyonesCustomersRoute,
  findCustomersRoute,
  listPartnersRoute,
  previewPartnerRoute,
  readPartnerRoute,
  setPartnerStateRoute,
} from './partners.route.ts'

export { warnLastAdministrator } from './administrators.ts'
export { endingSessions, endSessionsOfTheAccessless } from './end-sessions.ts'
export {
  endSponsoring,
  isMember,
  listAdministrators,
  lockAdministrators,
  type MemberKey,
  membersIn,
  type PersonInCharge,
  peopleInCharge,
} from './membership-queries.ts'
export {
  activePartner,
  administersActivePartner,
  administersPartner,
  hasRole,
  listedOf,
  type Member,
  readsRecords,
  rightOf,
  seesService,
  serviceInForce,
} from './policy.ts'
export { qualificationOf, readPartner } from './queries.ts'
export { sponsoringStopsField, sponsoringStopsOf } from './sponsoring-stops.ts'

export const partnerRoutes: Route[] = [
  listPartnersRoute,
  createPartnerRoute,
  readPartnerRoute,
  changePartnerRoute,
  setPartnerStateRoute,
  previewPartnerRoute,
  findAnyonesCustomersRoute,
  findCustomersRoute,
  listAdministratorsRoute,
  previewAdministratorRoute,
  removeAdministratorRoute,
]
