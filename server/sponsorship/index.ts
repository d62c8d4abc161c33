export {
  formatRegistrationNumber,
  formatVerificationKey,
  parseRegistrationNumber,
  parseVerificationKey,
} from './codes.ts'
export { keyHash } from './key.ts'
export {
  type Finding,
  findRedeemable,
  type OfferedEntitlement,
  type Redeemable,
  type Refused,
  type RefusedReason,
  readOffered,
  recordAttempt,
} from './redeemable.ts'
export { holdsSeatSql, seatsUsed, takeSeat } from './seats.ts'
export { endedReason, type ShownState, shownState, shownStates } from './state.ts'
