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

/** Customers are recorded and changed by sponsorship administrators, SA and PA. */
export function changesCustomers(member: Member): Problem | null {
  if (sponsorsOnly(member) !== null) {
    const refusal = administersPartner(member)
    if (refusal) return refusal
  }
  return activePartner(member)
}

/** What a customer's sponsorships stand on (R7, R8): changing it ends access, or lets people in. */
const sponsoringFacts = [
  'domains',
  'purchase',
  'purchasedOn',
  'supportContractNumber',
  'supportStartsAt',
  'supportEndsAt',
] as const

/** Of a customer that is there, those facts are changed by sponsorship administrators alone, who see what stands on them. */
export function mayChange(member: Member, given: Record<string, unknown>): Problem | null {
  return sponsoringFacts.some((fact) => given[fact] !== undefined) ? sponsorsChange(member) : null
}

/** What of a customer somebody may know beside its name and address. */
export type Knows = {
  /** Its sponsorships and who registered: they read as none to others, so they are left out. */
  sponsoring: boolean
  /** The record's facts for sponsoring and contracts (R7, R8): of those who keep it. */
  record: boolean
  /** Who at the partner sees it. */
  associations: boolean
  /** Data of customers, where their service is open: of who has a role in the support service. */
  data: boolean
  /** Reaches the customers of a list alone (R21). */
  listed: boolean
}

/** Whoever does not know a fact does not learn it by asking who has it. */
export function mayAskFor(
  knows: Knows,
  { support, sort }: { support?: string | undefined; sort: string },
): Problem | null {
  if (knows.record || (support === undefined && !sort.endsWith('support'))) return null
  return problems.forbidden({
    missing: 'role super administrator or partner administrator',
    grantedBy: 'an administrator of the partner',
  })
}

export function knowsOf(member: Member): Knows {
  const sponsoring = member.partner?.sponsors ?? false
  const associations = administersPartner(member) === null
  return {
    sponsoring,
    associations,
    data: seesService(member) === null,
    record: sponsoring || associations,
    listed: !sponsoring && !(member.partner?.allCustomers ?? false),
  }
}
