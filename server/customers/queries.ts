import { sql } from 'kysely'
import { registrationStateSql } from '../entitlements/index.ts'
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
  service?: string[] | undefined
  /** Reaches the customers of a list alone: said explicitly, so that the index is used, beside the policy that holds it. */
  listed?: boolean
  /** Domains are searched as well; not for who does not see them. */
  byDomain?: boolean
  sort: (typeof customerSorts)[number]
  after?: string[] | undefined
  limit: number
}

type Narrowing = Omit<CustomerFilter, 'sort' | 'after' | 'limit'>

function matching(partnerId: string, { q, state, support, service, listed, byDomain = true }: Narrowing) {
  const text = q ? normalise(q) : null
  return sql<boolean>`cu.partner_id = ${partnerId}
    and ${listed ? sql`cu.customer_id = any (nullif(current_setting('app.customers', true), '')::uuid[])` : sql`true`}
    and (${state ?? null}::text is null or cu.state = ${state ?? null})
    and (${support ?? null}::text is null or ${supportStateSql} = ${support ?? null})
    and ${service ? inService(partnerId, service) : sql`true`}
    and (${text}::text is null or position(${text} in cu.name_norm) > 0
         or (${byDomain} and exists (select from unnest(cu.domains) d where position(${text} in d) > 0)))`
}

/** Customers whose support service is in one of these states; 'none' has no row to be found. */
function inService(partnerId: string, states: string[]) {
  const of = sql`select x.customer_id from customer_service x where x.partner_id = ${partnerId}`
  const found = sql`cu.customer_id in (${of} and x.state = any(${states}))`
  return states.includes('none') ? sql`(${found} or cu.customer_id not in (${of}))` : found
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
  // The page is cut first: what is looked up beside a customer is looked up for those shown.
  const { rows } = await sql<CustomerRow & { sort_key: string }>`
    select ${columns}, cu.support_state, cu.sort_key, ${beside} from (
      select cu.partner_id, ${columns}, ${supportStateSql} as support_state, (${key})::text as sort_key,
        row_number() over (order by ${key} ${direction}, cu.customer_id ${direction}) as n
      from customer cu where ${matching(partnerId, filter)} and ${beyond}
      order by ${key} ${direction}, cu.customer_id ${direction} limit ${filter.limit + 1}
    ) cu ${serviceOf} order by cu.n`.execute(tx)
  return rows
}

// Named, not `*`: only so is the statement prepared (decision 18).
const columns = sql.raw(
  'customer_id name street city region postal_code country domains language contact_name contact_email purchase '
    .concat('support_contract_number support_starts_at support_ends_at state created_at updated_at')
    .replaceAll(/\w+/g, 'cu.$&')
    .replaceAll(' ', ', ')
    .concat(', cu.purchased_on::text as purchased_on'),
)
// offset 0: looked up for each customer shown; joined, the service of every partner's customers would be computed.
const serviceOf = sql`left join lateral (select x.state, x.ends_at, x.closes_at from customer_service x
  where x.partner_id = cu.partner_id and x.customer_id = cu.customer_id offset 0) sv on true`
const beside = sql`coalesce(sv.state, 'none') as service_state, sv.ends_at as service_ends_at, sv.closes_at as service_closes_at,
  (select count(*)::int from sponsorship s where s.partner_id = cu.partner_id and s.customer_id = cu.customer_id) as sponsorships,
  (select count(*)::int from registration r where r.partner_id = cu.partner_id and r.customer_id = cu.customer_id
    and r.state in ('to_be_verified', 'active', 'disabled')) as people`

export async function countCustomers(tx: Tx, partnerId: string, filter: Narrowing): Promise<number> {
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
  service_state: 'in_force' | 'grace' | 'closed' | 'none'
  service_ends_at: Date | null
  service_closes_at: Date | null
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
    select ${columns}, ${supportStateSql} as support_state, ${beside}
    from customer cu ${serviceOf} where cu.partner_id = ${partnerId} and cu.customer_id = ${customerId}
    ${options.lock ? sql`for update of cu` : sql``}`.execute(tx)
  return rows[0] ?? null
}

/** The customer's people by state, the suspended told apart from the active (R18). */
export async function countPeople(tx: Tx, partnerId: string, customerId: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ state: string; n: number }>`
    select ${registrationStateSql} as state, count(*)::int as n from registration r cross join vendor_settings v
    where r.partner_id = ${partnerId} and r.customer_id = ${customerId} group by 1`.execute(tx)
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
