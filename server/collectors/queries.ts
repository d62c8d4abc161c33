import { type RawBuilder, sql } from 'kysely'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import { type Health, isInHealth } from './health.ts'
import type { kinds, statuses } from './shapes.ts'

export type CollectorRow = {
  collectorId: string
  kind: (typeof kinds)[number]
  name: string
  site: string
  inventoryName: string
  intervalHours: number
  serial: string
  version: string
  status: (typeof statuses)[number]
  customerId: string
  customerName: string
  partnerName: string
  service: 'in_force' | 'grace' | 'closed' | 'none'
  certificateCreatedAt: Date | null
  licenceExpiresAt: Date | null
  fileOpenUntil: Date | null
  addressMadeAt: Date | null
  firstUploadAt: Date | null
  lastUploadAt: Date | null
  lastSeenAt: Date | null
  lastSeenNetwork: string | null
  createdAt: Date
  createdBy: string
  updatedAt: Date
  updatedBy: string
  deletedAt: Date | null
  deletedBy: string | null
  deletedReason: string | null
  sortKey: string
}

// offset 0: looked up for each registration shown, never joined.
const source = sql`collector c
  join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id
  join partner p on p.partner_id = c.partner_id
  left join lateral (select x.state from customer_service x
    where x.partner_id = c.partner_id and x.customer_id = c.customer_id offset 0) sv on true
  left join lateral (
    select count(*) as n, max(l.expires_at) filter (where l.kind = 'bound' and l.live) as bound_until,
      max(l.expires_at) filter (where l.kind = 'file' and l.live and l.used_at is null) as file_until,
      (array_agg(l.revoked_at is not null order by l.issued_at desc))[1] as revoked,
      (array_agg(l.unended and not l.live order by l.issued_at desc))[1] as key_retired
    from (select y.*, y.unended and y.key_id = any ((select app.licence_keys())::text[]) as live
      from (select x.*, x.revoked_at is null and x.superseded_at is null and x.expires_at > now() as unended from (select kind, key_id, issued_at, expires_at, used_at, superseded_at, revoked_at from collector_licence
        where partner_id = c.partner_id and collector_id = c.collector_id) x) y) l offset 0) li on true
  left join lateral (select count(*) as n, max(a.made_at) filter (where a.revoked_at is null) as made_at
    from agent_address a where a.partner_id = c.partner_id and a.collector_id = c.collector_id offset 0) ad on true`
const status = sql<CollectorRow['status']>`case when c.deleted_at is not null then 'deleted'
  when li.bound_until is not null or greatest(c.last_seen_at, c.last_upload_at) >= ad.made_at then 'active'
  when li.file_until is not null or ad.made_at is not null then 'licensed'
  when li.n + ad.n = 0 then 'registered' when li.revoked or c.kind = 'agent' then 'revoked'
  when li.key_retired then 'key_retired' else 'expired' end`
const columns = sql`c.collector_id as "collectorId", c.kind, c.name, c.site, c.inventory_name as "inventoryName",
  c.interval_hours as "intervalHours", c.serial, c.version, ${status} as status, c.customer_id as "customerId",
  cu.name as "customerName", p.name as "partnerName", coalesce(sv.state, 'none') as service,
  coalesce(c.enrolled_at, ad.made_at) as "certificateCreatedAt", ad.made_at as "addressMadeAt", li.bound_until as "licenceExpiresAt", li.file_until as "fileOpenUntil",
  c.first_upload_at as "firstUploadAt", c.last_upload_at as "lastUploadAt", c.last_seen_at as "lastSeenAt",
  c.last_seen_network as "lastSeenNetwork", c.created_at as "createdAt", c.created_by_name as "createdBy",
  c.updated_at as "updatedAt", c.updated_by_name as "updatedBy", c.deleted_at as "deletedAt",
  c.deleted_by_name as "deletedBy", c.deleted_reason as "deletedReason"`

export const collectorSorts = ['name', 'customer', 'created', 'upload'] as const
const sorts: SortBy = {
  name: { by: sql`c.name_norm`, type: 'text' },
  customer: { by: sql`cu.name_norm`, type: 'text' },
  created: { by: sql`c.created_at`, type: 'timestamptz' },
  upload: { by: sql`coalesce(c.last_upload_at, '-infinity')`, type: 'timestamptz' },
}

export type CollectorFilter = {
  q?: string | undefined
  customerId?: string[] | undefined
  /** Deleted ones only where asked for. */
  status?: string[] | undefined
  health?: Health[] | undefined
}

function matching(partnerId: string, { q, customerId, status: wanted, health }: CollectorFilter): RawBuilder<boolean> {
  const words = q ? containing(normalise(q)) : null
  return sql<boolean>`c.partner_id = ${partnerId}
    and (${customerId ?? null}::uuid[] is null or c.customer_id = any (${customerId ?? null}::uuid[]))
    and (${words}::text is null or c.search_norm like ${words} or cu.name_norm like ${words} or c.collector_id::text = ${q ?? ''})
    and ${
      health
        ? sql`(${sql.join(
            health.map((one) => isInHealth[one]),
            sql` or `,
          )})`
        : sql`true`
    }
    and ${wanted ? sql`${status} = any (${wanted}::text[])` : sql`c.deleted_at is null`}`
}

/** One page of a partner's registrations that the reader reaches, and one more. */
export async function listCollectors(
  tx: Tx,
  partnerId: string,
  filter: CollectorFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<CollectorRow[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`c.collector_id`, paging.cursor)
  const { rows } = await sql<CollectorRow>`select ${columns}, ${key} as "sortKey" from ${source}
    where ${matching(partnerId, filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countCollectors(tx: Tx, partnerId: string, filter: CollectorFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${source}
    where ${matching(partnerId, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** One registration, a deleted one too; null when the reader sees none of that id. `lock` keeps its row until commit. */
export async function readCollector(
  tx: Tx,
  partnerId: string,
  collectorId: string,
  lock = false,
): Promise<CollectorRow | null> {
  const { rows } = await sql<CollectorRow>`select ${columns}, '' as "sortKey" from ${source}
    where c.partner_id = ${partnerId} and c.collector_id = ${collectorId} ${lock ? sql`for update of c` : sql``}`.execute(
    tx,
  )
  return rows[0] ?? null
}

export async function seesCustomer(tx: Tx, partnerId: string, customerId: string): Promise<boolean> {
  const { rows } =
    await sql`select from customer where partner_id = ${partnerId} and customer_id = ${customerId}`.execute(tx)
  return rows.length > 0
}

/** Which of name and inventory another registration of the customer has already. */
export async function takenNames(
  tx: Tx,
  at: { partnerId: string; customerId: string; except: string | null },
  given: { name: string; inventoryName: string },
): Promise<{ name: boolean; inventoryName: boolean }> {
  const [name, inventory] = [normalise(given.name), normalise(given.inventoryName)]
  const { rows } = await sql<{ name: boolean; inventoryName: boolean }>`
    select coalesce(bool_or(name_norm = ${name}), false) as name,
      coalesce(bool_or(inventory_norm = ${inventory}), false) as "inventoryName"
    from collector where partner_id = ${at.partnerId} and customer_id = ${at.customerId} and deleted_at is null
      and collector_id is distinct from ${at.except}::uuid`.execute(tx)
  return rows[0] ?? { name: false, inventoryName: false }
}

/** The columns that are derived from others. */
export function derived(row: { name: string; site: string; inventoryName: string; serial: string }) {
  return {
    name_norm: normalise(row.name),
    inventory_norm: normalise(row.inventoryName),
    search_norm: normalise(`${row.name} ${row.site} ${row.inventoryName} ${row.serial}`),
  }
}

export type NewLicence = {
  partnerId: string
  customerId: string
  collectorId: string
  licenceId: string
  keyId: string
  codeHash: string | null
  jkt: string | null
  issuedBy: string | null
  expiresAt: Date
}

export async function insertLicence(tx: Tx, given: NewLicence): Promise<void> {
  await tx
    .insertInto('collector_licence')
    .values({
      partner_id: given.partnerId,
      licence_id: given.licenceId,
      collector_id: given.collectorId,
      customer_id: given.customerId,
      kind: given.codeHash === null ? 'bound' : 'file',
      key_id: given.keyId,
      code_hash: given.codeHash,
      jkt: given.jkt,
      issued_by_name: given.issuedBy,
      expires_at: given.expiresAt,
    })
    .execute()
}

/** A later file makes those before it, which nobody took, useless. */
export async function supersedeFiles(tx: Tx, partnerId: string, collectorId: string): Promise<void> {
  await sql`update collector_licence set superseded_at = now() where partner_id = ${partnerId}
    and collector_id = ${collectorId} and kind = 'file' and used_at is null and superseded_at is null`.execute(tx)
}

/** Ends every licence of a registration at once. Answers the ids of those that still opened something. */
export async function revokeLicences(
  tx: Tx,
  partnerId: string,
  collectorId: string,
  by: { name: string; reason: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update collector_licence set revoked_at = now(), revoked_by_name = ${by.name}, revoked_reason = ${by.reason}
    where partner_id = ${partnerId} and collector_id = ${collectorId} and revoked_at is null and superseded_at is null
      and expires_at > now() and (kind = 'bound' or used_at is null)
    returning licence_id as id`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Ends every address of a registration at once. Answers the ids of those that were live. */
export async function revokeAddresses(
  tx: Tx,
  partnerId: string,
  collectorId: string,
  by: { name: string; reason: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update agent_address set revoked_at = now(), revoked_by_name = ${by.name}, revoked_reason = ${by.reason}
    where partner_id = ${partnerId} and collector_id = ${collectorId} and revoked_at is null
    returning address_id as id`.execute(tx)
  return rows.map(({ id }) => id)
}
