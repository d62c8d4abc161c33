import type { z } from '@hono/zod-openapi'
import type { Tx } from '../platform/db/transaction.ts'
import { decodeCursor, toPage } from '../platform/http/cursor.ts'
import { problems } from '../platform/http/problem.ts'
import { countListedRows, countReviews, listReviews, listRows, progressOf } from './list-queries.ts'
import type { Audience, Reviewer } from './policy.ts'
import { type ReviewRow, readParts } from './queries.ts'
import { type Denied, toReviewRow } from './read.ts'
import type { reviewList, vendorRowList } from './shapes.ts'

/** A page of the reviews of one partner, or of all (null), with what waits for this reader in each. */
export async function reviewsPage(
  tx: Tx,
  partnerId: string | null,
  audiences: Audience[],
  reviewer: Reviewer,
  query: z.output<typeof reviewList>,
) {
  const { cursor, limit, sort, ...filter } = query
  const rows = await listReviews(tx, partnerId, audiences, { filter, sort, limit, cursor: decodeCursor(cursor, 2) })
  const page = toPage(rows, limit, (row) => [row.key, row.reviewId])
  const ids = page.items.map((row) => row.reviewId)
  const progress = await progressOf(tx, partnerId, ids, reviewer)
  return {
    items: page.items.map((row) => ({ rows: 0, open: 0, mine: 0, ...row, ...progress.get(row.reviewId) })),
    nextCursor: page.nextCursor,
    ...(!cursor && { total: await countReviews(tx, partnerId, audiences, filter) }),
  }
}

/** A page of a review's rows as this reader may answer them. 404 when there is no such review there. */
export async function rowsPage(
  tx: Tx,
  place: { reviewId: string; partnerId: string | null },
  { reviewer, deniedOf }: { reviewer: Reviewer; deniedOf: (part: ReviewRow) => Denied },
  query: z.output<typeof vendorRowList>,
) {
  const { cursor, limit, sort, ...filter } = query
  const [part] = await readParts(tx, place.reviewId, place.partnerId)
  if (!part) throw problems.not_found()
  const denied = deniedOf(part).answer !== null
  const rows = await listRows(tx, place, reviewer, { filter, sort, limit, cursor: decodeCursor(cursor, 2) })
  const page = toPage(rows, limit, (row) => [row.key, row.rowId])
  return {
    items: page.items.map((row) => toReviewRow(row, reviewer, denied)),
    nextCursor: page.nextCursor,
    ...(!cursor && { total: await countListedRows(tx, place, reviewer, filter) }),
  }
}
