import { auditCall } from '../audit/index.ts'
import { ceilingOf } from '../entitlements/index.ts'
import { sendMail } from '../messages/index.ts'
import { personBehind } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import type { PartnerCall } from './act-on-people.ts'
import { errors } from './errors.ts'
import {
  addToSponsorship,
  alsoGetting,
  decideOpen,
  openTwins,
  type RequestRow,
  readRequest,
} from './request-queries.ts'

/** A request with what granting it would mean: whether the contracts allow it (R4), and who else gets it. */
export async function previewDecision({ tx, principal }: PartnerCall, requestId: string) {
  const { partnerId } = principal.partner
  const row = await readRequest(tx, partnerId, requestId)
  if (!row) throw problems.not_found()
  const ceiling = await ceilingOf(tx, partnerId)
  return { row, underCeiling: ceiling.has(row.entitlement_id), alsoGets: await alsoGetting(tx, partnerId, row) }
}

/**
 * Grants or declines. Granting adds the entitlement to the sponsorship, so everybody under it gets it, and whoever
 * asked for the same is answered, too. Refused above the partner's ceiling (R4), for one's own registration (R24), and
 * when somebody else was first.
 */
export async function decideRequest(
  call: PartnerCall,
  requestId: string,
  given: { decision: 'grant' | 'decline'; reason: string },
): Promise<void> {
  const { tx, principal } = call
  const { partnerId } = principal.partner
  const row = await readRequest(tx, partnerId, requestId)
  if (!row) throw problems.not_found()
  if (row.account_id === personBehind(principal))
    throw errors.own_registration({ missing: 'another administrator’s decision', grantedBy: principal.partner.name })
  const granted = given.decision === 'grant'
  if (granted && !(await ceilingOf(tx, partnerId)).has(row.entitlement_id))
    throw errors.above_ceiling({
      missing: `${row.entitlement_id} in one of the partner’s contracts`,
      grantedBy: 'the vendor',
    })
  const decision = {
    state: granted ? ('granted' as const) : ('declined' as const),
    by: principal.accountId,
    byName: `${principal.firstName} ${principal.lastName}`.trim(),
    reason: given.reason,
  }
  if (!(await decideOpen(tx, partnerId, requestId, decision))) throw errors.access_request_decided()
  const answered = [row]
  if (granted) {
    await addToSponsorship(tx, partnerId, row)
    for (const twin of await openTwins(tx, partnerId, row))
      if (await decideOpen(tx, partnerId, twin.request_id, decision)) answered.push(twin)
  }
  for (const one of answered) await tell(call, one, granted, given.reason)
  for (const one of answered) await record(call, one, decision.state, given.reason)
}

async function tell({ tx, deps, principal }: PartnerCall, row: RequestRow, granted: boolean, reason: string) {
  const name = row.names[row.language] ?? row.names.en ?? row.entitlement_id
  await sendMail(tx, deps.config, {
    to: row.email,
    language: row.language,
    partnerId: principal.partner.partnerId,
    template: 'access_request_decided',
    params: {
      firstName: row.first_name,
      partner: principal.partner.name,
      customer: row.customer_name,
      granted: granted ? [name] : [],
      declined: granted ? [] : [name],
      reason: reason || null,
      link: `${deps.config.origin}/access`,
    },
  })
}

async function record(call: PartnerCall, row: RequestRow, state: string, reason: string): Promise<void> {
  await auditCall(call, {
    partnerId: call.principal.partner.partnerId,
    action: `registration.access_request_${state}`,
    objectType: 'registration',
    objectId: row.registration_id,
    objectLabel: `${row.first_name} ${row.last_name}`,
    why: 'sponsorship administrator',
    detail: {
      requestId: row.request_id,
      entitlementId: row.entitlement_id,
      sponsorshipId: row.sponsorship_id,
      customer: row.customer_name,
      reason,
    },
  })
}
