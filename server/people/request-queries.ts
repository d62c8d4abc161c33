import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'

export type RequestRow = {
  request_id: string
  registration_id: string
  account_id: string
  sponsorship_id: string
  customer_id: string
  customer_name: string
  registration_number: string | null
  registration_state: string
  first_name: string
  last_name: string
  email: string
  language: string
  entitlement_id: string
  names: Record<string, string>
  note: string
  state: string
  reason: string | null
  decided_by_name: string | null
  decided_at: Date | null
  created_at: Date
  sort_key: string
}

const columns = sql`q.request_id, q.registration_id, q.account_id, r.sponsorship_id, r.customer_id, cu.name as customer_name,
  s.registration_number, r.state as registration_state, r.first_name, r.last_name, r.email, r.language, q.entitlement_id,
  e.names, q.note, q.state, q.reason, q.decided_by_name, q.decided_at, q.created_at, q.created_at::text as sort_key`

const tables = sql`access_request q
  join registration r on r.partner_id = q.partner_id and r.registration_id = q.registration_id
  join customer cu on cu.partner_id = r.partner_id and cu.customer_id = r.customer_id
  join sponsorship s on s.partner_id = r.partner_id and s.sponsorship_id = r.sponsorship_id
  join entitlement e on e.entitlement_id = q.entitlement_id`

export const requestSorts = ['created', '-created'] as const
export type RequestFilter = {
  q?: string | undefined
  state?: string[] | undefined
  customerId?: string[] | undefined
  entitlementId?: string[] | undefined
}

function matching(partnerId: string, { q, state, customerId, entitlementId }: RequestFilter) {
  const text = q ? normalise(q) : null
  return sql<boolean>`q.partner_id = ${partnerId}
    and (${text}::text is null or position(${text} in r.name_norm) > 0 or position(${text} in r.email) > 0)
    and (${state ?? null}::text[] is null or q.state = any(${state ?? null}::text[]))
    and (${customerId ?? null}::uuid[] is null or r.customer_id = any(${customerId ?? null}::uuid[]))
    and (${entitlementId ?? null}::text[] is null or q.entitlement_id = any(${entitlementId ?? null}::text[]))`
}

/** One page of requests, and one row more. */
export async function listRequests(
  tx: Tx,
  partnerId: string,
  filter: RequestFilter & { sort: (typeof requestSorts)[number]; after?: string[] | undefined; limit: number },
): Promise<RequestRow[]> {
  const down = filter.sort.startsWith('-')
  const direction = sql.raw(down ? 'desc' : 'asc')
  const [value, id] = filter.after ?? []
  const beyond = filter.after
    ? sql`(q.created_at, q.request_id) ${sql.raw(down ? '<' : '>')} (${value}::timestamptz, ${id}::uuid)`
    : sql`true`
  const { rows } = await sql<RequestRow>`
    select ${columns} from ${tables} where ${matching(partnerId, filter)} and ${beyond}
    order by q.created_at ${direction}, q.request_id ${direction} limit ${filter.limit + 1}`.execute(tx)
  return rows
}

export async function countRequests(tx: Tx, partnerId: string, filter: RequestFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${tables} where ${matching(partnerId, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function readRequest(tx: Tx, partnerId: string, requestId: string): Promise<RequestRow | null> {
  const { rows } = await sql<RequestRow>`
    select ${columns} from ${tables} where q.partner_id = ${partnerId} and q.request_id = ${requestId}`.execute(tx)
  return rows[0] ?? null
}

type Decision = { state: 'granted' | 'declined'; by: string; byName: string; reason: string }

/** Decides an open request by one conditional update: of two administrators at once one wins. */
export async function decideOpen(tx: Tx, partnerId: string, requestId: string, decision: Decision): Promise<boolean> {
  const { rows } = await sql`
    update access_request set state = ${decision.state}, decided_by = ${decision.by}, decided_by_name = ${decision.byName},
      decided_at = now(), reason = ${decision.reason || null}
    where partner_id = ${partnerId} and request_id = ${requestId} and state = 'open' returning request_id`.execute(tx)
  return rows.length > 0
}

/** Who else waits for the same entitlement under the same sponsorship: granting it to one grants it to all. */
export async function openTwins(tx: Tx, partnerId: string, of: RequestRow): Promise<RequestRow[]> {
  const { rows } = await sql<RequestRow>`
    select ${columns} from ${tables}
    where q.partner_id = ${partnerId} and r.sponsorship_id = ${of.sponsorship_id} and q.entitlement_id = ${of.entitlement_id}
      and q.state = 'open' and q.request_id <> ${of.request_id}
    order by q.request_id`.execute(tx)
  return rows
}

export async function addToSponsorship(tx: Tx, partnerId: string, of: RequestRow): Promise<void> {
  await tx
    .insertInto('sponsorship_entitlement')
    .values({ partner_id: partnerId, sponsorship_id: of.sponsorship_id, entitlement_id: of.entitlement_id })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The other people whom the sponsorship gives the entitlement as soon as it is granted: how many, and the first by name. */
export async function alsoGetting(tx: Tx, partnerId: string, of: RequestRow) {
  const { rows } = await sql<{ name: string; total: number }>`
    select r.first_name || ' ' || r.last_name as name, (count(*) over ())::int as total
    from registration r
    where r.partner_id = ${partnerId} and r.sponsorship_id = ${of.sponsorship_id} and r.registration_id <> ${of.registration_id}
      and r.state in ('active', 'to_be_verified')
    order by r.name_norm limit 10`.execute(tx)
  return { total: rows[0]?.total ?? 0, names: rows.map((row) => row.name) }
}
