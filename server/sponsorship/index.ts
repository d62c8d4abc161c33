import type { Route } from '../platform/http/route.ts'
import { handOverByMailRoute, letterRoute } from './hand-over.route.ts'
import { listAttemptsRoute, listSponsorshipsRoute, readSponsorshipRoute, sponsoringOptionsRoute } from './read.route.ts'
import {
  changeSponsorshipRoute,
  createSponsorshipRoute,
  editSponsorshipRoute,
  issueSponsorshipRoute,
  previewSponsorshipRoute,
  replaceKeyRoute,
  revokeSponsorshipRoute,
} from './write.route.ts'

export {
  formatRegistrationNumber,
  parseRegistrationNumber,
  parseVerificationKey,
} from './codes.ts'
export { keyHash } from './key.ts'
export { listSponsorships } from './queries.ts'
export { sponsorshipFilters } from './read.route.ts'
export {
  findRedeemable,
  type OfferedEntitlement,
  type Redeemable,
  type RefusedReason,
  readOffered,
  recordAttempt,
} from './redeemable.ts'
export { holdsSeatSql, seatsUsed, takeSeat } from './seats.ts'
export { shownStateSql, shownStates } from './state.ts'

export const sponsorshipRoutes: Route[] = [
  sponsoringOptionsRoute,
  listSponsorshipsRoute,
  createSponsorshipRoute,
  readSponsorshipRoute,
  editSponsorshipRoute,
  issueSponsorshipRoute,
  replaceKeyRoute,
  previewSponsorshipRoute,
  changeSponsorshipRoute,
  revokeSponsorshipRoute,
  handOverByMailRoute,
  letterRoute,
  listAttemptsRoute,
]
