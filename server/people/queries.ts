import { type RawBuilder, sql } from 'kysely'
import { holdsSomethingSql, registrationStateSql, unattestedSql } from '../entitlements/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'

/** When the next attestation is due; null for who has none to await, or whose was taken back. */
const dueSql = sql<Date | null>`case when r.state = 'active'
  then r.attested_at + make_interval(days => v.attestation_days) end`

const sortKeys = {
  name: sql`r.name_norm`,
  registered: sql`r.created_at`,
  signedIn: sql`coalesce(r.last_sign_in_at, '-infinity')`,
  due: sql`case when r.state = 'active' then coalesce(${dueSql}, '-infinity') else 'infinity' end`,
}
export const personSorts = [
  'name',
  '-name',
  'registered',
  '-registered',
  'signedIn',
  '-signedIn',
  'due',
  '-due',
] as const
export const signedInFilters = ['never', '30', '90', '365'] as const
export const dueFilters = ['soon', 'overdue', 'suspended'] as const

export type PersonFilter = {
  q?: string | undefined
  customerId?: string[] | undefined
  sponsorshipId?: string[] | undefined
  state?: string[] | undefined
  flag?: string[] | undefined
  /** `never`, or not within so many days. */
  notSignedIn?: (typeof signedInFilters)[number] | undefined
  /** Attestation: due within the warning time, past due, or suspended for it; `any` is any of them. */
  due?: (typeof dueFilters)[number] | 'any' | undefined
}
export type PersonPaging = { sort: (typeof personSorts)[number]; after?: string[] | undefined; limit: number }

export type PersonRow = {
  partner_id: string
  partner_name: string
  registration_id: string
  account_id: string
  sponsorship_id: string
  customer_id: string
  customer_name: string
  registration_number: string | null
  stored_state: string
  state: string
  first_name: string
  last_name: string
  email: string
  language: string
  job_title: string
  phone: string
  site: string
  country: string
  domain_fits: boolean
  free_mail: boolean
  created_at: Date
  confirmed_at: Date | null
  verified_at: Date | null
  disabled_at: Date | null
  disabled_reason: string | null
  ended_at: Date | null
  attested_at: Date | null
  due_at: Date | null
  suspends_at: Date | null
  last_sign_in_at: Date | null
  sort_key: string
}

const columns = sql`r.partner_id, p.name as partner_name, r.registration_id, r.account_id, r.sponsorship_id, r.customer_id, cu.name as customer_name,
  s.registration_number, r.state as stored_state, ${registrationStateSql} as state, r.first_name, r.last_name, r.email, r.language,
  r.job_title, r.phone, r.site, r.country, r.domain_fits, r.free_mail, r.created_at, r.confirmed_at, r.verified_at,
  r.disabled_at, r.disabled_reason, r.ended_at, r.attested_at, ${dueSql} as due_at,
  case when r.state = 'active' then r.attested_at
    + make_interval(days => v.attestation_days + v.attestation_grace_days) end as suspends_at,
  r.last_sign_in_at`

const tables = sql`registration r
  join customer cu on cu.partner_id = r.partner_id and cu.customer_id = r.customer_id
  join sponsorship s on s.partner_id = r.partner_id and s.sponsorship_id = r.sponsorship_id
  join partner p on p.partner_id = r.partner_id
  cross join vendor_settings v`

const due: Record<NonNullable<PersonFilter['due']>, RawBuilder<boolean>> = {
  any: sql`(r.state = 'active' and coalesce(${dueSql} <= now() + make_interval(days => v.attestation_warning_days), true))`,
  soon: sql`${dueSql} > now() and ${dueSql} <= now() + make_interval(days => v.attestation_warning_days)`,
  overdue: sql`(r.state = 'active' and ${dueSql} <= now() and not ${unattestedSql})`,
  suspended: sql`(r.state = 'active' and ${unattestedSql})`,
}

/** `registrationStateSql` is one of `states`; what somebody has now is looked up only where it tells the wanted from the others. */
function inStates(states: string[]): RawBuilder<boolean> {
  const attested: Record<string, RawBuilder<boolean>> = {
    active: holdsSomethingSql,
    without_access: sql`not ${holdsSomethingSql}`,
  }
  const wanted = [...new Set(states)].flatMap((state) => attested[state] ?? [])
  return sql`(r.state = any(${states.filter((state) => state !== 'active')}::text[])
    or r.state = 'active' and ${unattestedSql} and ${states.includes('suspended')}
    or r.state = 'active' and not ${unattestedSql} and ${wanted.length === 1 ? wanted[0] : sql`${wanted.length === 2}`})`
}

/** Of one partner; null: of all, for the vendor, whose transaction reaches them. */
type Tenant = string | null

function matching(partnerId: Tenant, filter: PersonFilter): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [partnerId === null ? sql`true` : sql`r.partner_id = ${partnerId}`]
  const text = filter.q ? normalise(filter.q) : ''
  if (text)
    parts.push(sql`(position(${text} in r.name_norm) > 0 or position(${text} in r.email) > 0
      or position(${text} in cu.name_norm) > 0)`)
  if (filter.customerId) parts.push(sql`r.customer_id = any(${filter.customerId}::uuid[])`)
  if (filter.sponsorshipId) parts.push(sql`r.sponsorship_id = any(${filter.sponsorshipId}::uuid[])`)
  if (filter.state) parts.push(inStates(filter.state))
  if (filter.flag?.includes('free_mail')) parts.push(sql`r.free_mail`)
  if (filter.flag?.includes('domain_mismatch')) parts.push(sql`not r.domain_fits`)
  if (filter.notSignedIn === 'never') parts.push(sql`r.last_sign_in_at is null`)
  else if (filter.notSignedIn)
    parts.push(
      sql`(r.last_sign_in_at is null or r.last_sign_in_at < now() - make_interval(days => ${Number(filter.notSignedIn)}::int))`,
    )
  if (filter.due) parts.push(due[filter.due])
  return sql<boolean>`${sql.join(parts, sql` and `)}`
}

/** One page of people, and one row more. The cursor's value is the database's own text of it, to the microsecond. */
export async function listPeople(tx: Tx, partnerId: Tenant, filter: PersonFilter & PersonPaging): Promise<PersonRow[]> {
  const key = sortKeys[filter.sort.replace('-', '') as keyof typeof sortKeys]
  const down = filter.sort.startsWith('-')
  const direction = sql.raw(down ? 'desc' : 'asc')
  const type = sql.raw(filter.sort.endsWith('name') ? 'text' : 'timestamptz')
  const [value, id] = filter.after ?? []
  const beyond = filter.after
    ? sql`(${key}, r.registration_id) ${sql.raw(down ? '<' : '>')} (${value}::${type}, ${id}::uuid)`
    : sql`true`
  const { rows } = await sql<PersonRow>`
    select ${columns}, (${key})::text as sort_key from ${tables}
    where ${matching(partnerId, filter)} and ${beyond}
    order by ${key} ${direction}, r.registration_id ${direction} limit ${filter.limit + 1}`.execute(tx)
  return rows
}

export async function countPeople(tx: Tx, partnerId: Tenant, filter: PersonFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ${tables} where ${matching(partnerId, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** All registrations of the account that one of them names, the newest first; none when there is no such registration. */
export async function registrationsBeside(tx: Tx, registrationId: string): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select ${columns}, '' as sort_key from ${tables}
    where r.account_id = (select x.account_id from registration x where x.registration_id = ${registrationId} limit 1)
    order by r.created_at desc`.execute(tx)
  return rows
}

export async function readPerson(tx: Tx, partnerId: string, registrationId: string): Promise<PersonRow | null> {
  const { rows } = await sql<PersonRow>`
    select ${columns}, '' as sort_key from ${tables}
    where r.partner_id = ${partnerId} and r.registration_id = ${registrationId}`.execute(tx)
  return rows[0] ?? null
}

/** Several registrations by id, in one order everywhere, locked when they are to be changed. */
export async function peopleByIds(tx: Tx, partnerId: string, ids: string[], lock: boolean): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select ${columns}, '' as sort_key from ${tables}
    where r.partner_id = ${partnerId} and r.registration_id = any(${ids}::uuid[])
    order by r.registration_id ${lock ? sql`for update of r` : sql``}`.execute(tx)
  return rows
}

export type ActivityRow = { seq: string; at: Date; actor: string; action: string; why: string; body: string }

/** What the partner's audit log says about one registration, newest first. */
export async function activityOf(tx: Tx, partnerId: string, registrationId: string): Promise<ActivityRow[]> {
  const rows = await tx
    .selectFrom('audit_entry')
    .select(['seq', 'at', 'actor', 'action', 'body'])
    .where('partner_id', '=', partnerId)
    .where('object_id', '=', registrationId)
    .orderBy('seq', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({ ...row, seq: String(row.seq), why: String(JSON.parse(row.body).why ?? '') }))
}

/** Entitlements that people hold at this moment, counted over some registrations. */
export async function heldBy(tx: Tx, partnerId: string, ids: string[]) {
  const { rows } = await sql<{ entitlement_id: string; names: Record<string, string>; people: number }>`
    select a.entitlement_id, e.names, count(*)::int as people
    from effective_access a join entitlement e on e.entitlement_id = a.entitlement_id
    where a.partner_id = ${partnerId} and a.registration_id = any(${ids}::uuid[]) and a.holds
    group by a.entitlement_id, e.names order by people desc, a.entitlement_id`.execute(tx)
  return rows
}
