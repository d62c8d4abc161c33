import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

export type EntitlementInput = {
  groupName: 'support' | 'commerce'
  names: Record<string, string>
  descriptions: Record<string, string>
  position: number
}

export type EntitlementRow = EntitlementInput & {
  entitlementId: string
  state: 'active' | 'retired'
  contractTypes: { contractTypeId: string; name: string; state: 'active' | 'retired' }[]
  createdAt: Date
  updatedAt: Date
}

/** The catalogue, or one entry, with the contract types that allow each. */
export async function readEntitlements(
  tx: Tx,
  filter: {
    entitlementId?: string
    state?: string[] | undefined
    groupName?: string[] | undefined
    q?: string | undefined
  } = {},
): Promise<EntitlementRow[]> {
  const { entitlementId = null, state = null, groupName = null, q = null } = filter
  const { rows } = await sql<EntitlementRow>`
    select e.entitlement_id as "entitlementId", e.group_name as "groupName", e.names, e.descriptions, e.position, e.state,
      e.created_at as "createdAt", e.updated_at as "updatedAt",
      coalesce((select jsonb_agg(jsonb_build_object('contractTypeId', t.contract_type_id, 'name', t.name, 'state', t.state)
          order by t.state, lower(t.name))
        from contract_type_entitlement te join contract_type t on t.contract_type_id = te.contract_type_id
        where te.entitlement_id = e.entitlement_id), '[]') as "contractTypes"
    from entitlement e
    where (${entitlementId}::text is null or e.entitlement_id = ${entitlementId}::text)
      and (${state}::text[] is null or e.state = any(${state}::text[]))
      and (${groupName}::text[] is null or e.group_name = any(${groupName}::text[]))
      and (${q}::text is null or position(lower(${q}::text) in lower(e.entitlement_id || ' ' || e.names::text)) > 0)
    order by e.state, e.group_name desc, e.position, e.entitlement_id`.execute(tx)
  return rows
}

/** False when the catalogue has this id already. */
export async function insertEntitlement(tx: Tx, entitlementId: string, given: EntitlementInput): Promise<boolean> {
  const result = await sql`insert into entitlement (entitlement_id, group_name, names, descriptions, position)
    values (${entitlementId}, ${given.groupName}, ${JSON.stringify(given.names)}, ${JSON.stringify(given.descriptions)}, ${given.position})
    on conflict do nothing`.execute(tx)
  return result.numAffectedRows === 1n
}

export async function updateEntitlement(
  tx: Tx,
  entitlementId: string,
  given: EntitlementInput & { state: 'active' | 'retired' },
): Promise<void> {
  await sql`update entitlement set group_name = ${given.groupName}, names = ${JSON.stringify(given.names)},
    descriptions = ${JSON.stringify(given.descriptions)}, position = ${given.position}, state = ${given.state}, updated_at = now()
    where entitlement_id = ${entitlementId}`.execute(tx)
}

/** Locks one entry until commit. */
export async function lockEntitlement(tx: Tx, entitlementId: string): Promise<void> {
  await sql`select 1 from entitlement where entitlement_id = ${entitlementId} for update`.execute(tx)
}

/** Puts the given entries into the given order, within whatever groups they are in. */
export async function reorderEntitlements(tx: Tx, entitlementIds: string[]): Promise<void> {
  await sql`update entitlement e set position = o.position::int * 10, updated_at = now()
    from unnest(${entitlementIds}::text[]) with ordinality as o (entitlement_id, position)
    where e.entitlement_id = o.entitlement_id`.execute(tx)
}
