import { activePartner, administersPartner, hasRole, type Member, seesService } from '../partners/index.ts'
import type { Problem } from '../platform/http/problem.ts'

/** Registrations are records of SA and PA; a PU reads those of associated customers while the service is open (R20, R21). */
export function readsCollectors(member: Member): Problem | null {
  return hasRole(member) ?? (administersPartner(member) === null ? null : seesService(member))
}

/** The same change them, of a partner that is not suspended; of which customers, the service decides (R25). */
export function changesCollectors(member: Member): Problem | null {
  return readsCollectors(member) ?? activePartner(member)
}

/** What a reader may do with one, so that pages say it beforehand. The database decides when it is done. */
export function actsOn(
  member: Member,
  { serviceState, deleted }: { serviceState: string; deleted: boolean },
): { mayChange: boolean; mayEnd: boolean } {
  const { partner } = member
  const active = changesCollectors(member) === null && !partner?.acting && !deleted
  const mayChange = active && serviceState === 'in_force'
  return { mayChange, mayEnd: mayChange || (active && administersPartner(member) === null) }
}
