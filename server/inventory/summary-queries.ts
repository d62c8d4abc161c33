import { sql } from 'kysely'
import { type CoverageState, coverageState } from '../coverage/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { Target } from './ingest.ts'
import type { Coverage } from './state.ts'

/** How many devices of a collection stand how at this moment, as the contracts say; those of a partial one are looked up row by row. */
export async function coverageCounts(
  tx: Tx,
  { partnerId, collectionId, partial }: Pick<Target, 'partnerId' | 'collectionId' | 'partial'>,
): Promise<Coverage> {
  const devices = partial
    ? sql`cross join lateral (select d.serial_norm, d.vendor_key, d.covered, d.elsewhere from device d
        where d.partner_id = s.partner_id and d.device_id = s.device_id offset 0) d`
    : sql`join device d on d.partner_id = s.partner_id and d.device_id = s.device_id`
  const { rows } = await sql<{ state: CoverageState; n: number }>`
    select ${coverageState} as state, count(*)::int as n from collection_device s ${devices}
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
