import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

type Start = {
  dismissed: boolean
  contracts: number
  customers: number
  colleagues: number
  invited: number
  partnerUsers: number
  associatedUsers: number
}

/** How far a new super administrator has come; each step from the facts as they are now. */
export async function readStart(tx: Tx, partnerId: string, accountId: string): Promise<Start> {
  const { rows } = await sql<Start>`
    select
      exists (select from membership m where m.partner_id = ${partnerId} and m.account_id = ${accountId}
        and m.start_dismissed_at is not null) as dismissed,
      (select count(*)::int from contract c
        join contract_type t on t.contract_type_id = c.contract_type_id and t.qualifies_support_service and t.state = 'active'
        where c.partner_id = ${partnerId} and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()) as contracts,
      (select count(*)::int from customer_service s where s.partner_id = ${partnerId} and s.state = 'in_force') as customers,
      (select count(*)::int from membership m where m.partner_id = ${partnerId} and m.role is not null
        and m.state = 'active' and m.account_id <> ${accountId}) as colleagues,
      (select count(*)::int from team_invitation i where i.partner_id = ${partnerId} and i.accepted_at is null
        and i.withdrawn_at is null and i.expires_at > now()) as invited,
      (select count(*)::int from membership m where m.partner_id = ${partnerId} and m.role = 'user' and m.state = 'active') as "partnerUsers",
      (select count(*)::int from membership m where m.partner_id = ${partnerId} and m.role = 'user' and m.state = 'active'
        and (m.all_customers or exists (select from association x where x.partner_id = m.partner_id
          and x.account_id = m.account_id and (x.ends_at is null or x.ends_at > now())))) as "associatedUsers"`.execute(
    tx,
  )
  return rows[0] as Start
}

export async function dismissStart(tx: Tx, partnerId: string, accountId: string): Promise<void> {
  await sql`update membership set start_dismissed_at = now() where partner_id = ${partnerId} and account_id = ${accountId}`.execute(
    tx,
  )
}
