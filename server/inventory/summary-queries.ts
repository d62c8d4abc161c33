import { sql } from 'kysely'
import { type CoverageState, coverageState } from '../coverage/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { Target } from './ingest.ts'
import type { Coverage } from './state.ts'

/** How many devices of a collection stand how at this moment, as the contracts say. */
export async function coverageCounts(
  tx: Tx,
  { partnerId, collectionId }: Pick<Target, 'partnerId' | 'collectionId'>,
): Promise<Coverage> {
  const { rows } = await sql<{ state: CoverageState; n: number }>`
    select ${coverageState} as state, count(*)::int as n
    from collection_device s join device d on d.partner_id = s.partner_id and d.device_id = s.device_id
    where s.partner_id = ${partnerId} and s.collection_id = ${collectionId} group by 1`.execute(tx)
  const of = (state: CoverageState) => rows.find((row) => row.state === state)?.n ?? 0
  return {
    covered: of('covered'),
    expiring: of('expiring'),
    expired: of('expired'),
    notCovered: of('not_covered'),
    otherPartner: of('other_partner'),
    unrecognised: of('unrecognised'),
  }
}
