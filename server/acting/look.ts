import { auditCall } from '../audit/index.ts'
import { inTransaction } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import type { Look } from '../platform/http/route.ts'
import { insertLook } from './queries.ts'

/** What every page asks by itself, whichever it is: no area of its own. */
const ambient = ['service']

/** The part of the partner's pages a route belongs to: `customers` for /partners/{partnerId}/customers/{customerId}. */
export function areaOf(path: string): string {
  return path.split('/')[3] ?? 'partner'
}

/**
 * Audits what somebody looks at for a partner, before they get it: each area once an acting. Files and exports audit
 * themselves, every time. Should the acting have ended meanwhile, there is nothing to see.
 */
export async function noteLook({ deps, entry, route, request }: Look): Promise<void> {
  const area = areaOf(route.path)
  if (ambient.includes(area)) return
  await inTransaction(deps.db, entry, async (tx, principal) => {
    const partner = principal?.partner
    if (!principal || !partner?.acting) throw problems.not_found()
    const { partnerId, acting } = partner
    const isFirst = await insertLook(tx, {
      partnerId,
      actingId: acting.actingId,
      accountId: principal.accountId,
      area,
    })
    if (!isFirst) return
    await auditCall(
      { tx, principal, request, deps },
      {
        partnerId,
        action: 'acting.looked',
        objectType: 'acting',
        objectId: acting.actingId,
        objectLabel: area,
        why: 'vendor staff acting for the partner',
        detail: { area },
      },
    )
  })
}
