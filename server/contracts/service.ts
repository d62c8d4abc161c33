import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import type { ContractRecord } from './queries.ts'

export type ServiceOfContract = {
  customerId: string
  customerName: string
  /** Of the customer's support service as a whole (R25). */
  state: 'in_force' | 'grace' | 'closed'
  endsAt: Date
  closesAt: Date
  /** No other contract keeps the service in force. */
  onlyHere: boolean
  /** Members of the partner who see the customer thereby. */
  members: number
}

/** The support service that a contract gives its customer (R22, R25); null where its type or lack of a customer gives none. */
export async function serviceOf(tx: Tx, contract: ContractRecord): Promise<ServiceOfContract | null> {
  const { partnerId, contractId, customerId, qualifiesSupportService } = contract
  if (!customerId || !qualifiesSupportService) return null
  const { rows } = await sql<ServiceOfContract>`
    select s.customer_id as "customerId", cu.name as "customerName", s.state, s.ends_at as "endsAt", s.closes_at as "closesAt",
      not exists (select from contract c join contract_type t on t.contract_type_id = c.contract_type_id
        where c.partner_id = s.partner_id and c.customer_id = s.customer_id and c.contract_id <> ${contractId}
          and t.qualifies_support_service and t.state = 'active'
          and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()) as "onlyHere",
      (select count(*)::int from membership m
        where s.state <> 'closed' and m.partner_id = s.partner_id and m.state = 'active' and m.role is not null
          and (m.role <> 'user' or (m.all_customers and coalesce(m.all_customers_until > now(), true))
            or exists (select from association a where a.partner_id = m.partner_id and a.account_id = m.account_id
              and a.customer_id = s.customer_id and coalesce(a.ends_at > now(), true)))) as members
    from customer_service s join customer cu on cu.partner_id = s.partner_id and cu.customer_id = s.customer_id
    where s.partner_id = ${partnerId} and s.customer_id = ${customerId}`.execute(tx)
  return rows[0] ?? null
}
