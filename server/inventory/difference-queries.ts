import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import type { CollectionRow } from './state.ts'

export const differenceStatuses = ['added', 'removed', 'changed', 'moved', 'unchanged'] as const
export type DifferenceStatus = (typeof differenceStatuses)[number]

type Compared = Pick<CollectionRow, 'partnerId' | 'collectionId' | 'inventoryId' | 'partial' | 'collectedAt'>

/**
 * What a collection's inventory was made of as it was taken: its own devices and, where it named only some, what the partial
 * collections before it and the last complete one say of the others.
 */
function snapshot({ partnerId, collectionId, inventoryId, partial, collectedAt }: Compared) {
  if (!partial)
    return sql`(select device_id, version_no from collection_device where partner_id = ${partnerId} and collection_id = ${collectionId})`
  return sql`(select distinct on (s.device_id) s.device_id, s.version_no
    from collection c join collection_device s on s.partner_id = c.partner_id and s.collection_id = c.collection_id
    where c.partner_id = ${partnerId} and c.inventory_id = ${inventoryId} and c.state = 'done' and c.collected_at <= ${collectedAt}
      and c.collected_at >= coalesce((select max(f.collected_at) from collection f where f.partner_id = ${partnerId}
        and f.inventory_id = ${inventoryId} and f.state = 'done' and not f.partial and f.collected_at <= ${collectedAt}), '-infinity')
    order by s.device_id, c.collected_at desc, c.collection_id desc)`
}

const compared = (before: Compared, after: Compared) => sql`(
  select coalesce(b.device_id, a.device_id) as device_id, b.version_no as before_no, a.version_no as after_no,
    case when b.device_id is null then 'added' when a.device_id is null then 'removed'
      when b.version_no = a.version_no then 'unchanged' when vb.place_hash <> va.place_hash then 'moved'
      when vb.content_hash <> va.content_hash then 'changed' else 'unchanged' end as status
  from ${snapshot(before)} b
  full join ${snapshot(after)} a on a.device_id = b.device_id
  left join device_version vb on b.version_no <> a.version_no and vb.partner_id = ${before.partnerId} and vb.device_id = b.device_id and vb.version_no = b.version_no
  left join device_version va on b.version_no <> a.version_no and va.partner_id = ${before.partnerId} and va.device_id = a.device_id and va.version_no = a.version_no
) x`

export async function countDifferences(
  tx: Tx,
  before: Compared,
  after: Compared,
): Promise<Record<DifferenceStatus, number>> {
  const { rows } = await sql<{ status: DifferenceStatus; n: number }>`
    select status, count(*)::int as n from ${compared(before, after)} group by 1`.execute(tx)
  const counts = { added: 0, removed: 0, changed: 0, moved: 0, unchanged: 0 }
  for (const { status, n } of rows) counts[status] = n
  return counts
}

export type DifferenceRow = {
  deviceId: string
  status: DifferenceStatus
  hostname: string
  serial: string
  productId: string
  address: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  beforeParent: string | null
  key: string
}

/** One page of devices that differ, and one more: with all that was seen of them both times. */
export async function listDifferences(
  tx: Tx,
  { before, after, status, q }: { before: Compared; after: Compared; status: string[]; q?: string | undefined },
  paging: { limit: number; after: string[] | undefined },
): Promise<DifferenceRow[]> {
  const { partnerId } = before
  const text = q?.trim().toUpperCase()
  const { rows } = await sql<DifferenceRow>`
    select x.device_id as "deviceId", x.status, d.hostname, d.serial, d.product_id as "productId", d.address,
      vb.attributes::json as before, va.attributes::json as after, d.name_norm as key
    from ${compared(before, after)}
    join device d on d.partner_id = ${partnerId} and d.device_id = x.device_id
    left join device_version vb on x.status <> 'added' and vb.partner_id = ${partnerId} and vb.device_id = x.device_id and vb.version_no = x.before_no
    left join device_version va on x.status <> 'removed' and va.partner_id = ${partnerId} and va.device_id = x.device_id and va.version_no = x.after_no
    where x.status = any(${status})
      and ${text ? sql`(position(${text} in d.serial_norm) > 0 or position(${text} in upper(d.hostname)) > 0)` : sql`true`}
      and ${paging.after ? sql`(d.name_norm, x.device_id::text) > (${paging.after[0]}, ${paging.after[1]})` : sql`true`}
    order by d.name_norm, x.device_id::text limit ${paging.limit + 1}`.execute(tx)
  return rows
}
