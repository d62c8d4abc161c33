import { sql } from 'kysely'
import { keyset } from '../platform/db/keyset.ts'
import { cutByCustomer, cutBySort } from '../platform/db/reached.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { byName, type DeviceFilter, isInNameOrder, matching } from './device-queries.ts'
import type { ComponentKind } from './record.ts'

export type HardwareRow = {
  deviceId: string
  customerId: string
  customerName: string
  inventoryName: string
  hostname: string
  /** Its place among the device's parts; 0: the device itself, of which no chassis was reported. */
  no: number
  kind: ComponentKind
  name: string
  position: string
  description: string
  productId: string
  serial: string
  hardwareVersion: string
  softwareVersion: string
  seenAt: Date
}

const sorts = { name: { by: sql`d.name_norm`, type: 'text' as const } }
const columns = sql`d.partner_id, d.customer_id, d.device_id, d.inventory_id, d.name_norm, d.hostname, d.address, d.product_id, d.serial,
  d.software_version, d.version_no, d.seen_at, d.gone_at`
const texts = ['name', 'position', 'description', 'productId', 'serial', 'hardwareVersion', 'softwareVersion'] as const

/**
 * Chassis and what is in them, by device: one page and one more row. Parts stand in the version of their device (decision 27), so
 * only those of the page's devices are unfolded; each has at least one, so that as many devices as rows always suffice. Members
 * of a stack are parts of the device that speaks for it. `cursor`: the last row's key, device and number. A device that is found
 * by one of its parts is here with all of them.
 */
export async function listHardware(
  tx: Tx,
  filter: DeviceFilter,
  paging: { limit: number; cursor: string[] | undefined },
): Promise<(HardwareRow & { key: string })[]> {
  const keys = keyset(sorts, 'name', sql`d.device_id`, undefined)
  const limit = paging.limit + 1
  const [lastKey, lastDevice, lastNo] = paging.cursor ?? []
  // Of the device that the cursor names, no part may be left.
  const devices = paging.cursor ? limit + 1 : limit
  const from = paging.cursor ? sql`(d.name_norm, d.device_id::text) >= (${lastKey}, ${lastDevice})` : sql`true`
  const where = sql<boolean>`${matching({ ...filter, heads: true })} and ${from}`
  const page = { table: 'device', alias: 'd', columns, where, ...keys, limit: devices }
  const cut = isInNameOrder(filter, 'name')
    ? cutByCustomer({ ...page, partnerId: filter.partnerId, sortable: byName })
    : cutBySort({ ...page, id: 'device_id' })
  const after = paging.cursor
    ? sql`(d.key, d.device_id::text, c.no) > (${lastKey}, ${lastDevice}, ${Number(lastNo)}::int)`
    : sql`true`
  const part = sql.join(texts.map((field) => sql`coalesce(p.part->>${sql.lit(field)}, '') as ${sql.ref(field)}`))
  const own = sql`0 as no, 'chassis' as kind, coalesce(nullif(d.hostname, ''), d.address) as name, '' as position, '' as description,
    d.product_id as "productId", d.serial, '' as "hardwareVersion", d.software_version as "softwareVersion"`
  const { rows } = await sql<HardwareRow & { key: string }>`
    select d.device_id as "deviceId", d.customer_id as "customerId", cu.name as "customerName", i.name as "inventoryName",
      coalesce(nullif(d.hostname, ''), nullif(d.address, ''), d.serial) as hostname, c.*,
      case when d.gone_at is null then greatest(d.seen_at, i.last_collected_at) else d.seen_at end as "seenAt", d.key
    from ${cut}
    join customer cu on cu.partner_id = d.partner_id and cu.customer_id = d.customer_id
    join inventory i on i.partner_id = d.partner_id and i.inventory_id = d.inventory_id
    join device_version v on v.partner_id = d.partner_id and v.device_id = d.device_id and v.version_no = d.version_no
    cross join lateral (
      select p.no::int, p.part->>'kind' as kind, ${part}
      from json_array_elements(coalesce(v.attributes::json->'components', '[]')) with ordinality as p (part, no)
      where p.part->>'kind' <> 'software'
      union all
      select ${own} where not exists (select from json_array_elements(coalesce(v.attributes::json->'components', '[]')) e
        where e->>'kind' = 'chassis')
    ) c
    where ${after} order by d.name_norm, d.device_id::text, c.no limit ${limit}`.execute(tx)
  return rows
}

export type SoftwareRow = {
  vendor: string
  softwareType: string
  softwareVersion: string
  devices: number
  customers: number
}

/**
 * Software that runs on the devices, by family and version, with how many devices have it; most frequent first. One page and one
 * more row; `total` is how many there are. `cursor`: how many devices the last row has, its vendor, family and version.
 */
export async function listSoftware(
  tx: Tx,
  filter: DeviceFilter,
  { limit, cursor }: { limit: number; cursor: string[] | undefined },
): Promise<(SoftwareRow & { total: number })[]> {
  const [devices, vendor, type, version] = cursor ?? []
  const after = cursor
    ? sql`devices < ${devices}::bigint or (devices = ${devices}::bigint and (vendor, "softwareType", "softwareVersion") > (${vendor}, ${type}, ${version}))`
    : sql`true`
  const { rows } = await sql<SoftwareRow & { total: number }>`select * from (
      select d.vendor, d.software_type as "softwareType", d.software_version as "softwareVersion", count(*)::int as devices,
        count(distinct d.customer_id)::int as customers, (count(*) over ())::int as total
      from device d where ${matching(filter)} and (d.software_type <> '' or d.software_version <> '') group by 1, 2, 3) s
    where ${after} order by devices desc, vendor, "softwareType", "softwareVersion" limit ${limit + 1}`.execute(tx)
  return rows
}
