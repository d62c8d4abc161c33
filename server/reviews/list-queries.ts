import { type RawBuilder, sql } from 'kysely'
import { keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import type { Audience, Reviewer } from './policy.ts'
import { forVendor, isOpen, rowsNow, shownRowState, waitsFor } from './queries.ts'

type Paging = { sort: string; cursor: string[] | undefined; limit: number }

export const reviewSorts = ['due', 'started', 'title'] as const
const reviewSortKeys: SortBy = {
  due: { by: sql`v.due_at`, type: 'timestamptz' },
  started: { by: sql`v.started_at`, type: 'timestamptz' },
  title: { by: sql`v.title`, type: 'text' },
}
export const reviewStates = ['preparing', 'open', 'closing', 'closed', 'withdrawn'] as const
export type ReviewFilter = {
  q?: string | undefined
  state?: string[] | undefined
  audience?: string[] | undefined
  runBy?: string[] | undefined
}

export type ListedReview = {
  reviewId: string
  title: string
  audience: Audience
  runBy: 'partner' | 'vendor'
  rule: 'keep' | 'remove' | 'suspend'
  state: (typeof reviewStates)[number]
  dueAt: Date
  startedAt: Date
  startedByName: string
  closedAt: Date | null
  partners: number
  partnerName: string | null
  key: string
}

/** A review is one row, over however many partners; of one partner, or of all. */
function reviewsMatching(partnerId: string | null, audiences: Audience[], filter: ReviewFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = []
  if (filter.q) parts.push(sql`position(${normalise(filter.q)} in lower(v.title)) > 0`)
  if (filter.state) parts.push(sql`v.state = any(${filter.state}::text[])`)
  if (filter.audience) parts.push(sql`v.audience = any(${filter.audience}::text[])`)
  if (filter.runBy) parts.push(sql`v.run_by = any(${filter.runBy}::text[])`)
  return sql`(
    select c.review_id, min(c.title) as title, min(c.audience) as audience, min(c.run_by) as run_by, min(c.rule) as rule,
      case when bool_or(c.state = 'preparing') then 'preparing' when bool_or(c.state = 'open') then 'open'
           when bool_or(c.state = 'closing') then 'closing' when bool_or(c.state = 'closed') then 'closed'
           else 'withdrawn' end as state,
      min(c.due_at) as due_at, min(c.started_at) as started_at, min(c.started_by_name) as started_by_name,
      max(c.closed_at) as closed_at, count(*)::int as partners, case when count(*) = 1 then min(p.name) end as partner_name
    from access_review c join partner p on p.partner_id = c.partner_id
    where ${partnerId === null ? sql`true` : sql`c.partner_id = ${partnerId}`} and c.audience = any(${audiences}::text[])
    group by c.review_id
  ) v where ${parts.length > 0 ? sql.join(parts, sql` and `) : sql`true`}`
}

export async function listReviews(
  tx: Tx,
  partnerId: string | null,
  audiences: Audience[],
  { filter, sort, cursor, limit }: Paging & { filter: ReviewFilter },
): Promise<ListedReview[]> {
  const paging = keyset(reviewSortKeys, sort, sql`v.review_id`, cursor)
  const { rows } = await sql<ListedReview>`
    select v.review_id as "reviewId", v.title, v.audience, v.run_by as "runBy", v.rule, v.state, v.due_at as "dueAt",
      v.started_at as "startedAt", v.started_by_name as "startedByName", v.closed_at as "closedAt", v.partners,
      v.partner_name as "partnerName", ${paging.key} as key
    from ${reviewsMatching(partnerId, audiences, filter)} and ${paging.after}
    order by ${paging.order} limit ${limit + 1}`.execute(tx)
  return rows
}

export async function countReviews(tx: Tx, partnerId: string | null, audiences: Audience[], filter: ReviewFilter) {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${reviewsMatching(partnerId, audiences, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

export type Progress = { review_id: string; rows: number; open: number; mine: number }

/** How far several reviews are, all their parts together. */
export async function progressOf(tx: Tx, partnerId: string | null, reviewIds: string[], reviewer: Reviewer) {
  if (reviewIds.length === 0) return new Map<string, Progress>()
  const { rows } = await sql<Progress>`
    select r.review_id, count(*)::int as rows, count(*) filter (where ${isOpen})::int as open,
      count(*) filter (where c.state = 'open' and ${waitsFor(reviewer)})::int as mine
    from ${rowsNow} join access_review c on c.partner_id = r.partner_id and c.review_id = r.review_id
    where r.review_id = any(${reviewIds}::uuid[]) and ${partnerId === null ? sql`true` : sql`r.partner_id = ${partnerId}`}
    group by r.review_id`.execute(tx)
  return new Map(rows.map((row) => [row.review_id, row]))
}

export const rowSorts = ['name', 'customer', 'since', 'signedIn', 'active'] as const
const rowSortKeys: SortBy = {
  name: { by: sql`r.name_norm`, type: 'text' },
  customer: { by: sql`r.customer_name`, type: 'text' },
  since: { by: sql`r.since`, type: 'timestamptz' },
  signedIn: { by: sql`coalesce(r.last_sign_in_at, '-infinity')`, type: 'timestamptz' },
  active: { by: sql`r.active_days`, type: 'int' },
}
export const rowStates = ['open', 'keep', 'remove', 'suspend', 'gone'] as const
export const rowKinds = ['membership', 'association', 'customer_user'] as const
export type RowFilter = {
  q?: string | undefined
  partnerId?: string[] | undefined
  customerId?: string[] | undefined
  kind?: string[] | undefined
  role?: string[] | undefined
  state?: string[] | undefined
  /** `never`, or not within so many days before the review began. */
  notSignedIn?: string | undefined
  /** Only what waits for this reviewer. */
  mine?: boolean | undefined
}

export type Row = {
  partnerId: string
  partnerName: string
  rowId: string
  kind: (typeof rowKinds)[number]
  accountId: string
  registrationId: string | null
  customerId: string | null
  customerName: string
  name: string
  email: string
  role: 'super_admin' | 'admin' | 'user' | null
  roleNow: 'super_admin' | 'admin' | 'user' | null
  /** Of a membership: whether it included the right to sponsor as the review began, and whether it does now. */
  sponsors: boolean
  sponsorsNow: boolean
  since: Date
  givenByName: string
  lastSignInAt: Date | null
  activeDays: number
  shownState: 'open' | 'decided' | 'gone'
  decision: 'keep' | 'remove' | 'suspend' | null
  decidedByRule: boolean
  decidedBy: string | null
  decidedByName: string | null
  decidedAt: Date | null
  reason: string
  refused: string | null
  forVendor: boolean
  key: string
}

const rowColumns = sql`r.partner_id as "partnerId", p.name as "partnerName", r.row_id as "rowId", r.kind, r.account_id as "accountId",
  r.registration_id as "registrationId", r.customer_id as "customerId", r.customer_name as "customerName", r.name, r.email, r.role,
  m.role as "roleNow", r.sponsors, coalesce(m.sponsors, false) as "sponsorsNow", r.since, r.given_by_name as "givenByName", r.last_sign_in_at as "lastSignInAt",
  r.active_days as "activeDays", ${shownRowState} as "shownState", r.decision, r.decided_by_rule as "decidedByRule",
  r.decided_by as "decidedBy", r.decided_by_name as "decidedByName", r.decided_at as "decidedAt", r.reason, r.refused,
  ${forVendor} as "forVendor"`
const rowTables = sql`${rowsNow} join partner p on p.partner_id = r.partner_id`

type Place = { reviewId: string; partnerId: string | null }

function rowsMatching({ reviewId, partnerId }: Place, filter: RowFilter, reviewer: Reviewer): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`r.review_id = ${reviewId}`]
  if (partnerId !== null) parts.push(sql`r.partner_id = ${partnerId}`)
  if (filter.partnerId) parts.push(sql`r.partner_id = any(${filter.partnerId}::uuid[])`)
  const text = filter.q ? normalise(filter.q) : ''
  if (text)
    parts.push(sql`(position(${text} in r.name_norm) > 0 or position(${text} in r.email) > 0
      or position(${text} in lower(r.customer_name)) > 0)`)
  if (filter.customerId) parts.push(sql`r.customer_id = any(${filter.customerId}::uuid[])`)
  if (filter.kind) parts.push(sql`r.kind = any(${filter.kind}::text[])`)
  if (filter.role) parts.push(sql`r.role = any(${filter.role}::text[])`)
  if (filter.state) parts.push(sql`coalesce(r.decision, ${shownRowState}) = any(${filter.state}::text[])`)
  if (filter.notSignedIn === 'never') parts.push(sql`r.last_sign_in_at is null`)
  else if (filter.notSignedIn)
    parts.push(sql`(r.last_sign_in_at is null
      or r.last_sign_in_at < now() - make_interval(days => ${Number(filter.notSignedIn)}::int))`)
  if (filter.mine) parts.push(waitsFor(reviewer))
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

export async function listRows(
  tx: Tx,
  place: Place,
  reviewer: Reviewer,
  { filter, sort, cursor, limit }: Paging & { filter: RowFilter },
): Promise<Row[]> {
  const paging = keyset(rowSortKeys, sort, sql`r.row_id`, cursor)
  const { rows } = await sql<Row>`
    select ${rowColumns}, ${paging.key} as key from ${rowTables}
    where ${rowsMatching(place, filter, reviewer)} and ${paging.after}
    order by ${paging.order} limit ${limit + 1}`.execute(tx)
  return rows
}

export async function countListedRows(tx: Tx, place: Place, reviewer: Reviewer, filter: RowFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${rowTables} where ${rowsMatching(place, filter, reviewer)}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Rows of one partner's part by id, locked in one order until commit. */
export async function lockRows(tx: Tx, partnerId: string, reviewId: string, rowIds: string[]): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${rowColumns}, '' as key from ${rowTables}
    where r.partner_id = ${partnerId} and r.review_id = ${reviewId} and r.row_id = any(${rowIds}::uuid[])
    order by r.row_id for update of r`.execute(tx)
  return rows
}

/** The next rows that nobody answered, locked; those another transaction is at work on are waited for. */
export async function lockOpenRows(tx: Tx, partnerId: string, reviewId: string, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${rowColumns}, '' as key from ${rowTables}
    where r.partner_id = ${partnerId} and r.review_id = ${reviewId} and r.state = 'open'
    order by r.row_id limit ${limit} for update of r`.execute(tx)
  return rows
}

/** What nobody answered in the parts of these partners, by name. */
export async function openRows(tx: Tx, partnerIds: string[], reviewId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${rowColumns}, '' as key from ${rowTables}
    where r.partner_id = any(${partnerIds}::uuid[]) and r.review_id = ${reviewId} and ${isOpen}
    order by r.name_norm, r.kind desc, r.customer_name, r.row_id`.execute(tx)
  return rows
}

/** Everything of one partner's part, for the record and the files, by name. */
export async function allRows(tx: Tx, partnerId: string, reviewId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${rowColumns}, '' as key from ${rowTables}
    where r.partner_id = ${partnerId} and r.review_id = ${reviewId}
    order by r.name_norm, r.kind desc, r.customer_name, r.row_id`.execute(tx)
  return rows
}
