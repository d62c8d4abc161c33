import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Principal, Tx } from '../platform/db/transaction.ts'
import { newId } from '../platform/ids.ts'
import { enqueue } from '../platform/jobs/enqueue.ts'
import { closeJob } from './close.ts'
import { errors } from './errors.ts'
import { prepareJob, preparePart } from './prepare.ts'
import { type ReviewRow, readParts, reviewersOf } from './queries.ts'
import { countScope, inScope, type Partners, type Scope } from './scope.ts'

export type Plan = Scope & {
  title: string
  note: string
  rule: 'keep' | 'remove' | 'suspend'
  dueAt: Date
  reminderDays: number[]
}
type Call = OperationCall & { principal: Principal }

/** What starting would make: how many rows, of how many people, and who would answer them. Changes nothing. */
export async function previewReview(tx: Tx, partners: Partners, scope: Scope) {
  await requireKnown(tx, partners, scope)
  const counted = await countScope(tx, partners, scope)
  const one = partners !== 'all' && partners.length === 1 ? partners[0] : undefined
  const reviewers = one ? await reviewersOf(tx, one, scope.audience) : []
  return { ...counted, reviewers: reviewers.map(({ accountId, name, role }) => ({ accountId, name, role })) }
}

/**
 * A partner's own review: its rows are fixed in the same transaction, and the reviewers told.
 * @throws review_empty when nothing is in scope.
 */
export async function startOwnReview(call: Call, partner: { partnerId: string; name: string }, plan: Plan) {
  const { tx, deps } = call
  await requireKnown(tx, [partner.partnerId], plan)
  const reviewId = newId()
  await insertPart(call, partner.partnerId, reviewId, 'partner', plan)
  const [part] = await readParts(tx, reviewId, partner.partnerId)
  const rows = part ? await preparePart(tx, deps.config, part) : 0
  if (rows === 0) throw errors.review_empty()
  await enqueue(tx, closeJob, { reviewId }, { startAfter: plan.dueAt })
  await auditCall(call, {
    ...startedFacts(reviewId, partner.partnerId, plan, rows),
    why: 'administrator of the partner',
  })
  return { reviewId }
}

/** The vendor's, over one partner, several or all: a part for each that has something in scope, filled by a job. */
export async function startVendorReview(call: Call, partners: Partners, plan: Plan) {
  const { tx } = call
  await requireKnown(tx, partners, plan)
  const reviewId = newId()
  const { rows } = await sql<{ partner_id: string }>`
    select distinct s.partner_id from (${inScope(partners, plan)}) s order by 1`.execute(tx)
  if (rows.length === 0) throw errors.review_empty()
  for (const { partner_id } of rows) await insertPart(call, partner_id, reviewId, 'vendor', plan)
  await enqueue(tx, prepareJob, { reviewId })
  await enqueue(tx, closeJob, { reviewId }, { startAfter: plan.dueAt })
  await auditCall(call, { ...startedFacts(reviewId, null, plan, null), why: 'vendor administrator' })
  return { reviewId }
}

async function insertPart(call: Call, partnerId: string, reviewId: string, runBy: ReviewRow['run_by'], plan: Plan) {
  const { firstName, lastName, accountId } = call.principal
  const { audience } = plan
  await call.tx
    .insertInto('access_review')
    .values({
      partner_id: partnerId,
      review_id: reviewId,
      run_by: runBy,
      audience,
      title: plan.title,
      note: plan.note,
      memberships: audience === 'team' && plan.memberships,
      associations: audience === 'team' && plan.associations,
      roles: audience === 'team' ? plan.roles : [],
      customer_ids: plan.customerIds,
      rule: plan.rule,
      due_at: plan.dueAt,
      reminder_days: plan.reminderDays,
      started_by: accountId,
      started_by_name: `${firstName} ${lastName}`,
    })
    .execute()
}

function startedFacts(reviewId: string, partnerId: string | null, plan: Plan, rows: number | null) {
  const { audience, memberships, associations, roles, rule, dueAt } = plan
  return {
    partnerId,
    action: 'access_review.started',
    objectType: 'access_review',
    objectId: reviewId,
    objectLabel: plan.title,
    detail: { audience, memberships, associations, roles, rule, dueAt, ...(rows !== null && { rows }) },
  }
}

/** @throws review_unknown_partner, review_unknown_customer, review_customers_need_one_partner. */
async function requireKnown(tx: Tx, partners: Partners, { customerIds }: Scope): Promise<void> {
  if (partners !== 'all') {
    const found = await tx.selectFrom('partner').select('partner_id').where('partner_id', 'in', partners).execute()
    if (found.length !== new Set(partners).size) throw errors.review_unknown_partner()
  }
  if (customerIds.length === 0) return
  if (partners === 'all' || partners.length !== 1) throw errors.review_customers_need_one_partner()
  const known = await tx
    .selectFrom('customer')
    .select('customer_id')
    .where('partner_id', '=', partners[0] ?? '')
    .where('customer_id', 'in', customerIds)
    .execute()
  if (known.length !== new Set(customerIds).size) throw errors.review_unknown_customer()
}
