import { type RawBuilder, sql } from 'kysely'
import { containing } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'

const holdsSql = (ends: string) => sql<boolean>`coalesce(${sql.ref(ends)} > now(), true)`
const endingSql = (ends: string) =>
  sql<boolean>`coalesce(${sql.ref(ends)} > now() and ${sql.ref(ends)} <= now() + interval '30 days', false)`
export const allHoldsSql = sql<boolean>`(m.all_customers and ${holdsSql('m.all_customers_until')})`
/** What is left of a right to every customer: `{ until, ended, since, givenByName }`, or null. */
export const allSql = sql`case when m.role = 'user' and m.all_customers then jsonb_build_object(
  'until', m.all_customers_until, 'ended', not ${holdsSql('m.all_customers_until')},
  'since', m.all_customers_since, 'givenByName', m.all_customers_by_name) end`

export type Window = { from: number; count: number }
export type PeopleFilter = {
  q?: string | undefined
  role?: string[] | undefined
  /** Partner users who see no customer at all. */
  unassociated?: boolean | undefined
  /** Something they see ends within 30 days. */
  ending?: boolean | undefined
  accountId?: string | undefined
}
export type CustomersFilter = {
  q?: string | undefined
  service?: string[] | undefined
  /** Customers that no partner user sees. */
  unseen?: boolean | undefined
  /** Given to this person, or not. */
  given?: { accountId: string; is: boolean } | undefined
}

export type PersonRow = {
  accountId: string
  name: string
  email: string
  role: 'super_admin' | 'admin' | 'user'
  state: 'active' | 'suspended'
  all: { until: string | null; ended: boolean; since: string | null; givenByName: string | null } | null
  customers: number
}

/** A window of the people axis, by name; members with a role, suspended ones too. */
export async function listPeople(tx: Tx, partnerId: string, filter: PeopleFilter, { from, count }: Window) {
  const conditions: RawBuilder<unknown>[] = [
    sql`m.partner_id = ${partnerId} and m.role is not null and m.state in ('active', 'suspended')`,
  ]
  if (filter.q) {
    const pattern = containing(normalise(filter.q))
    conditions.push(sql`(m.name_norm like ${pattern} or m.email like ${pattern})`)
  }
  if (filter.role) conditions.push(sql`m.role = any(${filter.role})`)
  if (filter.accountId) conditions.push(sql`m.account_id = ${filter.accountId}`)
  if (filter.unassociated)
    conditions.push(sql`m.role = 'user' and not ${allHoldsSql} and not exists (select from association a
      where a.partner_id = ${partnerId} and a.account_id = m.account_id and ${holdsSql('a.ends_at')})`)
  if (filter.ending)
    conditions.push(sql`m.role = 'user' and ((m.all_customers and ${endingSql('m.all_customers_until')}) or exists (select from association a
      where a.partner_id = ${partnerId} and a.account_id = m.account_id and ${endingSql('a.ends_at')}))`)
  const where = sql.join(conditions, sql` and `)
  const { rows } = await sql<PersonRow>`
    select m.account_id as "accountId", m.first_name || ' ' || m.last_name as name, m.email, m.role, m.state, ${allSql} as all,
      (select count(*)::int from association a
        where a.partner_id = ${partnerId} and a.account_id = m.account_id and ${holdsSql('a.ends_at')}) as customers
    from membership m where ${where} order by m.name_norm, m.account_id limit ${count} offset ${from}`.execute(tx)
  const total = await sql<{ n: number }>`select count(*)::int as n from membership m where ${where}`.execute(tx)
  return { rows, total: total.rows[0]?.n ?? 0 }
}

export type CustomerRow = {
  customerId: string
  name: string
  service: 'in_force' | 'grace' | 'closed' | 'none'
  serviceUntil: Date | null
  seenBy: number
}

/** A window of the customers axis, by name; `seenBy` counts the partner users who see it by an association. */
export async function listCustomers(tx: Tx, partnerId: string, filter: CustomersFilter, { from, count }: Window) {
  const conditions: RawBuilder<unknown>[] = [sql`cu.partner_id = ${partnerId} and cu.state = 'active'`]
  if (filter.q) conditions.push(sql`cu.name_norm like ${containing(normalise(filter.q))}`)
  if (filter.service) conditions.push(sql`coalesce(s.state, 'none') = any(${filter.service})`)
  if (filter.unseen)
    conditions.push(sql`not exists (select from ${seeing(partnerId)} and a.customer_id = cu.customer_id)`)
  if (filter.given) {
    const isGiven = sql`exists (select from association a where a.partner_id = ${partnerId}
      and a.account_id = ${filter.given.accountId} and a.customer_id = cu.customer_id)`
    conditions.push(filter.given.is ? isGiven : sql`not ${isGiven}`)
  }
  const found = sql`customer cu
    left join (select x.* from customer_service x where x.partner_id = ${partnerId}) s on s.customer_id = cu.customer_id
    where ${sql.join(conditions, sql` and `)}`
  const { rows } = await sql<Omit<CustomerRow, 'seenBy'> & { total: number }>`
    select cu.customer_id as "customerId", cu.name, coalesce(s.state, 'none') as service,
      case s.state when 'grace' then s.closes_at else s.ends_at end as "serviceUntil", count(*) over ()::int as total
    from ${found} order by cu.name_norm, cu.customer_id limit ${count} offset ${from}`.execute(tx)
  // Of those shown only: counting for all took most of what a window costs.
  const shown = rows.map(({ customerId }) => customerId)
  const counted = await sql<{ id: string; people: number }>`
    select a.customer_id as id, count(*)::int as people from ${seeing(partnerId)} and a.customer_id = any(${shown}::uuid[])
    group by a.customer_id`.execute(tx)
  const seenBy = new Map(counted.rows.map(({ id, people }) => [id, people]))
  return {
    rows: rows.map((row): CustomerRow => ({ ...row, seenBy: seenBy.get(row.customerId) ?? 0 })),
    total: rows[0]?.total ?? (from === 0 ? 0 : await totalOf(tx, found)),
  }
}

/** Associations by which partner users see something now, who do not see everything anyway. */
function seeing(partnerId: string): RawBuilder<unknown> {
  return sql`association a
    join membership m on m.partner_id = a.partner_id and m.account_id = a.account_id and m.state = 'active' and m.role = 'user'
      and not ${allHoldsSql}
    where a.partner_id = ${partnerId} and ${holdsSql('a.ends_at')}`
}

async function totalOf(tx: Tx, found: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${found}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Partner users who see every customer. */
export async function countWithAll(tx: Tx, partnerId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from membership m
    where m.partner_id = ${partnerId} and m.role = 'user' and m.state = 'active' and ${allHoldsSql}`.execute(tx)
  return rows[0]?.n ?? 0
}

export type CellsOfPerson = {
  /** Positions on the two axes. */
  person: number
  /** Without an end, as `1,5,9`; null: none. */
  open: string | null
  /** With one: the customer, and the moment in ISO 8601. */
  ending: [number, string][] | null
}

/**
 * The associations within a window, a row a person: the database puts them together, because tens of thousands of rows with two
 * ids each took three times as long.
 */
export async function listCells(
  tx: Tx,
  partnerId: string,
  people: string[],
  customers: string[],
): Promise<CellsOfPerson[]> {
  if (people.length === 0 || customers.length === 0) return []
  const { rows } = await sql<CellsOfPerson>`
    select (p.place - 1)::int as person, string_agg((c.place - 1)::text, ',') filter (where a.ends_at is null) as open,
      jsonb_agg(jsonb_build_array(c.place - 1, a.ends_at)) filter (where a.ends_at is not null) as ending
    from association a
    join unnest(${people}::uuid[]) with ordinality as p (id, place) on p.id = a.account_id
    join unnest(${customers}::uuid[]) with ordinality as c (id, place) on c.id = a.customer_id
    where a.partner_id = ${partnerId} group by p.place`.execute(tx)
  return rows
}
