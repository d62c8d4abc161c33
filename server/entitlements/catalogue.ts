import type { Tx } from '../platform/db/transaction.ts'

export type CatalogueEntry = {
  entitlementId: string
  groupName: 'support' | 'commerce'
  /** Language → text. */
  names: Record<string, string>
  descriptions: Record<string, string>
  state: 'active' | 'retired'
  position: number
}

/** Every entitlement the vendor offers or offered, in the order of the vendor's choosing. */
export async function catalogue(tx: Tx): Promise<CatalogueEntry[]> {
  const rows = await tx
    .selectFrom('entitlement')
    .select(['entitlement_id', 'group_name', 'names', 'descriptions', 'state', 'position'])
    .orderBy('group_name', 'desc')
    .orderBy('position')
    .orderBy('entitlement_id')
    .execute()
  return rows.map((row) => ({
    entitlementId: row.entitlement_id,
    groupName: row.group_name as 'support',
    names: row.names as Record<string, string>,
    descriptions: row.descriptions as Record<string, string>,
    state: row.state as 'active',
    position: row.position,
  }))
}
