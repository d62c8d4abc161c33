import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import type { Customer, Given, Person } from './effect.ts'

/** Members of these ids, whatever their role and state; `lock` holds their rows, in one order, until commit. */
export async function readPeople(tx: Tx, partnerId: string, ids: string[], lock: boolean): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select m.account_id as "accountId", m.first_name || ' ' || m.last_name as name, m.role, m.state,
      m.all_customers and coalesce(m.all_customers_until > now(), true) as all,
      m.all_customers_until as "allUntil",
      m.all_customers and coalesce(m.all_customers_until <= now(), false) as "allEnded"
    from membership m where m.partner_id = ${partnerId} and m.account_id = any(${ids}::uuid[])
    order by m.account_id ${lock ? sql`for update` : sql``}`.execute(tx)
  return rows
}

/** All of the partner's customers by name, each with the state of its support service. */
export async function readCustomers(tx: Tx, partnerId: string): Promise<Customer[]> {
  const { rows } = await sql<Customer>`
    select cu.customer_id as "customerId", cu.name, cu.state, coalesce(s.state, 'none') as service
    from customer cu
    left join (select x.customer_id, x.state from customer_service x where x.partner_id = ${partnerId}) s
      on s.customer_id = cu.customer_id
    where cu.partner_id = ${partnerId} order by cu.name_norm, cu.customer_id`.execute(tx)
  return rows
}

/** Associations of these people, ended ones too: with the customers named, and all of those in `whole`. */
export async function readGiven(
  tx: Tx,
  partnerId: string,
  of: { people: string[]; customers: string[]; whole: string[] },
): Promise<Given[]> {
  const { rows } = await sql<Given>`
    select a.account_id as "accountId", a.customer_id as "customerId", a.ends_at as "endsAt"
    from association a where a.partner_id = ${partnerId} and a.account_id = any(${of.people}::uuid[])
      and (a.customer_id = any(${of.customers}::uuid[]) or a.account_id = any(${of.whole}::uuid[]))`.execute(tx)
  return rows
}

/** Nobody only ever takes away. */
type By = { accountId: string | null; name: string }

/** Gives associations, or gives them another end; one statement for any number. */
export async function writeAssociations(tx: Tx, partnerId: string, by: By, cells: Given[]): Promise<void> {
  if (cells.length === 0) return
  await sql`
    insert into association as a (partner_id, account_id, customer_id, given_by, given_by_name, since, ends_at)
    select ${partnerId}::uuid, x."accountId", x."customerId", ${by.accountId}::uuid, ${by.name}::text, now(), x."endsAt"
    from json_to_recordset(${JSON.stringify(cells)}::json) as x ("accountId" uuid, "customerId" uuid, "endsAt" timestamptz)
    on conflict (partner_id, account_id, customer_id) do update
      set ends_at = excluded.ends_at, warned_at = null, given_by = excluded.given_by, given_by_name = excluded.given_by_name,
        since = case when a.ends_at <= now() then now() else a.since end`.execute(tx)
}

/** Takes associations away; one statement for any number. */
export async function removeAssociations(tx: Tx, partnerId: string, cells: Given[]): Promise<void> {
  if (cells.length === 0) return
  await sql`
    delete from association a
    using json_to_recordset(${JSON.stringify(cells)}::json) as x ("accountId" uuid, "customerId" uuid)
    where a.partner_id = ${partnerId} and a.account_id = x."accountId" and a.customer_id = x."customerId"`.execute(tx)
}

type All = { accountId: string; on: boolean; until: Date | null }

/** Gives people every customer, future ones too, or takes that away. */
export async function writeAll(tx: Tx, partnerId: string, by: By, wishes: All[]): Promise<void> {
  if (wishes.length === 0) return
  await sql`
    update membership m set all_customers = x."on", all_customers_until = x.until, all_customers_warned_at = null,
      all_customers_since = case when not x."on" then null
        when m.all_customers and coalesce(m.all_customers_until > now(), true) then m.all_customers_since else now() end,
      all_customers_by = case when x."on" then ${by.accountId}::uuid end,
      all_customers_by_name = case when x."on" then ${by.name}::text end,
      updated_at = now()
    from json_to_recordset(${JSON.stringify(wishes)}::json) as x ("accountId" uuid, "on" boolean, until timestamptz)
    where m.partner_id = ${partnerId} and m.account_id = x."accountId"`.execute(tx)
}
