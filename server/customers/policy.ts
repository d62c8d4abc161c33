import { activePartner, administersPartner, type Member, seesService } from '../partners/index.ts'
import { type Problem, problems } from '../platform/http/problem.ts'

/** Sponsorships and who registered under them are read by the partner's sponsorship administrators (R3). */
export function sponsorsOnly({ partner }: Member): Problem | null {
  return partner?.sponsors
    ? null
    : problems.forbidden({ missing: 'sponsorship administrator', grantedBy: 'the vendor, on request' })
}

/** They change them while the partner is active: a suspended partner reads only. */
export function sponsorsChange(member: Member): Problem | null {
  return sponsorsOnly(member) ?? activePartner(member)
}

/**
 * Customers are read by sponsorship administrators, by SA and PA, and by a PU as far as they are associated (R21), while the
 * support service is open (R22). Which ones, the database decides.
 */
export function readsCustomers(member: Member): Problem | null {
  if (member.partner?.sponsors || administersPartner(member) === null) return null
  return seesService(member)
}

/** They are recorded and changed by sponsorship administrators, SA and PA. */
export function changesCustomers(member: Member): Problem | null {
  if (sponsorsOnly(member) !== null) {
    const refusal = administersPartner(member)
    if (refusal) return refusal
  }
  return activePartner(member)
}
