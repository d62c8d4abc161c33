import type { OperationCall } from '../audit/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { stopsOf } from './answer.ts'
import { outcomes } from './decide.ts'
import { previewRule } from './effects.ts'
import { type DeniedOf, type Place, readRun } from './end.ts'
import { errors } from './errors.ts'
import { openRows } from './list-queries.ts'

type Call = OperationCall & { principal: Principal }

/**
 * What closing a review now would do, partner by partner: how many rows nobody answered, what its rule takes from whom, whom it cannot be
 * carried out for and why, and what those who would go own, which ends as nobody takes it over. Changes nothing, and asks the database
 * as often of hundreds of partners as of one.
 * @throws review_over when no part takes answers any more; 404 and 403 as closing itself
 */
export async function previewClosing(call: Call, place: Place, deniedOf: DeniedOf) {
  const { tx, deps } = call
  const open = (await readRun(call, place, deniedOf)).filter((part) => part.state === 'open')
  const [first] = open
  if (!first) throw errors.review_over()
  const ids = open.map((part) => part.partner_id)
  const rowsOf = Map.groupBy(await openRows(tx, ids, first.review_id), ({ partnerId }) => partnerId)
  const foundIn = await previewRule(tx, deps.db, first.rule, rowsOf)
  const parts = open.map(({ partner_id: partnerId, partner_name: partnerName, rule }) => {
    const rows = rowsOf.get(partnerId) ?? []
    const { refused, owned, sponsoring } = foundIn(partnerId)
    return {
      partnerId,
      partnerName,
      open: rows.length,
      stops: rule === 'keep' ? [] : stopsOf(rows.filter((row) => !refused.has(row.rowId))),
      kept: outcomes([...refused.keys()], rows, new Set(), refused),
      sponsoring,
      owned,
    }
  })
  return { parts }
}
