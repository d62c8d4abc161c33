import { type AuditFacts, audit } from '../audit/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import type { Refusal } from '../platform/http/collector.ts'
import type { Hooks } from '../platform/http/route.ts'

/** What is recorded of a genuine licence that was refused: once an hour for each collector and reason. */
export function refusedFacts({ partnerId, collectorId, name, reason }: Refusal): AuditFacts {
  return {
    partnerId,
    action: 'collector.request_refused',
    objectType: 'collector',
    objectId: collectorId,
    objectLabel: name,
    why: 'its licence was shown, and opened nothing',
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
