import { type RawBuilder, sql } from 'kysely'
import { type MemberKey, membersIn } from '../partners/index.ts'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import type { KeyRole } from './policy.ts'

/** Where the vendor's own keys are. */
export const vendorHome = '00000000-0000-0000-0000-000000000000'

export type KeyState = 'active' | 'sleeping' | 'expired' | 'revoked'
export type KeyRow = {
  keyId: string
  name: string
  state: KeyState
  role: KeyRole
  effectiveRole: KeyRole | null
  sponsors: boolean
  allCustomers: boolean
  customers: { customerId: string; name: string }[]
  scopes: string[]
  ownerId: string
  ownerName: string
  createdBy: string
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
  lastUsedNetwork: string | null
  revokedAt: Date | null
  revokedBy: string | null
  revokedReason: string | null
  secrets: { hint: string; createdAt: Date; createdBy: string; validUntil: Date | null }[]
}

// As app.key_in_force judges: what the owner may give now.
const ownerRole = sql`case when k.partner_id = ${vendorHome}
  then (select v.role from vendor_staff v where v.account_id = k.owner_id and v.state = 'active' and v.role = 'administrator')
  else (select m.role from membership m where m.partner_id = k.partner_id and m.account_id = k.owner_id
          and m.state = 'active' and m.role in ('super_admin', 'admin')) end`
const state = sql<KeyState>`case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired'
  when ${ownerRole} is null then 'sleeping' else 'active' end`
const columns = sql`k.key_id as "keyId", k.name, ${state} as state, k.role,
  case when ${ownerRole} is null then null when k.role = 'super_admin' and ${ownerRole} = 'admin' then 'admin' else k.role end
    as "effectiveRole",
  k.sponsors, k.all_customers as "allCustomers", k.scopes, k.owner_id as "ownerId", k.owner_name as "ownerName",
  k.created_by_name as "createdBy", k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt",
  k.last_used_network as "lastUsedNetwork", k.revoked_at as "revokedAt", k.revoked_by_name as "revokedBy",
  k.revoked_reason as "revokedReason",
  coalesce((select jsonb_agg(jsonb_build_object('customerId', c.customer_id, 'name', c.name) order by c.name_norm)
     from api_key_customer x join customer c on c.partner_id = x.partner_id and c.customer_id = x.customer_id
     where x.partner_id = k.partner_id and x.key_id = k.key_id), '[]') as customers,
  coalesce((select jsonb_agg(jsonb_build_object('hint', s.hint, 'createdAt', s.created_at, 'createdBy', s.created_by_name,
       'validUntil', s.valid_until) order by s.created_at desc)
     from api_key_secret s where s.partner_id = k.partner_id and s.key_id = k.key_id
       and (s.valid_until is null or s.valid_until > now()) and k.revoked_at is null), '[]') as secrets`

export const keySorts = ['name', 'created', 'expires', 'used'] as const
const sorts: SortBy = {
  name: { by: sql`k.name_norm`, type: 'text' },
  created: { by: sql`k.created_at`, type: 'timestamptz' },
  expires: { by: sql`k.expires_at`, type: 'timestamptz' },
  used: { by: sql`coalesce(k.last_used_at, '-infinity')`, type: 'timestamptz' },
}

export type KeyFilter = { q?: string | undefined; state?: KeyState[] | undefined }

function matching(home: string, { q, state: wanted }: KeyFilter): RawBuilder<boolean> {
  const words = q ? containing(normalise(q)) : null
  return sql<boolean>`k.partner_id = ${home} and (${wanted ?? null}::text[] is null or ${state} = any (${wanted ?? null}::text[]))
    and (${words}::text is null or k.name_norm like ${words} or exists (select from api_key_secret s
      where s.partner_id = k.partner_id and s.key_id = k.key_id and s.hint = ${q?.slice(0, 12) ?? ''}))`
}

/** One page of a home's keys, with the sort key for the cursor. A key or its first characters find it, too. */
export async function listKeys(
  tx: Tx,
  home: string,
  filter: KeyFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(KeyRow & { sortKey: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`k.key_id`, paging.cursor)
  const { rows } = await sql<KeyRow & { sortKey: string }>`select ${columns}, ${key} as "sortKey" from api_key k
    where ${matching(home, filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows.map(withDates)
}

/** Keys that these members answer for and that do, or would with another owner, still open something, by name. */
export async function keysOwnedBy(tx: Tx, members: MemberKey[]): Promise<(KeyRow & { partnerId: string })[]> {
  const { rows } = await sql<KeyRow & { partnerId: string }>`
    select ${columns}, k.partner_id as "partnerId" from api_key k
    where (k.partner_id, k.owner_id) in ${membersIn(members)} and ${state} in ('active', 'sleeping')
    order by k.name_norm, k.key_id`.execute(tx)
  return rows.map(withDates)
}

export async function countKeys(tx: Tx, home: string, filter: KeyFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from api_key k
    where ${matching(home, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** One key; null when there is none. `lock` keeps its row until commit. */
export async function readKey(tx: Tx, home: string, keyId: string, lock = false): Promise<KeyRow | null> {
  const { rows } = await sql<KeyRow>`select ${columns} from api_key k
    where k.partner_id = ${home} and k.key_id = ${keyId} ${lock ? sql`for update of k` : sql``}`.execute(tx)
  return rows[0] ? withDates(rows[0]) : null
}

// Inside jsonb a date is a text.
function withDates<T extends KeyRow>(row: T): T {
  const date = (text: unknown) => new Date(text as string)
  const secrets = row.secrets.map((one) => ({
    ...one,
    createdAt: date(one.createdAt),
    validUntil: one.validUntil && date(one.validUntil),
  }))
  return { ...row, secrets }
}

/** Which of these are customers of the partner. */
export async function knownCustomers(tx: Tx, partnerId: string, customerIds: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select customer_id as id from customer
    where partner_id = ${partnerId} and customer_id = any (${customerIds}::uuid[])`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

export async function setCustomers(tx: Tx, home: string, keyId: string, customerIds: string[]): Promise<void> {
  await sql`delete from api_key_customer where partner_id = ${home} and key_id = ${keyId}`.execute(tx)
  await sql`insert into api_key_customer (partner_id, key_id, customer_id)
    select ${home}, ${keyId}, x.id from unnest(${customerIds}::uuid[]) as x (id) on conflict do nothing`.execute(tx)
}

export async function insertSecret(
  tx: Tx,
  given: { home: string; keyId: string; hash: string; hint: string; by: string },
): Promise<void> {
  await sql`insert into api_key_secret (secret_hash, partner_id, key_id, hint, created_by_name)
    values (${given.hash}, ${given.home}, ${given.keyId}, ${given.hint}, ${given.by})`.execute(tx)
}

/** Lets the secrets there are end in `hours`, those that end earlier then. Returns the latest end; null without any. */
export async function endSecrets(tx: Tx, home: string, keyId: string, hours: number): Promise<Date | null> {
  const { rows } = await sql<{ valid_until: Date }>`
    update api_key_secret set valid_until = least(valid_until, now() + make_interval(hours => ${hours}::int))
    where partner_id = ${home} and key_id = ${keyId} and (valid_until is null or valid_until > now())
    returning valid_until`.execute(tx)
  return rows.reduce<Date | null>((last, row) => (!last || row.valid_until > last ? row.valid_until : last), null)
}
