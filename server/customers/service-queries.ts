import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

/** How many contract lines each customer has, as far as the reader reaches their data; none of it: not in the map, or zero. */
export async function countLines(tx: Tx, customerIds: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ customer_id: string; lines: number }>`
    select customer_id, lines from app.line_counts(${customerIds}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.customer_id, row.lines]))
}

/** How many active partner users see each customer, by an association in force or by having all. */
export async function countSeers(tx: Tx, partnerId: string, customerIds: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; people: number }>`
    select c.id, (
      select count(*)::int from membership m
      where m.partner_id = ${partnerId} and m.role = 'user' and m.state = 'active' and (
        (m.all_customers and coalesce(m.all_customers_until > now(), true))
        or exists (select from association a where a.partner_id = ${partnerId} and a.account_id = m.account_id
          and a.customer_id = c.id and coalesce(a.ends_at > now(), true)))) as people
    from unnest(${customerIds}::uuid[]) as c (id)`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.people]))
}

export type Mine = { how: 'all' | 'some'; since: Date | null; givenByName: string | null; until: Date | null }

/** How a partner user sees a customer: by having all, or by an association of their own. */
export async function readMine(tx: Tx, partnerId: string, accountId: string, customerId: string): Promise<Mine | null> {
  const { rows } = await sql<Mine>`
    select x.* from (
      select 'all' as how, m.all_customers_since as since, m.all_customers_by_name as "givenByName", m.all_customers_until as until
      from membership m where m.partner_id = ${partnerId} and m.account_id = ${accountId} and m.role = 'user'
        and m.all_customers and coalesce(m.all_customers_until > now(), true)
      union all
      select 'some', a.since, a.given_by_name, a.ends_at from association a
      where a.partner_id = ${partnerId} and a.account_id = ${accountId} and a.customer_id = ${customerId}
        and coalesce(a.ends_at > now(), true)
    ) x limit 1`.execute(tx)
  return rows[0] ?? null
}
