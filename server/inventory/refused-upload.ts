import { audit } from '../audit/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { Problem } from '../platform/http/problem.ts'
import type { Route } from '../platform/http/route.ts'
import { takeLimits } from '../platform/http/throttle.ts'

/** Refusals that tell of more than a break in the line: somebody else's collection, other bytes, too much. */
const recorded = new Set([
  'not_found',
  'collection_differs',
  'chunk_differs',
  'counts_differ',
  'uploads_refused',
  'uploads_used_up',
])

/** The audit has what a collector was refused once an hour for each reason, so that no collector fills it. */
export const noteRefusedUpload: NonNullable<Route['refused']> = async ({ error: { code }, entry, deps, request }) => {
  if (entry.kind !== 'collector' || !recorded.has(code)) return
  try {
    await takeLimits(deps.db, [{ bucket: `refused-upload/${entry.licenceId}/${code}`, limit: 1, windowSeconds: 3600 }])
  } catch (error) {
    if (error instanceof Problem) return
    throw error
  }
  const { address, requestId } = request
  await inTransaction(deps.db, entry, async (tx, _, collector) => {
    if (!collector) return
    const { partnerId, collectorId, name, customerName } = collector
    await audit(
      tx,
      deps.config.secret,
      { person: null, label: name, address, requestId },
      {
        partnerId,
        action: 'collector.upload_refused',
        objectType: 'collector',
        objectId: collectorId,
        objectLabel: name,
        why: 'licence and proof of the machine’s own key',
        detail: { reason: code, customer: customerName },
      },
    )
  })
}
