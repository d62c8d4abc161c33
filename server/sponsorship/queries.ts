import { sql } from 'kysely'
import { registrationStateSql } from '../entitlements/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import { holdsSeatSql } from './seats.ts'
import { type ShownState, shownStateSql, stateColumns } from './state.ts'

/** A sponsorship with its chain: contract, type, customer, partner, and seats taken now. */
export type SponsorshipRow = {
  sponsorship_id: string
  customer_id: string
  contract_id: string
  state: 'draft' | 'issued' | 'revoked'
  shown_state: ShownState
  seats: number
  seats_used: number
  expires_at: Date
  domains: string[]
  language: string
  registration_number: string | null
  key_hash: string | null
  key_issued_at: Date | null
  issued_at: Date | null
  revoked_at: Date | null
  revoke_reason: string | null
  created_by_name: string
  created_at: Date
  customer_name: string
  partner_name: string
  contract_number: string
  contract_type_name: string
  contract_starts_at: Date
  contract_ends_at: Date
  support_contract_number: string | null
  support_starts_at: Date | null
  support_ends_at: Date | null
  contact_name: string | null
  contact_email: string | null
  contract_in_force: boolean
  contract_qualifies: boolean
  support_valid: boolean
  customer_active: boolean
  partner_active: boolean
  entitlements: string[]
}

const columns = sql`s.sponsorship_id, s.customer_id, s.contract_id, s.state, s.seats, s.expires_at, s.domains, s.language,
  s.registration_number, s.key_hash, s.key_issued_at, s.issued_at, s.revoked_at, s.revoke_reason, s.created_by_name, s.created_at,
  u.seats_used, ${shownStateSql} as shown_state, cu.name as customer_name, p.name as partner_name, c.number as contract_number,
  ct.name as contract_type_name, c.starts_at as contract_starts_at, c.ends_at as contract_ends_at,
  cu.support_contract_number, cu.support_starts_at, cu.support_ends_at, cu.contact_name, cu.contact_email,
  ${stateColumns.contractInForce} as contract_in_force, ${stateColumns.contractQualifies} as contract_qualifies,
  ${stateColumns.supportValid} as support_valid, ${stateColumns.customerActive} as customer_active,
  ${stateColumns.partnerActive} as partner_active,
  array(select se.entitlement_id from sponsorship_entitlement se join entitlement e using (entitlement_id)
        where se.partner_id = s.partner_id and se.sponsorship_id = s.sponsorship_id order by e.position, 1) as entitlements`

const tables = sql`sponsorship s
  join contract c on c.partner_id = s.partner_id and c.contract_id = s.contract_id
  join contract_type ct on ct.contract_type_id = c.contract_type_id
  join customer cu on cu.partner_id = s.partner_id and cu.customer_id = s.customer_id
  join partner p on p.partner_id = s.partner_id
  cross join lateral (select count(*)::int as seats_used from registration r
    where r.partner_id = s.partner_id and r.sponsorship_id = s.sponsorship_id and ${holdsSeatSql}) u`

/** One sponsorship; null when this partner has none of that id. `lock` holds its row until commit. */
export async function readSponsorship(
  tx: Tx,
  partnerId: string,
  sponsorshipId: string,
  options: { lock?: boolean } = {},
): Promise<SponsorshipRow | null> {
  // Locked first, in its own statement: what is read afterwards is as of having the lock.
  if (options.lock)
    await sql`select from sponsorship where partner_id = ${partnerId} and sponsorship_id = ${sponsorshipId}
      for update`.execute(tx)
  const { rows } = await sql<SponsorshipRow>`select ${columns} from ${tables}
    where s.partner_id = ${partnerId} and s.sponsorship_id = ${sponsorshipId}`.execute(tx)
  return rows[0] ?? null
}

export const sponsorshipSorts = ['created', '-created', 'expires', '-expires', 'customer', '-customer'] as const
const sortKeys = {
  created: sql<string>`extract(epoch from s.created_at)`,
  expires: sql<string>`extract(epoch from s.expires_at)`,
  customer: sql<string>`cu.name_norm`,
}

export type SponsorshipFilter = {
  q?: string | undefined
  state?: ShownState[] | undefined
  customerId?: string | undefined
  expiringDays?: number | undefined
  sort: (typeof sponsorshipSorts)[number]
  after?: string[] | undefined
  limit: number
}

function matching(
  partnerId: string,
  { q, state, customerId, expiringDays }: Omit<SponsorshipFilter, 'sort' | 'limit'>,
) {
  const text = q ? normalise(q) : null
  const code = q ? q.toUpperCase().replace(/[^0-9A-Z]/g, '') || null : null
  return sql<boolean>`s.partner_id = ${partnerId}
    and (${customerId ?? null}::uuid is null or s.customer_id = ${customerId ?? null}::uuid)
    and (${state ?? null}::text[] is null or ${shownStateSql} = any(${state ?? null}::text[]))
    and (${expiringDays ?? null}::int is null or (s.state = 'issued' and s.expires_at > now()
         and s.expires_at <= now() + make_interval(days => ${expiringDays ?? 0})))
    and (${text}::text is null or position(${text} in cu.name_norm) > 0
         or position(${code ?? '\u0001'} in coalesce(s.registration_number, '')) > 0)`
}

/** One page of sponsorships and one row more. */
export async function listSponsorships(tx: Tx, partnerId: string, filter: SponsorshipFilter) {
  const descending = filter.sort.startsWith('-')
  const name = filter.sort.replace('-', '') as keyof typeof sortKeys
  const key = sortKeys[name]
  const direction = sql.raw(descending ? 'desc' : 'asc')
  const [value, id] = filter.after ?? []
  const type = sql.raw(name === 'customer' ? 'text' : 'numeric')
  const beyond = filter.after
    ? sql<boolean>`(${key}, s.sponsorship_id) ${sql.raw(descending ? '<' : '>')} (${value}::${type}, ${id}::uuid)`
    : sql<boolean>`true`
  const { rows } = await sql<SponsorshipRow & { sort_key: string }>`
    select ${columns}, (${key})::text as sort_key from ${tables}
    where ${matching(partnerId, filter)} and ${beyond}
    order by ${key} ${direction}, s.sponsorship_id ${direction} limit ${filter.limit + 1}`.execute(tx)
  return rows
}

export async function countSponsorships(tx: Tx, partnerId: string, filter: SponsorshipFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${tables}
    where ${matching(partnerId, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** A contract as far as it matters to stand on. */
export async function readContracts(tx: Tx, partnerId: string, contractId: string | null) {
  const { rows } = await sql<{
    contract_id: string
    number: string
    type_name: string
    customer_id: string | null
    starts_at: Date
    ends_at: Date
    in_force: boolean
    qualifies: boolean
  }>`select c.contract_id, c.number, ct.name as type_name, c.customer_id, c.starts_at, c.ends_at,
      ${stateColumns.contractInForce} as in_force, ${stateColumns.contractQualifies} as qualifies
    from contract c join contract_type ct on ct.contract_type_id = c.contract_type_id
    where c.partner_id = ${partnerId} and (${contractId}::uuid is null or c.contract_id = ${contractId}::uuid)
    order by c.ends_at desc, c.contract_id limit 200`.execute(tx)
  return rows
}

export async function writeEntitlements(
  tx: Tx,
  partnerId: string,
  sponsorshipId: string,
  entitlements: readonly string[],
): Promise<void> {
  await sql`delete from sponsorship_entitlement where partner_id = ${partnerId} and sponsorship_id = ${sponsorshipId}
    and not entitlement_id = any(${entitlements}::text[])`.execute(tx)
  await sql`insert into sponsorship_entitlement (partner_id, sponsorship_id, entitlement_id)
    select ${partnerId}::uuid, ${sponsorshipId}::uuid, x from unnest(${entitlements}::text[]) x
    on conflict do nothing`.execute(tx)
}

/** Its people by state, the suspended told apart from the active (R18). */
export async function countPeopleByState(tx: Tx, partnerId: string, sponsorshipId: string) {
  const { rows } = await sql<{ state: string; n: number }>`
    select ${registrationStateSql} as state, count(*)::int as n from registration r cross join vendor_settings v
    where r.partner_id = ${partnerId} and r.sponsorship_id = ${sponsorshipId} group by 1`.execute(tx)
  return Object.fromEntries(rows.map((row) => [row.state, row.n]))
}
