import type { Tx } from '../platform/db/transaction.ts'
import { canonicalJson } from '../platform/signing/canonical.ts'
import { allRows, type Row } from './list-queries.ts'
import type { ReviewRow } from './queries.ts'

/** What a record says it is, in its signature: no other signed document of the installation passes for one. */
export const RECORD_TYPE = 'partnergate-access-review+json'

const VERSION = 1

export type Totals = {
  rows: number
  kept: number
  removed: number
  suspended: number
  gone: number
  unanswered: number
}

export function totalsOf(rows: Row[]): Totals {
  const count = (of: (row: Row) => boolean) => rows.filter(of).length
  return {
    rows: rows.length,
    kept: count((row) => row.decision === 'keep'),
    removed: count((row) => row.decision === 'remove'),
    suspended: count((row) => row.decision === 'suspend'),
    gone: count((row) => row.shownState === 'gone'),
    unanswered: count((row) => row.decidedByRule),
  }
}

/**
 * The record of one partner's part as canonical JSON: what was asked, what was decided by whom and when, and what the rule did.
 * Exactly this text is signed and kept.
 */
export async function recordOf(tx: Tx, part: ReviewRow, issuer: string, closedAt: Date) {
  const rows = await allRows(tx, part.partner_id, part.review_id)
  const totals = totalsOf(rows)
  const customers = await tx
    .selectFrom('customer')
    .select(['customer_id', 'name'])
    .where('partner_id', '=', part.partner_id)
    .where('customer_id', 'in', part.customer_ids.length > 0 ? part.customer_ids : [part.partner_id])
    .orderBy('name_norm')
    .execute()
  const content = {
    type: RECORD_TYPE,
    version: VERSION,
    issuer,
    partner: { partnerId: part.partner_id, name: part.partner_name },
    review: {
      reviewId: part.review_id,
      title: part.title,
      note: part.note,
      runBy: part.run_by,
      audience: part.audience,
      scope: {
        memberships: part.memberships,
        associations: part.associations,
        roles: part.roles,
        customers: customers.map((row) => ({ customerId: row.customer_id, name: row.name })),
      },
      rule: part.rule,
      startedBy: { accountId: part.started_by, name: part.started_by_name },
      startedAt: part.started_at.toISOString(),
      rowsFixedAt: part.prepared_at?.toISOString() ?? null,
      // Of which the rows say last sign-in and active days.
      usageAsOf: part.prepared_at?.toISOString() ?? null,
      dueAt: part.due_at.toISOString(),
      closedAt: closedAt.toISOString(),
      closedEarlyBy: part.ended_by_name,
      closedEarlyBecause: part.ended_reason,
    },
    reviewers: reviewersIn(rows),
    totals,
    rows: rows.map(recordedRow),
  }
  return { text: canonicalJson(content), totals, content }
}

/** What stands in a record, in whatever order it was written. */
export type RecordContent = Awaited<ReturnType<typeof recordOf>>['content']

function reviewersIn(rows: Row[]) {
  const answers = new Map<string, { accountId: string; name: string; answers: number }>()
  for (const { decidedBy, decidedByName } of rows) {
    if (!decidedBy) continue
    const known = answers.get(decidedBy) ?? { accountId: decidedBy, name: decidedByName ?? '', answers: 0 }
    known.answers += 1
    answers.set(decidedBy, known)
  }
  return [...answers.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
}

function recordedRow(row: Row) {
  return {
    rowId: row.rowId,
    kind: row.kind,
    person: { accountId: row.accountId, name: row.name, email: row.email },
    registrationId: row.registrationId,
    role: row.role,
    sponsors: row.sponsors,
    // Of an association: one customer, or every one of the partner's.
    customer: row.customerId
      ? { customerId: row.customerId, name: row.customerName }
      : row.kind === 'association'
        ? 'every customer'
        : null,
    since: row.since.toISOString(),
    givenBy: row.givenByName || null,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    activeDaysOfNinety: row.activeDays,
    result: row.decision ?? 'gone',
    answeredBy: row.decidedByRule ? 'rule' : row.decidedBy ? 'reviewer' : null,
    reviewer: row.decidedBy ? { accountId: row.decidedBy, name: row.decidedByName ?? '' } : null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    reason: row.reason || null,
    notCarriedOut: row.refused,
  }
}
