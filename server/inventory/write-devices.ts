import { type RawBuilder, sql } from 'kysely'
import { coverageOf } from '../coverage/index.ts'
import { copyIn } from '../platform/db/copy.ts'
import { send, type Tx } from '../platform/db/transaction.ts'
import type { Target } from './ingest.ts'
import { type Stage, type Staged, stageColumns } from './stage.ts'

/** A device that is there already, as far as a batch is compared with it. */
export type Known = {
  deviceId: string
  versionNo: number
  versions: number
  contentHash: string
  placeHash: string
  inventoryId: string
  gone: boolean
  /** The same collection named it before. */
  taken: boolean
}

/** Where batches stand before a statement moves them on: tables under row security take no COPY. Gone with the transaction. */
export async function openStage(tx: Tx): Promise<void> {
  await sql`create temporary table incoming (${stageColumns}) on commit drop`.execute(tx)
  // Packed once, where it stays.
  await sql`alter table incoming alter column attributes set storage external`.execute(tx)
  await sql`create temporary table unreached (address text primary key) on commit drop`.execute(tx)
}

/**
 * Tables that grow within a transaction have no statistics, and a plan made for the first batch would stay. While devices are written each
 * statement is planned anew: what it has at hand is joined as a set, and what there may be millions of is looked up row by row, where
 * it says so itself (`offset 0`). Afterwards the planner decides.
 */
export async function planWriting(tx: Tx, writing: boolean): Promise<void> {
  const free = writing ? 'off' : 'on'
  await sql`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_nestloop', ${free}, true),
    set_config('enable_mergejoin', ${free}, true), set_config('enable_seqscan', ${free}, true)`.execute(tx)
}

/** Fenced off row by row (`offset 0`): otherwise all rows of a collection would be read for each batch, and compared one by one. */
export async function findKnown(
  tx: Tx,
  { partnerId, customerId, collectionId }: Target,
  identities: string[],
): Promise<Map<string, Known>> {
  const rows = await send(
    tx,
    sql<Known & { identity: string }>`
    select d.identity, d.device_id as "deviceId", d.version_no as "versionNo", d.versions, encode(d.content_hash, 'hex') as "contentHash",
      encode(d.place_hash, 'hex') as "placeHash", d.inventory_id as "inventoryId", d.gone_at is not null as gone,
      s.device_id is not null as taken
    from unnest(${identities}::text[]) as i (identity)
    cross join lateral (select d.device_id, d.identity, d.version_no, d.versions, d.content_hash, d.place_hash, d.inventory_id, d.gone_at
      from device d where d.partner_id = ${partnerId} and d.customer_id = ${customerId}
      and d.identity = i.identity offset 0) d
    left join lateral (select s.device_id from collection_device s where s.partner_id = ${partnerId}
      and s.collection_id = ${collectionId} and s.device_id = d.device_id offset 0) s on true`,
  )
  return new Map(rows.map(({ identity, ...known }) => [identity, known]))
}

/** What was last known of devices, by their ids. */
export async function attributesOf(
  tx: Tx,
  { partnerId }: Target,
  known: Known[],
): Promise<Map<string, Record<string, unknown>>> {
  const { rows } = await sql<{ id: string; attributes: Record<string, unknown> }>`
    select k.device_id as id, v.attributes::json as attributes
    from unnest(${known.map((one) => one.deviceId)}::uuid[], ${known.map((one) => one.versionNo)}::int[]) as k (device_id, version_no)
    cross join lateral (select v.attributes from device_version v where v.partner_id = ${partnerId} and v.device_id = k.device_id
      and v.version_no = k.version_no offset 0) v`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.attributes]))
}

/** A batch, compared with what is known; `ids` has who each of its devices is, by identity. */
type Compared = {
  fresh: Staged[]
  changed: { device: Staged; known: Known }[]
  ids: ReadonlyMap<string, string>
}

/**
 * Writes devices that are new or look otherwise: the device with its coverage, its version, and that this collection saw it. Sent
 * and not waited for, as what follows; resolves when the rows have left.
 */
export async function writeDevices(
  tx: Tx,
  target: Target,
  stage: Stage,
  { fresh, changed, ids }: Compared,
): Promise<void> {
  if (fresh.length + changed.length === 0) return
  const rows = [...fresh]
  for (const { device, known } of changed) {
    stage.settle(device, known.deviceId, known.versions + 1)
    rows.push(device)
  }
  settleParents(stage, rows, ids)
  send(tx, sql`truncate incoming`)
  const left = copyIn(tx, 'copy incoming from stdin (format binary)', stage.pieces(rows))
  const { partnerId, customerId } = target
  if (fresh.length > 0) insertDevices(tx, target)
  if (changed.length > 0)
    changeDevices(
      tx,
      target,
      changed.map(({ known: { deviceId } }) => deviceId),
    )
  send(
    tx,
    sql`insert into device_version (partner_id, customer_id, device_id, version_no, content_hash, place_hash, attributes)
      select ${partnerId}, ${customerId}, device_id, version_no, content_hash, place_hash, attributes from incoming`,
  )
  send(
    tx,
    sql`insert into collection_device (partner_id, customer_id, collection_id, device_id, version_no)
      select ${partnerId}, ${customerId}, ${target.collectionId}, device_id, version_no from incoming`,
  )
  await left
}

/** A member of a stack comes behind the device that speaks for it, in the same batch. */
function settleParents(stage: Stage, rows: Staged[], ids: Compared['ids']): void {
  for (const row of rows) {
    if (row.parent === null) continue
    const id = ids.get(row.parent)
    if (!id) throw new Error('a member of a stack came without the device that speaks for it')
    stage.settleParent(row, id)
  }
}

function insertDevices(tx: Tx, target: Target): void {
  const { partnerId, customerId, inventoryId, collectedAt, outdated } = target
  send(
    tx,
    sql`insert into device (partner_id, customer_id, device_id, identity, inventory_id, parent_id, vendor, vendor_key, serial, serial_norm,
      product_id, product_family, kind, hostname, name_norm, address, mac, software_type, software_version, location, site, search_text,
      version_no, versions, content_hash, place_hash, first_seen_at, seen_at, gone_at, covered, covered_until, line_id, product_differs, elsewhere)
    select ${partnerId}, ${customerId}, d.device_id, d.identity, ${inventoryId}, d.parent_id, d.vendor, d.vendor_key, d.serial, d.serial_norm,
      d.product_id, d.product_family, d.kind, d.hostname, d.name_norm, d.address, d.mac, d.software_type, d.software_version, d.location,
      d.site, d.search_text, 1, 1, d.content_hash, d.place_hash, ${collectedAt}::timestamptz, ${collectedAt}::timestamptz,
      ${outdated ? collectedAt : null}::timestamptz, ${saidColumns}
    from incoming d left join (${said(target, sql`version_no = 1`)}) n using (device_id)
    where d.version_no = 1`,
  )
}

/** What contract lines say of incoming devices. */
const said = ({ partnerId, customerId }: Target, which: RawBuilder<unknown>) =>
  coverageOf(
    sql`(select ${partnerId}::uuid as partner_id, ${customerId}::uuid as customer_id, * from incoming where ${which})`,
  )
const saidColumns = sql`coalesce(n.covered, '{}'), n.covered_until, n.line_id, coalesce(n.product_differs, false), coalesce(n.elsewhere, '{}')`

/** A collection that is not the newest adds a version, and leaves what is shown now. */
function changeDevices(tx: Tx, target: Target, ids: string[]): void {
  const { partnerId, inventoryId, collectedAt, outdated } = target
  // By the list of ids, so that they are looked up, and not all devices compared with them.
  const named = sql`d.partner_id = ${partnerId} and d.device_id = any(${ids}::uuid[]) and d.device_id = i.device_id`
  if (outdated)
    send(
      tx,
      sql`update device d set versions = i.version_no from incoming i
        where ${named}`,
    )
  else
    send(
      tx,
      sql`update device d set inventory_id = ${inventoryId}, parent_id = i.parent_id, vendor = i.vendor, serial = i.serial,
        product_id = i.product_id, product_family = i.product_family, kind = i.kind, hostname = i.hostname, name_norm = i.name_norm,
        address = i.address, mac = i.mac, software_type = i.software_type, software_version = i.software_version, location = i.location,
        site = i.site, search_text = i.search_text, version_no = i.version_no, versions = i.version_no, content_hash = i.content_hash, place_hash = i.place_hash,
        seen_at = ${collectedAt}, gone_at = null, (covered, covered_until, line_id, product_differs, elsewhere) = row(${saidColumns})
      from incoming i left join (${said(target, sql`version_no > 1`)}) n using (device_id)
      where ${named}`,
    )
}

/** That this collection saw devices which look as they did: one small row each. */
export function writeSeen(tx: Tx, target: Target, known: Known[]): void {
  if (known.length === 0) return
  const { partnerId, customerId, collectionId } = target
  send(
    tx,
    sql`insert into collection_device (partner_id, customer_id, collection_id, device_id, version_no)
    select ${partnerId}, ${customerId}, ${collectionId}, k.* from
    unnest(${known.map((one) => one.deviceId)}::uuid[], ${known.map((one) => one.versionNo)}::int[]) as k`,
  )
}

/** Devices that came back, are another inventory's now, or that a partial collection names: seen at its time. */
export function lookAgain(tx: Tx, target: Target, deviceIds: string[]): void {
  send(
    tx,
    sql`update device set seen_at = ${target.collectedAt}, gone_at = null, inventory_id = ${target.inventoryId}
    where partner_id = ${target.partnerId} and device_id = any(${deviceIds}::uuid[])`,
  )
}

/** Remembers, until the transaction ends, addresses whose devices did not answer. */
export async function keepUnreached(tx: Tx, addresses: string[]): Promise<void> {
  if (addresses.length === 0) return
  await sql`insert into unreached select unnest(${addresses}::text[]) on conflict do nothing`.execute(tx)
}

/** Devices of the inventory that its new, complete collection did not see have vanished, but for those that did not answer. Returns how many. */
export async function markGone(tx: Tx, target: Target): Promise<number> {
  const { partnerId, customerId, inventoryId, collectionId, collectedAt } = target
  // What was seen at its moment it saw itself, unless another collection has that moment, too.
  const besideIt = sql`exists (select from collection o where o.partner_id = ${partnerId} and o.inventory_id = ${inventoryId}
    and o.collected_at = ${collectedAt} and o.collection_id <> ${collectionId} and o.state = 'done')`
  const gone =
    await sql`update device d set gone_at = ${collectedAt}, seen_at = greatest(d.seen_at, i.last_collected_at)
    from inventory i
    where i.partner_id = ${partnerId} and i.inventory_id = ${inventoryId} and d.partner_id = ${partnerId} and d.customer_id = ${customerId}
      and d.inventory_id = ${inventoryId} and d.gone_at is null and (d.seen_at <> ${collectedAt} or ${besideIt})
      and not exists (select from collection_device s where s.partner_id = ${partnerId} and s.collection_id = ${collectionId}
        and s.device_id = d.device_id)
      and not exists (select from unreached u where u.address = d.address)`.execute(tx)
  return Number(gone.numAffectedRows ?? 0n)
}
