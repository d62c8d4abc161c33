import { type RawBuilder, sql } from 'kysely'
import { type PersonInCharge, peopleInCharge } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { notDisabled } from '../team/index.ts'
import type { Audience, Reviewer } from './policy.ts'

/** A row with what its subject is now. */
export const rowsNow = sql`access_review_row r
  left join membership m on m.partner_id = r.partner_id and m.account_id = r.account_id and r.kind <> 'customer_user'
  left join association a on r.kind = 'association' and a.partner_id = r.partner_id and a.account_id = r.account_id
    and a.customer_id = r.customer_id
  left join registration g on g.partner_id = r.partner_id and g.registration_id = r.registration_id`

/** An open row whose subject is no more, or was given anew since: that grant is not part of the review. */
const vanished = sql<boolean>`case r.kind
  when 'membership' then m.account_id is null or m.state = 'removed'
    or case when r.role is null then not m.sponsors or m.created_at <> r.since else m.role is null end
  when 'association' then m.account_id is null or m.state = 'removed' or m.role is distinct from 'user'
    or case when r.customer_id is null
         then not m.all_customers or coalesce(m.all_customers_since, m.created_at) <> r.since
           or coalesce(m.all_customers_until <= now(), false)
         else a.account_id is null or a.since <> r.since or coalesce(a.ends_at <= now(), false) end
  else g.state is distinct from 'active' end`

export const shownRowState = sql<string>`case when r.state = 'open' and (${vanished}) then 'gone' else r.state end`
export const isOpen = sql<boolean>`(r.state = 'open' and not (${vanished}))`

/** Rows above a PA: an SA's membership, and the right to sponsor, which a PA neither has nor takes (R24). */
const aboveAdmin = sql<boolean>`(r.kind = 'membership' and (m.role is not distinct from 'super_admin' or m.sponsors))`

/** Whether nobody at the partner can answer a row, because nobody who might has an account that works: then the vendor does. */
export const forVendor = sql<boolean>`not exists (select from membership x
  where x.partner_id = r.partner_id and x.state = 'active' and x.account_id <> r.account_id
    and ${notDisabled(sql`x.account_id`, sql`null`)}
    and case when r.kind = 'customer_user' then x.sponsors
             when ${aboveAdmin} then x.role = 'super_admin'
             else x.role in ('super_admin', 'admin') end)`

/** Rows that wait for this reviewer's answer; says the same as `judgeRow`. */
export function waitsFor(reviewer: Reviewer): RawBuilder<boolean> {
  if (reviewer.kind === 'partner')
    return waitsForMember(sql`${reviewer.accountId}`, sql`${reviewer.superAdmin}::boolean`)
  return sql`(${isOpen} and r.account_id <> ${reviewer.accountId} and ${forVendor})`
}

/** The same of one of the partner's people, whom columns name; `superAdmin`: they answer what is above a PA, too. */
export function waitsForMember(accountId: RawBuilder<unknown>, superAdmin: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(${isOpen} and r.account_id <> ${accountId} and (${superAdmin} or not ${aboveAdmin}))`
}

/** Marks these rows, whose subject is no more, so. */
export async function setGone(tx: Tx, part: ReviewRow, rows: { rowId: string }[]): Promise<void> {
  await sql`update access_review_row set state = 'gone'
    where partner_id = ${part.partner_id} and review_id = ${part.review_id} and state = 'open'
      and row_id = any(${rows.map(({ rowId }) => rowId)}::uuid[])`.execute(tx)
}

/**
 * Marks rows of these people whose subject is no more as such, so that nobody answers them. They are found first, by an array:
 * joined to the update itself, and before there are statistics of a review's rows, each was looked for among all of them.
 */
export async function markGone(tx: Tx, partnerId: string, reviewId: string, accountIds: string[]): Promise<void> {
  await sql`update access_review_row set state = 'gone'
    where partner_id = ${partnerId} and review_id = ${reviewId} and row_id = any(array(
      select r.row_id from ${rowsNow}
      where r.partner_id = ${partnerId} and r.review_id = ${reviewId} and r.state = 'open'
        and r.account_id = any(${accountIds}::uuid[]) and (${vanished})))`.execute(tx)
}

export type ReviewRow = {
  partner_id: string
  partner_name: string
  review_id: string
  run_by: 'partner' | 'vendor'
  audience: Audience
  title: string
  note: string
  memberships: boolean
  associations: boolean
  roles: string[]
  customer_ids: string[]
  rule: 'keep' | 'remove' | 'suspend'
  due_at: Date
  reminder_days: number[]
  state: 'preparing' | 'open' | 'closing' | 'closed' | 'withdrawn'
  started_by: string
  started_by_name: string
  started_at: Date
  prepared_at: Date | null
  ended_by_name: string | null
  ended_reason: string | null
  closed_at: Date | null
}

export const reviewColumns = sql`c.partner_id, p.name as partner_name, c.review_id, c.run_by, c.audience, c.title, c.note, c.memberships,
  c.associations, c.roles, c.customer_ids, c.rule, c.due_at, c.reminder_days, c.state, c.started_by, c.started_by_name,
  c.started_at, c.prepared_at, c.ended_by_name, c.ended_reason, c.closed_at`

/** The parts of a review, one a partner, by the partner's name; of one partner, or of all. */
export async function readParts(tx: Tx, reviewId: string, partnerId: string | null): Promise<ReviewRow[]> {
  const { rows } = await sql<ReviewRow>`
    select ${reviewColumns} from access_review c join partner p on p.partner_id = c.partner_id
    where c.review_id = ${reviewId} and ${partnerId === null ? sql`true` : sql`c.partner_id = ${partnerId}`}
    order by p.name_norm, c.partner_id`.execute(tx)
  return rows
}

/** One partner's part, locked until commit: closing, withdrawing and reminding happen once. */
export async function lockPart(tx: Tx, partnerId: string, reviewId: string): Promise<ReviewRow | null> {
  const { rows } = await sql<ReviewRow>`
    select ${reviewColumns} from access_review c join partner p on p.partner_id = c.partner_id
    where c.partner_id = ${partnerId} and c.review_id = ${reviewId} for update of c`.execute(tx)
  return rows[0] ?? null
}

export type Counts = {
  partner_id: string
  rows: number
  people: number
  open: number
  kept: number
  removed: number
  suspended: number
  gone: number
  mine: number
}

/** How far the parts of a review are; `mine`: waiting for this reviewer. */
export async function countRows(
  tx: Tx,
  reviewId: string,
  partnerId: string | null,
  reviewer: Reviewer,
): Promise<Counts[]> {
  const { rows } = await sql<Counts>`
    select r.partner_id, count(*)::int as rows, count(distinct r.account_id)::int as people,
      count(*) filter (where ${isOpen})::int as open,
      count(*) filter (where r.decision = 'keep')::int as kept,
      count(*) filter (where r.decision = 'remove')::int as removed,
      count(*) filter (where r.decision = 'suspend')::int as suspended,
      count(*) filter (where ${shownRowState} = 'gone')::int as gone,
      count(*) filter (where ${waitsFor(reviewer)})::int as mine
    from ${rowsNow}
    where r.review_id = ${reviewId} and ${partnerId === null ? sql`true` : sql`r.partner_id = ${partnerId}`}
    group by r.partner_id`.execute(tx)
  return rows
}

/** Rows of a part that wait for one of the partner's people. */
export async function waitingFor(
  tx: Tx,
  part: ReviewRow,
  { accountId, role }: { accountId: string; role: string | null },
): Promise<number> {
  const reviewer: Reviewer = { kind: 'partner', accountId, superAdmin: role !== 'admin' }
  return (await countRows(tx, part.review_id, part.partner_id, reviewer))[0]?.mine ?? 0
}

export type ReviewerRow = PersonInCharge & { name: string }

/** Who at the partner answers reviews of an audience, by name. */
export async function reviewersOf(tx: Tx, partnerId: string, audience: Audience): Promise<ReviewerRow[]> {
  const people = await peopleInCharge(tx, partnerId)
  return people
    .filter(({ administers, sponsors }) => (audience === 'team' ? administers : sponsors))
    .map((one) => ({ ...one, name: `${one.firstName} ${one.lastName}` }))
}

/** What is said about a review in the log of the partner, or of all its partners, newest first. */
export async function activityOf(tx: Tx, reviewId: string, partnerId: string | null) {
  const { rows } = await sql<{ at: Date; actor: string; action: string; body: string }>`
    select at, actor, action, body from audit_entry
    where object_id = ${reviewId} and ${
      partnerId === null
        ? sql`partner_id in (select c.partner_id from access_review c where c.review_id = ${reviewId})`
        : sql`partner_id = ${partnerId}`
    }
    order by at desc limit 100`.execute(tx)
  return rows.map(({ body, ...row }) => {
    const detail = (JSON.parse(body) as { detail?: Record<string, unknown> }).detail ?? {}
    return {
      ...row,
      decision: textOf(detail.decision),
      count: Number(detail.count ?? 0),
      reason: textOf(detail.reason),
    }
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
