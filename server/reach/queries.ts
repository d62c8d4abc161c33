import { sql } from 'kysely'
import type { Principal, Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'

/** A row of service_member, and whether the account may sign in. */
export type MemberRow = {
  account_id: string
  first_name: string
  last_name: string
  role: 'super_admin' | 'admin' | 'user' | null
  sponsors: boolean
  membership_state: 'active' | 'suspended' | 'removed'
  /** Null of a key, which is no member. */
  member_since: Date | null
  suspended_at: Date | null
  partner_name: string
  partner_state: 'active' | 'suspended'
  partner_active: boolean
  membership_active: boolean
  administers: boolean
  has_all: boolean
  all_customers_since: Date | null
  all_customers_by_name: string | null
  all_customers_until: Date | null
  partner_service: 'in_force' | 'grace' | 'closed' | 'none'
  account_email: string
  account_active: boolean
  account_state: 'active' | 'unconfirmed' | 'disabled'
  account_since: Date | null
}

/** What service_access adds about one customer. */
export type AccessRow = {
  customer_name: string
  customer_state: 'active' | 'archived'
  reach: 'role' | 'all' | 'some' | null
  association_since: Date | null
  association_by_name: string | null
  association_ends_at: Date | null
  service_state: 'in_force' | 'grace' | 'closed' | 'none'
  service_ends_at: Date | null
  service_closes_at: Date | null
}
type Seen = { sees_customer: boolean; sees_data: boolean; changes_data: boolean }

/** The member's half of the chain; null where the reader does not see the membership. */
export async function readMember(tx: Tx, partnerId: string, accountId: string): Promise<MemberRow | null> {
  const { rows } = await sql<MemberRow>`
    select m.*, u.email as account_email, u.disabled_at is null and u.email_verified as account_active,
      case when u.disabled_at is not null then 'disabled' when u.email_verified then 'active' else 'unconfirmed' end as account_state,
      coalesce(u.disabled_at, u.created_at) as account_since
    from service_member m cross join lateral app.account_of(m.account_id) u
    where m.partner_id = ${partnerId} and m.account_id = ${accountId}`.execute(tx)
  return rows[0] ?? null
}

/** The customer's half; null where the reader does not see the customer. */
export async function readAccess(
  tx: Tx,
  partnerId: string,
  accountId: string,
  customerId: string,
): Promise<(AccessRow & Seen) | null> {
  const { rows } = await sql<AccessRow & Seen>`
    select a.* from service_access a
    where a.partner_id = ${partnerId} and a.account_id = ${accountId} and a.customer_id = ${customerId}`.execute(tx)
  return rows[0] ?? null
}

/** An API key that asks about itself, at its partner. */
export type KeyPrincipal = Principal & Required<Pick<Principal, 'key'>> & { partner: NonNullable<Principal['partner']> }

/** A key as a member of its partner: what it is worth now, which is what its transaction began with (decision 13). */
export function memberOfKey({ accountId, key, partner }: KeyPrincipal): MemberRow {
  const administers = partner.role === 'super_admin' || partner.role === 'admin'
  return {
    account_id: accountId,
    first_name: key.name,
    last_name: '',
    role: partner.role,
    sponsors: partner.sponsors,
    membership_state: 'active',
    member_since: null,
    suspended_at: null,
    partner_name: partner.name,
    partner_state: partner.state,
    partner_active: partner.state === 'active',
    membership_active: true,
    administers,
    has_all: !administers && partner.allCustomers,
    all_customers_since: null,
    all_customers_by_name: null,
    all_customers_until: null,
    partner_service: partner.service ?? 'none',
    account_email: key.name,
    account_active: true,
    account_state: 'active',
    account_since: null,
  }
}

/** The customer's half for a key: what its own list says, as its transaction began with it. */
export async function readAccessOfKey(tx: Tx, key: KeyPrincipal, customerId: string): Promise<AccessRow | null> {
  const { partnerId } = key.partner
  const { administers, has_all } = memberOfKey(key)
  const { rows } = await sql<AccessRow>`
    select cu.name as customer_name, cu.state as customer_state, coalesce(s.state, 'none') as service_state,
      s.ends_at as service_ends_at, s.closes_at as service_closes_at,
      case when ${administers} then 'role' when ${has_all} then 'all'
           when cu.customer_id = any (nullif(current_setting('app.customers', true), '')::uuid[]) then 'some' end as reach,
      null as association_since, null as association_by_name, null as association_ends_at
    from customer cu
    left join customer_service s on s.partner_id = cu.partner_id and s.customer_id = cu.customer_id
    where cu.partner_id = ${partnerId} and cu.customer_id = ${customerId}`.execute(tx)
  return rows[0] ?? null
}

export type ContractRow = { number: string; starts_at: Date; ends_at: Date }

/** The support-service contract that lasts, or lasted, longest: a customer's, or the partner's whichever; as far as the reader sees it. */
export async function longestContract(
  tx: Tx,
  partnerId: string,
  customerId: string | null,
): Promise<ContractRow | null> {
  const { rows } = await sql<ContractRow>`
    select c.number, c.starts_at,
      least(c.ends_at, case when c.state <> 'active' then coalesce(c.state_changed_at, c.updated_at) end) as ends_at
    from contract c
    join contract_type t on t.contract_type_id = c.contract_type_id and t.qualifies_support_service and t.state = 'active'
    where c.partner_id = ${partnerId} and c.customer_id is not null and c.starts_at <= now()
      and (${customerId}::uuid is null or c.customer_id = ${customerId})
    order by 3 desc, c.number limit 1`.execute(tx)
  return rows[0] ?? null
}

export type Asked = { name: string; role: string; sponsors: boolean }

/** Which of them give what; said once for both kinds of chain. */
export const askedFor = {
  administrators: ({ role }: Asked) => role === 'super_admin' || role === 'admin',
  super_admins: ({ role }: Asked) => role === 'super_admin',
  sponsors: ({ sponsors }: Asked) => sponsors,
}

/** Whom to ask in the partner. A member is told by a narrow function, the vendor's staff sees the memberships themselves. */
export async function whomToAsk(tx: Tx, partnerId: string): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select w.first_name || ' ' || w.last_name as name, w.role, false as sponsors from app.whom_to_ask() w
    union
    select m.first_name || ' ' || m.last_name, coalesce(m.role, ''), m.sponsors from membership m
    where m.partner_id = ${partnerId} and m.state = 'active' and (m.role in ('super_admin', 'admin') or m.sponsors)
    order by 2 desc, 1 limit 40`.execute(tx)
  return rows
}

export type PersonRow = {
  accountId: string
  firstName: string
  lastName: string
  email: string
  role: MemberRow['role']
  state: string
}

/** People of a partner by part of a name, to choose one. */
export async function findMembers(
  tx: Tx,
  partnerId: string,
  q: string | undefined,
  limit: number,
): Promise<PersonRow[]> {
  const text = q ? normalise(q) : null
  const { rows } = await sql<PersonRow>`
    select account_id as "accountId", first_name as "firstName", last_name as "lastName", email, role, state from membership
    where partner_id = ${partnerId} and state <> 'removed'
      and (${text}::text is null or position(${text} in name_norm) > 0 or position(${text} in email) > 0)
    order by name_norm, account_id limit ${limit}`.execute(tx)
  return rows
}
