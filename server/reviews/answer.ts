import { handOf, type OperationCall } from '../audit/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { decide, judgeAll, outcomes, type RowOutcome } from './decide.ts'
import { type Carrying, type Decision, previewMemberships } from './effects.ts'
import { lockRows, type Row } from './list-queries.ts'
import type { Reviewer } from './policy.ts'
import type { ReviewRow } from './queries.ts'
import { readParts } from './queries.ts'
import type { Denied } from './read.ts'

type Call = OperationCall & { principal: Principal }
type Given = { partnerId: string; reviewId: string; decision: Decision; rowIds: string[] }
type Who = { reviewer: Reviewer; deniedOf: (part: ReviewRow) => Denied; why: string }

/** Decides rows of one partner's part. 404 when there is no such part; 403 for who may not answer it. */
export async function answerRows(call: Call, given: Given & Carrying, who: Who) {
  const part = await partFor(call, given, who)
  const { firstName, lastName } = call.principal
  const name = `${firstName} ${lastName}`
  const items = await decide(handIn(call, part, who), part, who.reviewer, { ...given, name })
  return { items, done: countDone(items) }
}

/** What deciding would do, what it would take from whom, and what those who would go own; changes nothing. */
export async function previewAnswer(call: Call, given: Given, who: Who) {
  const part = await partFor(call, given, who)
  const rows = await lockRows(call.tx, part.partner_id, part.review_id, given.rowIds)
  const refused = judgeAll(rows, who.reviewer, given.decision)
  const judged = rows.filter((row) => !refused.has(row.rowId))
  const more = await previewMemberships(handIn(call, part, who), call.deps.db, who.reviewer, judged, given.decision)
  for (const [rowId, why] of more.refused) refused.set(rowId, why)
  const done = judged.filter((row) => !refused.has(row.rowId))
  const items = outcomes(given.rowIds, rows, new Set(done), refused)
  const stops = given.decision === 'keep' ? [] : stopsOf(done)
  return { items, done: countDone(items), stops, sponsoring: more.sponsoring, owned: more.owned }
}

function handIn(call: Call, { partner_id: partnerId, partner_name: name }: ReviewRow, { why }: Who) {
  return handOf(call, { partnerId, name }, why)
}

async function partFor({ tx }: Call, { partnerId, reviewId }: Given, who: Who): Promise<ReviewRow> {
  const [part] = await readParts(tx, reviewId, partnerId)
  if (!part) throw problems.not_found()
  const { answer } = who.deniedOf(part)
  if (answer) throw answer
  return part
}

const SHOWN = 5

/** Whom ending these rows takes something from, and what: counts, and the first few by name. */
export function stopsOf(rows: Row[]) {
  const named = (row: Row) => (row.customerName ? `${row.name} (${row.customerName})` : row.name)
  const of = (kind: Row['kind']) => rows.filter((row) => row.kind === kind)
  const parts = [
    { kind: 'people' as const, names: [...new Map(rows.map((row) => [row.accountId, row.name])).values()] },
    { kind: 'memberships' as const, names: of('membership').map((row) => row.name) },
    { kind: 'associations' as const, names: of('association').map(named) },
    { kind: 'registrations' as const, names: of('customer_user').map(named) },
  ]
  return parts
    .filter(({ names }) => names.length > 0)
    .map(({ kind, names }) => ({ kind, count: names.length, names: names.slice(0, SHOWN) }))
}

function countDone(items: RowOutcome[]): number {
  return items.filter(({ ok }) => ok).length
}
