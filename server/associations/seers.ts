import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { allHoldsSql } from './queries.ts'

type Row = {
  accountId: string
  name: string
  email: string
  role: 'super_admin' | 'admin' | 'user'
  state: 'active' | 'suspended'
  how: 'role' | 'all' | 'some'
  since: Date | null
  givenByName: string | null
  endsAt: Date | null
  ended: boolean
}

/** Who sees a customer, at most 1000: by their role, by having all, or by an association; ended ones and suspended people too. */
export async function listSeers(tx: Tx, partnerId: string, customerId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select x.*, coalesce(x."endsAt" <= now(), false) as ended from (
      select m.account_id as "accountId", m.first_name || ' ' || m.last_name as name, m.email, m.role, m.state, m.name_norm,
        case when m.role in ('super_admin', 'admin') then 'role' when a.account_id is null or ${allHoldsSql} then 'all' else 'some' end as how,
        case when m.role in ('super_admin', 'admin') then m.created_at
          when a.account_id is null or ${allHoldsSql} then m.all_customers_since else a.since end as since,
        case when m.role = 'user' then case when a.account_id is null or ${allHoldsSql} then m.all_customers_by_name
          else a.given_by_name end end as "givenByName",
        case when m.role = 'user' then case when a.account_id is null or ${allHoldsSql} then m.all_customers_until
          else a.ends_at end end as "endsAt"
      from membership m
      left join association a on a.partner_id = m.partner_id and a.account_id = m.account_id and a.customer_id = ${customerId}
      where m.partner_id = ${partnerId} and m.state in ('active', 'suspended')
        and (m.role in ('super_admin', 'admin') or (m.role = 'user' and (m.all_customers or a.account_id is not null)))
    ) x order by x.how = 'role', x.name_norm, x."accountId" limit 1000`.execute(tx)
  return rows
}

/** A customer of the partner that the reader sees. 404 without one. */
export async function requireCustomer(tx: Tx, partnerId: string, customerId: string) {
  const customer = await tx
    .selectFrom('customer')
    .select(['customer_id as id', 'name'])
    .where('partner_id', '=', partnerId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  if (!customer) throw problems.not_found()
  return customer
}
