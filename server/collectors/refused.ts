import { type AuditFacts, audit } from '../audit/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import type { Refusal } from '../platform/http/collector.ts'
import { Problem } from '../platform/http/problem.ts'
import type { Hooks } from '../platform/http/route.ts'
import { takeLimits } from '../platform/http/throttle.ts'

/** What is recorded of a genuine licence or address that was refused: once an hour for each collector and reason. */
export function refusedFacts({ partnerId, collectorId, name, reason }: Refusal): AuditFacts {
  return {
    partnerId,
    action: 'collector.request_refused',
    objectType: 'collector',
    objectId: collectorId,
    objectLabel: name,
    why: 'its licence or address was shown, and what was asked was refused',
    detail: { reason },
  }
}

export const noteRefusal: Hooks['noteRefusal'] = async ({ deps, request, ...refusal }) => {
  if (!refusal.first) return
  const { address, requestId } = request
  await inTransaction(deps.db, { kind: 'system', partnerId: refusal.partnerId }, (tx) =>
    audit(tx, deps.config.secret, { person: null, label: 'stranger', address, requestId }, refusedFacts(refusal)),
  )
}

/**
 * Of what is no licence or address of ours nobody knows whose it is: the vendor's audit has it, once an hour for each network and a
 * hundred times an hour in all, so that nobody fills it.
 */
export const noteForgery: Hooks['noteForgery'] = async ({ deps, request, network }) => {
  const { address, requestId } = request
  const limits = [
    { bucket: `forged-licence/${network}`, limit: 1, windowSeconds: 3600 },
    { bucket: 'forged-licences', limit: 100, windowSeconds: 3600 },
  ]
  try {
    await takeLimits(deps.db, limits)
  } catch (error) {
    if (error instanceof Problem) return
    throw error
  }
  await inTransaction(deps.db, { kind: 'system' }, (tx) =>
    audit(
      tx,
      deps.config.secret,
      { person: null, label: 'stranger', address, requestId },
      {
        partnerId: null,
        action: 'collector.forgery_refused',
        objectType: 'network',
        objectId: network,
        objectLabel: network,
        why: 'no licence that this installation signed and recorded, and no address that it made',
      },
    ),
  )
}
