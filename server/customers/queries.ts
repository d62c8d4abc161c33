import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import type { CustomerChange } from './shapes.ts'

export const supportStateSql = sql<'none' | 'future' | 'valid' | 'ending' | 'ended'>`case
  when cu.support_starts_at is null or cu.support_ends_at is null then 'none'
  when cu.support_starts_at > now() then 'future'
  when cu.support_ends_at <= now() then 'ended'
  when cu.support_ends_at <= now() + interval '60 days' then 'ending'
  else 'valid' end`

const sortKeys = {
  name: sql<string>`cu.name_norm`,
  created: sql<string>`extract(epoch from cu.created_at)`,
  support: sql<string>`extract(epoch from coalesce(cu.support_ends_at, 'infinity'))`,
}
export const customerSorts = ['name', '-name', 'created', '-created', 'support', '-support'] as const

export type CustomerFilter = {
  q?: string | undefined
  state?: string | undefined
  support?: string | undefined
  sort: (typeof customerSorts)[number]
  after?: string[] | undefined
  limit: number
}

function matching(partnerId: string, { q, state, support }: Pick<CustomerFilter, 'q' | 'state' | 'support'>) {
  const text = q ? normalise(q) : null
  return sql<boolean>`cu.partner_id = ${partnerId}
    and (${state ?? null}::text is null or cu.state = ${state ?? null})
    and (${support ?? null}::text is null or ${supportStateSql} = ${support ?? null})
    and (${text}::text is null or position(${text} in cu.name_norm) > 0
         or exists (select from unnest(cu.domains) d where position(${text} in d) > 0))`
}

/** One page of customers with their counts, and one row more. */
export async function listCustomers(tx: Tx, partnerId: string, filter: CustomerFilter) {
  const descending = filter.sort.startsWith('-')
  const key = sortKeys[filter.sort.replace('-', '') as keyof typeof sortKeys]
  const isText = filter.sort.endsWith('name')
  const direction = sql.raw(descending ? 'desc' : 'asc')
  const [value, id] = filter.after ?? []
  const beyond = filter.after
    ? sql<boolean>`(${key}, cu.customer_id) ${sql.raw(descending ? '<' : '>')} (${value}::${sql.raw(isText ? 'text' : 'numeric')}, ${id}::uuid)`
    : sql<boolean>`true`
  const { rows } = await sql<CustomerRow & { sort_key: string }>`
    select cu.*, cu.purchased_on::text as purchased_on, ${supportStateSql} as support_state, (${key})::text as sort_key, ${counts}
    from customer cu where ${matching(partnerId, filter)} and ${beyond}
    order by ${key} ${direction}, cu.customer_id ${direction} limit ${filter.limit + 1}`.execute(tx)
  return rows
}

const counts = sql`
  (select count(*)::int from sponsorship s where s.partner_id = cu.partner_id and s.customer_id = cu.customer_id) as sponsorships,
  (select count(*)::int from registration r where r.partner_id = cu.partner_id and r.customer_id = cu.customer_id
    and r.state in ('to_be_verified', 'active', 'disabled')) as people`

export async function countCustomers(tx: Tx, partnerId: string, filter: CustomerFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from customer cu
    where ${matching(partnerId, filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

export type CustomerRow = {
  customer_id: string
  name: string
  street: string
  city: string
  region: string
  postal_code: string
  country: string | null
  domains: string[]
  language: string
  contact_name: string | null
  contact_email: string | null
  purchase: string
  purchased_on: string | null
  support_contract_number: string | null
  support_starts_at: Date | null
  support_ends_at: Date | null
  state: 'active' | 'archived'
  created_at: Date
  updated_at: Date
  support_state: 'none' | 'future' | 'valid' | 'ending' | 'ended'
  sponsorships: number
  people: number
}

/** One customer; null when this partner has none of that id. `lock` holds its row until commit. */
export async function readCustomer(
  tx: Tx,
  partnerId: string,
  customerId: string,
  options: { lock?: boolean } = {},
): Promise<CustomerRow | null> {
  const { rows } = await sql<CustomerRow>`
    select cu.*, cu.purchased_on::text as purchased_on, ${supportStateSql} as support_state, ${counts} from customer cu
    where cu.partner_id = ${partnerId} and cu.customer_id = ${customerId}
    ${options.lock ? sql`for update of cu` : sql``}`.execute(tx)
  return rows[0] ?? null
}

export async function countPeople(tx: Tx, partnerId: string, customerId: string): Promise<Record<string, number>> {
  const rows = await tx
    .selectFrom('registration')
    .select(['state', sql<number>`count(*)::int`.as('n')])
    .where('partner_id', '=', partnerId)
    .where('customer_id', '=', customerId)
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.state, row.n]))
}

/** Whether another active customer of this partner already has the name. */
export async function nameTaken(tx: Tx, partnerId: string, name: string, except: string | null): Promise<boolean> {
  const row = await tx
    .selectFrom('customer')
    .select('customer_id')
    .where('partner_id', '=', partnerId)
    .where('name_norm', '=', normalise(name))
    .where('state', '=', 'active')
    .where(sql<boolean>`customer_id is distinct from ${except}::uuid`)
    .executeTakeFirst()
  return row !== undefined
}

/** Request fields as columns; what was not given is left out. */
export function columnsOf(given: CustomerChange) {
  const columns = {
    name: given.name,
    name_norm: given.name === undefined ? undefined : normalise(given.name),
    street: given.street,
    city: given.city,
    region: given.region,
    postal_code: given.postalCode,
    country: given.country,
    domains: given.domains,
    language: given.language,
    contact_name: given.contactName,
    contact_email: given.contactEmail,
    purchase: given.purchase,
    purchased_on: given.purchasedOn,
    support_contract_number: given.supportContractNumber,
    support_starts_at: given.supportStartsAt,
    support_ends_at: given.supportEndsAt,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as {
    [K in keyof typeof columns]?: Exclude<(typeof columns)[K], undefined>
  }
}
