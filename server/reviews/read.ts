import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { type Problem, problems } from '../platform/http/problem.ts'
import type { Row } from './list-queries.ts'
import { judgeRow, type Reviewer } from './policy.ts'
import { activityOf, type Counts, countRows, type ReviewRow, readParts, reviewersOf } from './queries.ts'

/** What the reader may not do in a review, as refusals. */
export type Denied = { answer: Problem | null; run: Problem | null }

const none: Omit<Counts, 'partner_id'> = {
  rows: 0,
  people: 0,
  open: 0,
  kept: 0,
  removed: 0,
  suspended: 0,
  gone: 0,
  mine: 0,
}

/** A review of one partner, or of all its parts, with progress, reviewers and activity. 404 when there is none. */
export async function readReview(
  tx: Tx,
  place: { reviewId: string; partnerId: string | null },
  reviewer: Reviewer,
  deniedOf: (part: ReviewRow) => Denied,
) {
  const { reviewId, partnerId } = place
  const parts = await readParts(tx, reviewId, partnerId)
  const [first] = parts
  if (!first) throw problems.not_found()
  const counted = new Map((await countRows(tx, reviewId, partnerId, reviewer)).map((row) => [row.partner_id, row]))
  const denied = deniedOf(first)
  return {
    ...reviewFacts(parts, first),
    customers: await customersOf(tx, first),
    counts: sum([...counted.values()]),
    parts: parts.map((part) => {
      const { rows, open, mine } = counted.get(part.partner_id) ?? none
      const { partner_id, partner_name, state, closed_at } = part
      return { partnerId: partner_id, partnerName: partner_name, state, rows, open, mine, closedAt: closed_at }
    }),
    reviewers: await reviewersWithAnswers(tx, parts),
    activity: await activityOf(tx, reviewId, partnerId),
    denied: { answer: denialOf(denied.answer), run: denialOf(denied.run) },
  }
}

const order = ['preparing', 'open', 'closing', 'closed', 'withdrawn'] as const

function reviewFacts(parts: ReviewRow[], first: ReviewRow) {
  return {
    reviewId: first.review_id,
    title: first.title,
    note: first.note,
    audience: first.audience,
    runBy: first.run_by,
    rule: first.rule,
    state: order.find((state) => parts.some((part) => part.state === state)) ?? first.state,
    dueAt: first.due_at,
    startedAt: first.started_at,
    startedByName: first.started_by_name,
    closedAt: first.closed_at,
    memberships: first.memberships,
    associations: first.associations,
    roles: first.roles as ('super_admin' | 'admin' | 'user')[],
    reminderDays: first.reminder_days,
    rowsFixedAt: parts.reduce<Date | null>(
      (last, { prepared_at: at }) => (last && at && last > at ? last : (at ?? last)),
      null,
    ),
    endedByName: first.ended_by_name,
    endedReason: first.ended_reason,
  }
}

function sum(counts: Counts[]) {
  return counts.reduce((total, one) => {
    const keys = Object.keys(none) as (keyof typeof none)[]
    return Object.fromEntries(keys.map((key) => [key, total[key] + one[key]])) as typeof none
  }, none)
}

function denialOf(problem: Problem | null) {
  return problem && { missing: problem.options.missing ?? '', grantedBy: problem.options.grantedBy ?? '' }
}

async function customersOf(tx: Tx, { partner_id, customer_ids }: ReviewRow) {
  const { rows } = await sql<{ customerId: string; name: string }>`
    select customer_id as "customerId", name from customer
    where partner_id = ${partner_id} and customer_id = any(${customer_ids}::uuid[]) order by name_norm, customer_id`.execute(
    tx,
  )
  return rows
}

/** Of one partner everybody who can answer; of several whoever has. */
async function reviewersWithAnswers(tx: Tx, parts: ReviewRow[]) {
  const [first] = parts
  if (!first) return []
  const { rows } = await sql<{ accountId: string; name: string; answers: number }>`
    select decided_by as "accountId", min(decided_by_name) as name, count(*)::int as answers from access_review_row
    where review_id = ${first.review_id} and partner_id = any(${parts.map((part) => part.partner_id)}::uuid[])
      and decided_by is not null
    group by decided_by order by answers desc, 2 limit 200`.execute(tx)
  const able = parts.length === 1 ? await reviewersOf(tx, first.partner_id, first.audience) : []
  const roles = new Map(able.map((one) => [one.accountId, one.role]))
  const silent = able.filter((one) => !rows.some((row) => row.accountId === one.accountId))
  return [
    ...rows.map((row) => ({ ...row, role: roles.get(row.accountId) ?? null })),
    ...silent.map(({ accountId, name, role }) => ({ accountId, name, role, answers: 0 })),
  ]
}

/** A row as the reader sees it, and why they may not answer it. */
export function toReviewRow(row: Row, reviewer: Reviewer, denied: boolean) {
  return {
    ...row,
    state: row.decision ?? (row.shownState === 'gone' ? ('gone' as const) : ('open' as const)),
    notCarriedOut: row.refused,
    refused: denied ? ('reads_only' as const) : judgeRow(row, reviewer),
  }
}
