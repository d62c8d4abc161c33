import { activePartner, type Member, seesService } from '../partners/index.ts'
import type { Problem } from '../platform/http/problem.ts'

/** Alerts are data of customers: whoever has a role sees those of the customers they reach while the service is open (R31). */
export const readsAlerts: (member: Member) => Problem | null = seesService

/** Acknowledged by whoever maintains collectors there (R20, R21), of a partner that is not suspended; the service decides the rest (R25). */
export function acknowledgesAlerts(member: Member): Problem | null {
  return readsAlerts(member) ?? activePartner(member)
}

/** What a reader may do with one, so that pages say it beforehand. The database decides when it is done. */
export function mayAcknowledge(member: Member, { service, state }: { service: string; state: string }): boolean {
  return (
    acknowledgesAlerts(member) === null && !member.partner?.acting && service === 'in_force' && state !== 'resolved'
  )
}
