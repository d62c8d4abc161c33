import { type RawBuilder, sql } from 'kysely'
import { type CoverageState, coverageState, type coverageStates } from '../coverage/index.ts'
import { countRows } from '../platform/db/count.ts'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import { cutByCustomer, cutBySort, isReached } from '../platform/db/reached.ts'
import { type Order, readOrder } from '../platform/db/strides.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'

export const deviceSorts = ['name', 'product', 'serial', 'address', 'software', 'seen', 'coverage'] as const
const never = sql`'-infinity'::timestamptz`
const octet = '(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])'
const ipv4 = sql.lit(`^(${octet}[.]){3}${octet}$`)
/** IPv4 addresses in the order of their numbers (10.0.0.9 before 10.0.0.10), behind them others as they are written. */
const addressKey = sql`(case when d.address ~ ${ipv4} then encode(inet_send(d.address::inet), 'hex')
  when d.address = '' then '' else 'v' || d.address end)`
const sorts: SortBy = {
  name: { by: sql`d.name_norm`, type: 'text' },
  product: { by: sql`d.product_id`, type: 'text' },
  serial: { by: sql`d.serial_norm`, type: 'text' },
  address: { by: addressKey, type: 'text' },
  software: { by: sql`d.software_version`, type: 'text' },
  seen: { by: sql`d.seen_at`, type: 'timestamptz' },
  coverage: { by: sql`coalesce(d.covered_until, ${never})`, type: 'timestamptz' },
}

/** What a list can be narrowed by to one of the texts there are: a column each. */
const textFacets = {
  vendor: sql`d.vendor`,
  productId: sql`d.product_id`,
  productFamily: sql`d.product_family`,
  kind: sql`d.kind`,
  softwareType: sql`d.software_type`,
  softwareVersion: sql`d.software_version`,
  site: sql`d.site`,
} as const
export type TextFacet = keyof typeof textFacets
export const textFacetNames = Object.keys(textFacets) as [TextFacet, ...TextFacet[]]
/** Everything of which is told how many devices have which value. */
export const facetValues = {
  coverage: coverageState,
  presence: sql`case when d.gone_at is null then 'present' else 'gone' end`,
  customerId: sql`d.customer_id`,
  inventoryId: sql`d.inventory_id`,
  ...textFacets,
} as const
export type FacetName = keyof typeof facetValues

export type DeviceFilter = {
  partnerId: string
  /** Reaches the customers of a list alone. */
  listed?: boolean
  deviceId?: string[] | undefined
  customerId?: string[] | undefined
  inventoryId?: string[] | undefined
  coverage?: (typeof coverageStates)[number][] | undefined
  presence?: ('present' | 'gone')[] | undefined
  q?: string | undefined
  /** Devices of which one of these is not known, beside those with a value that is asked for. */
  unstated?: TextFacet[] | undefined
  /** Without members of stacks, as in the list of hardware: they are parts of the device that speaks for them. */
  heads?: boolean | undefined
} & { [F in TextFacet]?: string[] | undefined }

/** `without`: filters that are left out. */
export function matching(filter: DeviceFilter, without: FacetName[] = []): RawBuilder<boolean> {
  const { partnerId, listed, deviceId, customerId, inventoryId, coverage, presence, q } = filter
  const counts = (name: FacetName) => !without.includes(name)
  const conditions: RawBuilder<unknown>[] = [sql`d.partner_id = ${partnerId}`]
  if (listed) conditions.push(isReached(sql`d.customer_id`))
  if (deviceId) conditions.push(sql`d.device_id = any(${deviceId}::uuid[])`)
  if (filter.heads) conditions.push(sql`d.parent_id is null`)
  if (customerId && counts('customerId')) conditions.push(sql`d.customer_id = any(${customerId}::uuid[])`)
  if (inventoryId && counts('inventoryId')) conditions.push(sql`d.inventory_id = any(${inventoryId}::uuid[])`)
  if (coverage && counts('coverage')) conditions.push(sql`${coverageState} = any(${coverage})`)
  if (counts('presence')) conditions.push(ofPresence(presence))
  for (const [name, column] of Object.entries(textFacets) as [TextFacet, RawBuilder<unknown>][]) {
    const values = valuesOf(filter, name)
    if (values && counts(name)) conditions.push(sql`${column} = any(${values}::text[])`)
  }
  if (q) {
    const small = containing(normalise(q))
    const large = containing(q.trim().toUpperCase())
    conditions.push(
      sql`(d.name_norm like ${small} or d.serial_norm like ${large} or d.address like ${small} or strpos(d.search_text, ${normalise(q)}) > 0)`,
    )
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

/** What a facet is narrowed to; undefined: not at all. */
export function valuesOf(filter: DeviceFilter, name: FacetName): string[] | undefined {
  const isUnstated = filter.unstated?.some((one) => one === name)
  return isUnstated ? [...(filter[name] ?? []), ''] : filter[name]
}

export function ofPresence(presence: DeviceFilter['presence']): RawBuilder<boolean> {
  if (presence?.length !== 1) return sql`true`
  return presence[0] === 'present' ? sql`d.gone_at is null` : sql`d.gone_at is not null`
}

export type DeviceRow = {
  deviceId: string
  customerId: string
  customerName: string
  inventoryId: string
  inventoryName: string
  parentId: string | null
  hostname: string
  address: string
  vendor: string
  serial: string
  productId: string
  productFamily: string
  kind: string
  softwareType: string
  softwareVersion: string
  mac: string
  location: string
  site: string
  coverage: CoverageState
  coveredUntil: Date | null
  productDiffers: boolean
  firstSeenAt: Date
  seenAt: Date
  goneAt: Date | null
}

const sortable = sql`d.device_id, d.name_norm, d.product_id, d.serial_norm, d.address, d.software_version, d.seen_at, d.covered_until`
const paged = sql`d.partner_id, d.customer_id, d.device_id, d.inventory_id, d.parent_id, d.hostname, d.name_norm, d.address, d.vendor, d.vendor_key,
  d.serial, d.serial_norm, d.product_id, d.product_family, d.kind, d.software_type, d.software_version, d.mac, d.location, d.site, d.covered,
  d.covered_until, d.product_differs, d.elsewhere, d.first_seen_at, d.seen_at, d.gone_at`
const columns = sql`d.device_id as "deviceId", d.customer_id as "customerId", cu.name as "customerName", d.inventory_id as "inventoryId",
  i.name as "inventoryName", d.parent_id as "parentId", d.hostname, d.address, d.vendor, d.serial, d.product_id as "productId",
  d.product_family as "productFamily", d.kind, d.software_type as "softwareType", d.software_version as "softwareVersion", d.mac, d.location,
  d.site, ${coverageState} as coverage, d.covered_until as "coveredUntil", d.product_differs as "productDiffers",
  d.first_seen_at as "firstSeenAt", case when d.gone_at is null then greatest(d.seen_at, i.last_collected_at) else d.seen_at end as "seenAt",
  d.gone_at as "goneAt"`
const beside = sql`join customer cu on cu.partner_id = d.partner_id and cu.customer_id = d.customer_id
  join inventory i on i.partner_id = d.partner_id and i.inventory_id = d.inventory_id`

type Paging = { sort: string; limit: number; cursor: string[] | undefined }

/** As many devices as `limit` says, of the customers the reader reaches, as a row source `d`. */
function cutOf(filter: DeviceFilter, { sort, limit, cursor }: Paging) {
  const { after, ...keys } = keyset(sorts, sort, sql`d.device_id`, cursor)
  const { order } = keys
  const where = sql<boolean>`${matching(filter)} and ${after}`
  const cut = { table: 'device', alias: 'd', columns: paged, where, ...keys, limit }
  return {
    order,
    cut: isInNameOrder(filter, sort)
      ? cutByCustomer({ ...cut, partnerId: filter.partnerId, sortable: byName })
      : cutBySort({ ...cut, id: 'device_id' }),
  }
}

/** The columns of that index's order. */
export const byName = sql`d.customer_id, d.name_norm, d.device_id`

/** Whether an index gives each customer's devices in the order asked for; those that are named by their ids have a better one. */
export function isInNameOrder({ presence, deviceId }: DeviceFilter, sort: string): boolean {
  return /^-?name$/.test(sort) && presence?.length === 1 && presence[0] === 'present' && !deviceId
}

/** One page, cut before anything is joined to it, and one more. */
export async function listDevices(
  tx: Tx,
  filter: DeviceFilter,
  paging: Paging,
): Promise<(DeviceRow & { key: string })[]> {
  const { cut, order } = cutOf(filter, { ...paging, limit: paging.limit + 1 })
  const { rows } = await sql<DeviceRow & { key: string }>`select ${columns}, d.key
    from ${cut} ${beside} order by ${order}`.execute(tx)
  return rows
}

/** The order of as many devices as `limit` says. */
export function orderDevices(tx: Tx, filter: DeviceFilter, paging: Paging): Promise<Order> {
  return readOrder(
    tx,
    { sorts, table: 'device', alias: 'd', id: sql<string>`d.device_id`, columns: sortable, where: matching(filter) },
    paging,
  )
}

/** How many there are, or `most` where there are more. */
export function countDevices(tx: Tx, filter: DeviceFilter, most?: number): Promise<number> {
  return countRows(tx, sql`device d where ${matching(filter)}`, most)
}

export async function readDevice(tx: Tx, partnerId: string, deviceId: string): Promise<DeviceRow | null> {
  const { rows } = await sql<DeviceRow>`select ${columns} from device d ${beside}
    where d.partner_id = ${partnerId} and d.device_id = ${deviceId}`.execute(tx)
  return rows[0] ?? null
}

export type ComponentRow = {
  no: number
  kind: string
  name: string
  position: string
  description: string
  productId: string
  serial: string
  hardwareVersion: string
  softwareVersion: string
}

const componentTexts = ['name', 'position', 'description', 'productId', 'serial', 'hardwareVersion', 'softwareVersion']

/** What the device is made of, as it was seen last. */
export async function componentsOf(tx: Tx, partnerId: string, deviceId: string): Promise<ComponentRow[]> {
  const { rows } = await sql<ComponentRow>`
    select c.no::int, c.part->>'kind' as kind, ${sql.join(
      componentTexts.map((field) => sql`coalesce(c.part->>${sql.lit(field)}, '') as ${sql.ref(field)}`),
    )}
    from device d
    join device_version v on v.partner_id = d.partner_id and v.device_id = d.device_id and v.version_no = d.version_no
    cross join json_array_elements(coalesce(v.attributes::json->'components', '[]')) with ordinality as c (part, no)
    where d.partner_id = ${partnerId} and d.device_id = ${deviceId} order by c.no limit 2000`.execute(tx)
  return rows
}

/** The lines that name the device, of contracts the reader sees: with which state each stands there now. */
export async function linesOf(tx: Tx, partnerId: string, deviceId: string) {
  const { rows } = await sql<{
    lineId: string
    contractId: string
    contractNumber: string
    contractTypeName: string
    contractState: string
    productId: string
    serviceLevel: string
    startsAt: Date
    endsAt: Date
    inForce: boolean
  }>`select l.line_id as "lineId", l.contract_id as "contractId", c.number as "contractNumber", t.name as "contractTypeName",
      c.state as "contractState", l.product_id as "productId", l.service_level as "serviceLevel",
      greatest(l.starts_at, c.starts_at) as "startsAt", least(l.ends_at, c.ends_at) as "endsAt",
      c.state = 'active' and t.state = 'active' and greatest(l.starts_at, c.starts_at) <= now() and least(l.ends_at, c.ends_at) > now() as "inForce"
    from device d
    join contract_line l on l.partner_id = d.partner_id and l.customer_id = d.customer_id and l.serial_norm = d.serial_norm
      and app.vendor_key(l.vendor_norm) = d.vendor_key
    join contract c on c.partner_id = l.partner_id and c.contract_id = l.contract_id
    join contract_type t on t.contract_type_id = c.contract_type_id
    where d.partner_id = ${partnerId} and d.device_id = ${deviceId} and d.serial_norm <> '' order by "endsAt" desc limit 100`.execute(
    tx,
  )
  return rows
}

/** Collections that saw the device, newest first, and which version each saw. */
export async function historyOf(tx: Tx, partnerId: string, deviceId: string) {
  const { rows } = await sql<{
    collectionId: string
    inventoryName: string
    collectedAt: Date
    versionNo: number
  }>`select c.collection_id as "collectionId", i.name as "inventoryName", c.collected_at as "collectedAt", s.version_no as "versionNo"
    from device d
    join collection c on c.partner_id = d.partner_id and c.customer_id = d.customer_id and c.state = 'done'
    join collection_device s on s.partner_id = c.partner_id and s.collection_id = c.collection_id and s.device_id = d.device_id
    join inventory i on i.partner_id = c.partner_id and i.inventory_id = c.inventory_id
    where d.partner_id = ${partnerId} and d.device_id = ${deviceId} order by c.collected_at desc, c.collection_id limit 100`.execute(
    tx,
  )
  return rows
}

export async function versionsOf(
  tx: Tx,
  partnerId: string,
  deviceId: string,
): Promise<{ versionNo: number; attributes: Record<string, unknown> }[]> {
  const { rows } = await sql<{ versionNo: number; attributes: Record<string, unknown> }>`
    select version_no as "versionNo", attributes::json as attributes from device_version
    where partner_id = ${partnerId} and device_id = ${deviceId} order by version_no desc limit 20`.execute(tx)
  return rows
}

/** Members of a stack that the device speaks for. */
export async function membersOf(tx: Tx, partnerId: string, deviceId: string) {
  const { rows } = await sql<{ deviceId: string; serial: string; productId: string }>`
    select m.device_id as "deviceId", m.serial, m.product_id as "productId"
    from device p join device m on m.partner_id = p.partner_id and m.customer_id = p.customer_id and m.name_norm = p.name_norm and m.parent_id = p.device_id
    where p.partner_id = ${partnerId} and p.device_id = ${deviceId} order by m.serial_norm limit 100`.execute(tx)
  return rows
}
