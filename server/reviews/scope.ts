import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import type { Audience } from './policy.ts'

/** What a review is about. Empty lists: every role, who only sponsors as well, and every customer. */
export type Scope = {
  audience: Audience
  memberships: boolean
  associations: boolean
  roles: ('super_admin' | 'admin' | 'user')[]
  customerIds: string[]
}

/** Whose: some partners, or all that are active. */
export type Partners = string[] | 'all'

const USAGE_DAYS = 90

/**
 * Everything in scope at this moment, a row each, as `access_review_row` keeps it. Usage is counted from the audit log: the days on
 * which somebody did something that it records; looking at pages is recorded nowhere, and hence not claimed.
 */
export function inScope(partners: Partners, scope: Scope): RawBuilder<unknown> {
  const { audience, memberships, associations } = scope
  const parts =
    audience === 'customer_users'
      ? [customerUsers(partners, scope)]
      : [
          ...(memberships ? [membershipRows(partners, scope)] : []),
          ...(associations ? [associationRows(partners, scope), everyCustomerRows(partners, scope)] : []),
        ]
  return sql`${sql.join(parts, sql` union all `)}`
}

const of = (partners: Partners, partner: RawBuilder<unknown>) =>
  partners === 'all'
    ? sql`${partner} in (select p.partner_id from partner p where p.state = 'active')`
    : sql`${partner} = any(${partners}::uuid[])`

const among = (values: readonly string[], column: RawBuilder<unknown>, type: 'text' | 'uuid') =>
  values.length === 0 ? sql`true` : sql`${column} = any(${values}::${sql.raw(type)}[])`

const member = sql`m.partner_id, m.account_id, null::uuid as registration_id`
const named = sql`m.first_name || ' ' || m.last_name as name, m.name_norm, m.email, m.role`
const inForce = (until: RawBuilder<unknown>) => sql`(${until} is null or ${until} > now())`
const everyCustomer = sql`(m.all_customers and ${inForce(sql`m.all_customers_until`)})`

/** Who only sponsors is a member, too: the right to sponsor is confirmed with the membership that carries it. */
function membershipRows(partners: Partners, { roles, customerIds }: Scope): RawBuilder<unknown> {
  // SA and PA reach every customer, whichever are chosen, and who sponsors may sponsor for every one.
  const reaches =
    customerIds.length === 0
      ? sql`true`
      : sql`(m.role is distinct from 'user' or m.sponsors or ${everyCustomer} or exists (select from association a
          where a.partner_id = m.partner_id and a.account_id = m.account_id and ${inForce(sql`a.ends_at`)}
            and a.customer_id = any(${customerIds}::uuid[])))`
  return sql`select 'membership' as kind, ${member}, null::uuid as customer_id, ${named}, '' as customer_name,
      m.created_at as since, '' as given_by_name, m.last_sign_in_at, m.sponsors
    from membership m
    where ${of(partners, sql`m.partner_id`)} and (m.role is not null or m.sponsors) and m.state <> 'removed'
      and ${among(roles, sql`m.role`, 'text')} and ${reaches}`
}

/** SA and PA have every customer by their role: there is no association to take away. */
function associationRows(partners: Partners, { roles, customerIds }: Scope): RawBuilder<unknown> {
  return sql`select 'association' as kind, ${member}, a.customer_id, ${named}, cu.name as customer_name, a.since, a.given_by_name,
      m.last_sign_in_at, false as sponsors
    from association a
    join membership m on m.partner_id = a.partner_id and m.account_id = a.account_id and m.role = 'user' and m.state <> 'removed'
    join customer cu on cu.partner_id = a.partner_id and cu.customer_id = a.customer_id
    where ${of(partners, sql`a.partner_id`)} and ${inForce(sql`a.ends_at`)}
      and ${among(roles, sql`m.role`, 'text')} and ${among(customerIds, sql`a.customer_id`, 'uuid')}`
}

/** An association with every customer, those to come too (R21): one row without a customer. */
function everyCustomerRows(partners: Partners, { roles }: Scope): RawBuilder<unknown> {
  return sql`select 'association' as kind, ${member}, null::uuid as customer_id, ${named}, '' as customer_name,
      coalesce(m.all_customers_since, m.created_at) as since, coalesce(m.all_customers_by_name, '') as given_by_name,
      m.last_sign_in_at, false as sponsors
    from membership m
    where ${of(partners, sql`m.partner_id`)} and m.role = 'user' and m.state <> 'removed' and ${everyCustomer}
      and ${among(roles, sql`m.role`, 'text')}`
}

/** Registrations that attestation is about (R18): the active ones, suspended or not. */
function customerUsers(partners: Partners, { customerIds }: Scope): RawBuilder<unknown> {
  return sql`select 'customer_user' as kind, g.partner_id, g.account_id, g.registration_id, g.customer_id,
      g.first_name || ' ' || g.last_name as name, g.name_norm, g.email, null::text as role, cu.name as customer_name,
      coalesce(g.confirmed_at, g.created_at) as since, '' as given_by_name, g.last_sign_in_at, false as sponsors
    from registration g join customer cu on cu.partner_id = g.partner_id and cu.customer_id = g.customer_id
    where ${of(partners, sql`g.partner_id`)} and g.state = 'active' and ${among(customerIds, sql`g.customer_id`, 'uuid')}`
}

export type Counted = { rows: number; people: number; partners: number; memberships: number; associations: number }

/** How much there is in scope now. */
export async function countScope(tx: Tx, partners: Partners, scope: Scope): Promise<Counted> {
  const { rows } = await sql<Counted>`
    select count(*)::int as rows, count(distinct s.account_id)::int as people, count(distinct s.partner_id)::int as partners,
      count(*) filter (where s.kind = 'membership')::int as memberships,
      count(*) filter (where s.kind = 'association')::int as associations
    from (${inScope(partners, scope)}) s`.execute(tx)
  return rows[0] ?? { rows: 0, people: 0, partners: 0, memberships: 0, associations: 0 }
}

/** Fixes what is in one partner's scope as rows of a review. Answers how many. */
export async function fixRows(tx: Tx, partnerId: string, reviewId: string, scope: Scope): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into access_review_row (partner_id, review_id, row_id, audience, kind, account_id, registration_id, customer_id, name,
      name_norm, email, role, sponsors, customer_name, since, given_by_name, last_sign_in_at, active_days)
    select s.partner_id, ${reviewId}::uuid, gen_random_uuid(), ${scope.audience}, s.kind, s.account_id, s.registration_id,
      s.customer_id, s.name, s.name_norm, s.email, s.role, s.sponsors, s.customer_name, s.since, s.given_by_name, s.last_sign_in_at,
      coalesce(u.days, 0)
    from (${inScope([partnerId], scope)}) s
    left join (
      select e.account_id, count(distinct (e.at at time zone 'UTC')::date)::int as days from audit_entry e
      where e.partner_id = ${partnerId} and e.at > now() - make_interval(days => ${USAGE_DAYS})
      group by e.account_id
    ) u on u.account_id = s.account_id`.execute(tx)
  return Number(numAffectedRows ?? 0)
}
