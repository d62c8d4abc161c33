import { type RawBuilder, sql } from 'kysely'
import { type MemberKey, membersIn } from '../partners/index.ts'
import { keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import type { Role } from './policy.ts'

export const memberStates = ['active', 'suspended', 'removed'] as const
export type MemberState = (typeof memberStates)[number]

export type MemberRow = {
  accountId: string
  firstName: string
  lastName: string
  email: string
  language: string
  role: Role | null
  sponsors: boolean
  state: MemberState
  /** Reaches every customer, future ones too. */
  allCustomers: boolean
  /** Customers associated now; of who reaches all, those besides. */
  customers: number
  since: Date
  lastSignInAt: Date | null
  suspendedAt: Date | null
  suspendedReason: string | null
}

/** An association that gives something at this moment. */
const associated = sql`x.partner_id = m.partner_id and x.account_id = m.account_id and (x.ends_at is null or x.ends_at > now())`
const reachesAll = sql<boolean>`(m.role in ('super_admin', 'admin')
  or (m.role = 'user' and m.all_customers and coalesce(m.all_customers_until > now(), true)))`

const columns = sql`m.account_id as "accountId", m.first_name as "firstName", m.last_name as "lastName", m.email, m.language,
  m.role, m.sponsors, m.state, coalesce(${reachesAll}, false) as "allCustomers",
  (select count(*)::int from association x where ${associated}) as customers,
  m.created_at as since, m.last_sign_in_at as "lastSignInAt",
  m.suspended_at as "suspendedAt", m.suspended_reason as "suspendedReason"`

export const memberSorts = ['name', 'role', 'signedIn', 'since'] as const
const sorts: SortBy = {
  name: { by: sql`m.name_norm`, type: 'text' },
  role: {
    by: sql`(case m.role when 'super_admin' then '1' when 'admin' then '2' when 'user' then '3' else '4' end || m.name_norm)`,
    type: 'text',
  },
  signedIn: { by: sql`coalesce(m.last_sign_in_at, '-infinity')`, type: 'timestamptz' },
  since: { by: sql`m.created_at`, type: 'timestamptz' },
}

export type MemberFilter = {
  q?: string | undefined
  role?: (Role | 'none')[] | undefined
  /** Without it: everybody who was not removed. */
  state?: MemberState[] | undefined
  /** Who sees this customer's data. */
  customerId?: string[] | undefined
  sponsors?: boolean | undefined
}

function matching(partnerId: string, filter: MemberFilter): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`m.partner_id = ${partnerId}`]
  const text = filter.q ? normalise(filter.q) : ''
  if (text) parts.push(sql`(position(${text} in m.name_norm) > 0 or position(${text} in m.email) > 0)`)
  if (filter.role) parts.push(sql`coalesce(m.role, 'none') = any(${filter.role}::text[])`)
  parts.push(filter.state ? sql`m.state = any(${filter.state}::text[])` : sql`m.state <> 'removed'`)
  if (filter.customerId)
    parts.push(sql`m.state = 'active' and (${reachesAll} or (m.role = 'user' and exists (select from association x
      where ${associated} and x.customer_id = any(${filter.customerId}::uuid[]))))`)
  if (filter.sponsors !== undefined) parts.push(sql`m.sponsors = ${filter.sponsors}`)
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

/** One page of a partner's people, with the sort key for the cursor, and one row more. */
export async function listMembers(
  tx: Tx,
  partnerId: string,
  filter: MemberFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(MemberRow & { key: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`m.account_id`, paging.cursor)
  const { rows } = await sql<MemberRow & { key: string }>`
    select ${columns}, ${key} as key from membership m
    where ${matching(partnerId, filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countMembers(tx: Tx, partnerId: string, filter: MemberFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from membership m where ${matching(partnerId, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** How many active people hold each role. */
export async function countRoles(tx: Tx, partnerId: string): Promise<Record<Role, number>> {
  const { rows } = await sql<{ role: Role; n: number }>`
    select m.role, count(*)::int as n from membership m
    where m.partner_id = ${partnerId} and m.state = 'active' and m.role is not null group by m.role`.execute(tx)
  const of = (role: Role) => rows.find((row) => row.role === role)?.n ?? 0
  return { super_admin: of('super_admin'), admin: of('admin'), user: of('user') }
}

export async function readMember(tx: Tx, partnerId: string, accountId: string): Promise<MemberRow | null> {
  const { rows } = await sql<MemberRow>`
    select ${columns} from membership m where m.partner_id = ${partnerId} and m.account_id = ${accountId}`.execute(tx)
  return rows[0] ?? null
}

/**
 * These members, and every active SA, sponsorship administrator and the actor beside them: locked in one order until commit,
 * so that two who take each other's role at once cannot both succeed, and the last one is counted right.
 */
export function lockTeam(tx: Tx, partnerId: string, accountIds: string[], lock: boolean): Promise<MemberRow[]> {
  const members = accountIds.map((accountId) => ({ partnerId, accountId }))
  return readTeams(tx, [partnerId], members, lock ? sql`for update of m` : sql``)
}

/** The same of several partners, by account and without a lock. */
export async function readTeams(
  tx: Tx,
  partnerIds: string[],
  members: MemberKey[],
  lock: RawBuilder<unknown> = sql``,
): Promise<(MemberRow & { partnerId: string })[]> {
  const { rows } = await sql<MemberRow & { partnerId: string }>`
    select ${columns}, m.partner_id as "partnerId" from membership m
    where m.partner_id = any(${partnerIds}::uuid[]) and m.state <> 'removed'
      and ((m.partner_id, m.account_id) in ${membersIn(members)}
        or (m.state = 'active' and (m.role = 'super_admin' or m.sponsors)))
    order by m.account_id ${lock}`.execute(tx)
  return rows
}

/** Whose account is disabled counts as nobody who could act, whatever their membership says. */
export const notDisabled = (account: RawBuilder<unknown>, partner: RawBuilder<unknown>) =>
  sql<boolean>`${account} not in (select d.account_id from app.disabled_members(${partner}) d)`

/** Members of the partner, or of every one, whose account is disabled. An account that is, is so wherever it belongs. */
export async function disabledMembers(tx: Tx, partnerId: string | null): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select account_id as id from app.disabled_members(${partnerId}::uuid)`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** Active super administrators whose account works, by name. */
export async function listSuperAdmins(tx: Tx, partnerId: string) {
  const { rows } = await sql<{ accountId: string; firstName: string; lastName: string; email: string }>`
    select account_id as "accountId", first_name as "firstName", last_name as "lastName", email from membership
    where partner_id = ${partnerId} and role = 'super_admin' and state = 'active'
      and ${notDisabled(sql`account_id`, sql`${partnerId}::uuid`)}
    order by last_name, first_name`.execute(tx)
  return rows
}

export async function setRole(tx: Tx, partnerId: string, accountId: string, role: Role): Promise<void> {
  await sql`update membership set role = ${role}, updated_at = now()
    where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
}

export async function setSuspended(tx: Tx, partnerId: string, accountId: string, reason: string): Promise<void> {
  await sql`update membership set state = 'suspended', suspended_at = now(), suspended_reason = ${reason}, updated_at = now()
    where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
  await endSessions(tx, accountId)
}

export async function setReactivated(tx: Tx, partnerId: string, accountId: string): Promise<void> {
  await sql`update membership set state = 'active', suspended_at = null, suspended_reason = null, updated_at = now()
    where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
}

/** Nothing stays of a membership but that it was: who comes back begins anew. */
export async function setRemoved(tx: Tx, partnerId: string, accountId: string): Promise<void> {
  await sql`delete from association where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
  await sql`update membership set state = 'removed', role = null, sponsors = false, status_report = 'never',
      all_customers = false, all_customers_since = null, all_customers_by_name = null, all_customers_until = null,
      suspended_at = null, suspended_reason = null, start_dismissed_at = null, updated_at = now()
    where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
  await endSessions(tx, accountId)
}

/** Signs out who has no context left anywhere (attack 21). */
async function endSessions(tx: Tx, accountId: string): Promise<void> {
  await sql`select app.end_sessions_without_context(${accountId}::uuid)`.execute(tx)
}

/** Customers that somebody sees by associations, by name. */
export async function customersOf(tx: Tx, partnerId: string, accountIds: string[]) {
  const { rows } = await sql<{ customerId: string; name: string; accountId: string }>`
    select cu.customer_id as "customerId", cu.name, x.account_id as "accountId"
    from association x join customer cu on cu.partner_id = x.partner_id and cu.customer_id = x.customer_id
    where x.partner_id = ${partnerId} and x.account_id = any(${accountIds}::uuid[]) and (x.ends_at is null or x.ends_at > now())
    order by cu.name_norm, cu.customer_id limit 2000`.execute(tx)
  return rows
}

/** The contracts that carry somebody's rights (R22): support service of a customer they reach, the longest lasting first. */
export async function contractsCarrying(tx: Tx, partnerId: string, member: MemberRow) {
  const { rows } = await sql<{
    contractId: string
    number: string
    customerId: string
    customerName: string
    endsAt: Date
  }>`
    select c.contract_id as "contractId", c.number, cu.customer_id as "customerId", cu.name as "customerName", c.ends_at as "endsAt"
    from contract c
    join contract_type t on t.contract_type_id = c.contract_type_id and t.qualifies_support_service and t.state = 'active'
    join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id and cu.state = 'active'
    where c.partner_id = ${partnerId} and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()
      and (${member.allCustomers} or exists (select from association x where x.partner_id = c.partner_id
        and x.account_id = ${member.accountId} and x.customer_id = c.customer_id and (x.ends_at is null or x.ends_at > now())))
    order by c.ends_at desc, c.number limit 50`.execute(tx)
  return rows
}

/** What the partner's audit log says about one member, newest first. */
export async function historyOf(tx: Tx, partnerId: string, accountId: string) {
  const { rows } = await sql<{ seq: number; at: Date; actor: string; action: string; body: string }>`
    select seq, at, actor, action, body from audit_entry
    where partner_id = ${partnerId} and object_id = ${accountId} order by seq desc limit 100`.execute(tx)
  return rows.map(({ body, ...row }) => ({ ...row, why: String((JSON.parse(body) as { why?: string }).why ?? '') }))
}
