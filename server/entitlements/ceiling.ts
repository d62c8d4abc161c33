import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

/**
 * What a partner's administrators may hand out now (R4): the union of what the types of its contracts in force allow.
 * Retired contract types and retired entitlements give nothing. The caller must reach the partner.
 */
export async function ceilingOf(tx: Tx, partnerId: string): Promise<Set<string>> {
  const { rows } = await sql<{ entitlement_id: string }>`
    select distinct te.entitlement_id
    from contract c
    join contract_type t on t.contract_type_id = c.contract_type_id and t.state = 'active'
    join contract_type_entitlement te on te.contract_type_id = c.contract_type_id
    join entitlement e on e.entitlement_id = te.entitlement_id and e.state = 'active'
    where c.partner_id = ${partnerId} and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()`.execute(tx)
  return new Set(rows.map((row) => row.entitlement_id))
}
