import { sql } from 'kysely'
import { type Tx, withAuthRole } from '../platform/db/transaction.ts'

/**
 * After the vendor withdrew entitlements everywhere, or what contracts of a type allow: signs out at once who was given one
 * of them, or is sponsored on such a contract, and now holds nothing at all (attack 21). Asked of those with a live session only, so its work does not grow with everybody ever registered. The
 * caller reaches every tenant. Returns how many people were signed out.
 */
export async function signOutTheAccessless(
  tx: Tx,
  withdrawn: { entitlements: readonly string[]; contractTypeId?: string },
): Promise<number> {
  const { entitlements, contractTypeId = null } = withdrawn
  const live = await withAuthRole(tx, () =>
    sql<{ id: string }>`select distinct "userId" as id from auth.session where "expiresAt" > now()`.execute(tx),
  )
  const { rows } = await sql<{ n: number }>`
    select count(app.end_sessions(x.id))::int as n from unnest(${live.rows.map((row) => row.id)}::uuid[]) as x (id)
    where exists (select from registration r
                  join sponsorship s on s.partner_id = r.partner_id and s.sponsorship_id = r.sponsorship_id
                  join contract c on c.partner_id = s.partner_id and c.contract_id = s.contract_id
                  join sponsorship_entitlement se on se.partner_id = s.partner_id and se.sponsorship_id = s.sponsorship_id
                  where r.account_id = x.id and r.state = 'active'
                    and (c.contract_type_id = ${contractTypeId}::uuid or se.entitlement_id = any(${entitlements}::text[])))
      and not exists (select from effective_access a where a.account_id = x.id and a.holds)`.execute(tx)
  return rows[0]?.n ?? 0
}
