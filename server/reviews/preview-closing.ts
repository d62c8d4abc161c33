import type { OperationCall } from '../audit/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { stopsOf } from './answer.ts'
import { rulesHand } from './close.ts'
import { outcomes } from './decide.ts'
import { previewMemberships } from './effects.ts'
import { type DeniedOf, type Place, readRun } from './end.ts'
import { errors } from './errors.ts'
import { allRows } from './list-queries.ts'
import type { ReviewRow } from './queries.ts'

type Call = OperationCall & { principal: Principal }

/**
 * What closing a review now would do, partner by partner: how many rows nobody answered, what its rule takes from whom, whom it cannot be
 * carried out for and why, and what those who would go own, which ends as nobody takes it over. Changes nothing.
 * @throws review_over when no part takes answers any more; 404 and 403 as closing itself
 */
export async function previewClosing(call: Call, place: Place, deniedOf: DeniedOf) {
  const open = (await readRun(call, place, deniedOf)).filter((part) => part.state === 'open')
  if (open.length === 0) throw errors.review_over()
  const parts = []
  for (const part of open) parts.push(await closingOf(call, part))
  return { parts }
}

async function closingOf({ tx, deps }: Call, part: ReviewRow) {
  const { partner_id: partnerId, partner_name: partnerName, rule } = part
  const rows = (await allRows(tx, partnerId, part.review_id)).filter((row) => row.shownState === 'open')
  const found = await previewMemberships(rulesHand(tx, deps.config, part), deps.db, null, rows, rule)
  const done = rows.filter((row) => !found.refused.has(row.rowId))
  const refused = [...found.refused.keys()]
  return {
    partnerId,
    partnerName,
    open: rows.length,
    stops: rule === 'keep' ? [] : stopsOf(done),
    kept: outcomes(refused, rows, new Set(), found.refused),
    sponsoring: found.sponsoring,
    owned: found.owned.map(({ kind, names }) => ({ kind, names })),
  }
}
