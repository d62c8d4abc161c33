import type { Route } from '../platform/http/route.ts'
import type { AnyJob } from '../platform/jobs/job.ts'
import {
  attestPeopleRoute,
  disablePeopleRoute,
  enablePeopleRoute,
  markLeftRoute,
  previewPeopleRoute,
  verifyPeopleRoute,
} from './acts.route.ts'
import { attestationsRoute } from './attestation.route.ts'
import { attestationJob } from './attestation-job.ts'
import { explainForPartnerRoute, peopleRoute, personRoute } from './people.route.ts'
import { accessRequestRoute, accessRequestsRoute, decideRequestRoute } from './requests.route.ts'
import { vendorPeopleRoute, vendorPersonRoute } from './vendor-people.route.ts'

export { actOnPeople } from './act-on-people.ts'
export { listPeople, type PersonFilter } from './queries.ts'
export { partnerParams, personFilters } from './shapes.ts'

export const peopleRoutes: Route[] = [
  peopleRoute,
  previewPeopleRoute,
  verifyPeopleRoute,
  disablePeopleRoute,
  enablePeopleRoute,
  personRoute,
  explainForPartnerRoute,
  accessRequestsRoute,
  accessRequestRoute,
  decideRequestRoute,
  attestationsRoute,
  attestPeopleRoute,
  markLeftRoute,
  vendorPeopleRoute,
  vendorPersonRoute,
]

export const peopleJobs: AnyJob[] = [attestationJob]
