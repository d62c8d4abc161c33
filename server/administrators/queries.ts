import { sql } from 'kysely'
import { type Tx, withAuthRole } from '../platform/db/transaction.ts'

export type RequestRow = {
  request_id: string
  account_id: string
  first_name: string
  last_name: string
  email: string
  language: string
  job_title: string
  phone: string
  company_name: string
  company_street: string
  company_city: string
  company_postal_code: string
  company_country: string
  company_website: string
  contract_numbers: string[]
  state: 'pending' | 'approved' | 'declined' | 'withdrawn'
  decided_partner_id: string | null
  decided_by_name: string | null
  decided_at: Date | null
  reason: string | null
  created_at: Date
  sort_key: string
}

export type RequestFilter = {
  q?: string | undefined
  state?: string[] | undefined
  oldestFirst: boolean
  after?: string[] | undefined
  limit: number
}

function matching({ q, state }: Pick<RequestFilter, 'q' | 'state'>) {
  const text = q?.toLowerCase() ?? null
  return sql<boolean>`(${state ?? null}::text[] is null or state = any(${state ?? null}::text[]))
    and (${text}::text is null
         or position(${text} in lower(first_name || ' ' || last_name || ' ' || email || ' ' || company_name)) > 0)`
}

/** One page of the queue, one row more than `limit`. The caller is the vendor. */
export async function listRequests(tx: Tx, filter: RequestFilter): Promise<RequestRow[]> {
  const [moment, id] = filter.after ?? []
  const direction = sql.raw(filter.oldestFirst ? 'asc' : 'desc')
  const beyond = filter.after
    ? sql<boolean>`(extract(epoch from created_at), request_id) ${sql.raw(filter.oldestFirst ? '>' : '<')} (${moment}::numeric, ${id}::uuid)`
    : sql<boolean>`true`
  const { rows } = await sql<RequestRow>`
    select *, extract(epoch from created_at)::text as sort_key from administrator_request
    where ${matching(filter)} and ${beyond}
    order by created_at ${direction}, request_id ${direction} limit ${filter.limit + 1}`.execute(tx)
  return rows
}

export async function countRequests(tx: Tx, filter: RequestFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from administrator_request
    where ${matching(filter)}`.execute(tx)
  return rows[0]?.n ?? 0
}

export async function readRequest(tx: Tx, requestId: string): Promise<RequestRow | null> {
  const { rows } = await sql<RequestRow>`select *, '' as sort_key from administrator_request
    where request_id = ${requestId}`.execute(tx)
  return rows[0] ?? null
}

export async function listOwnRequests(tx: Tx, accountId: string): Promise<RequestRow[]> {
  const { rows } = await sql<RequestRow>`select *, '' as sort_key from administrator_request
    where account_id = ${accountId} order by created_at desc limit 20`.execute(tx)
  return rows
}

export type NumberRow = {
  number_norm: string
  contract_id: string
  partner_id: string
  partner_name: string
  partner_state: 'active' | 'suspended'
  type_name: string
  starts_at: Date
  ends_at: Date
  in_force: boolean
  qualifies: boolean
}

const contractColumns = sql`c.number, c.number_norm, c.contract_id, c.partner_id, p.name as partner_name, p.state as partner_state,
  t.name as type_name, c.starts_at, c.ends_at,
  (c.state = 'active' and c.starts_at <= now() and c.ends_at > now()) as in_force,
  (t.qualifies_sponsoring and t.state = 'active') as qualifies`

/** The contracts with these normalised numbers, of whatever partner this transaction reaches. */
export async function findContracts(tx: Tx, norms: readonly string[]): Promise<NumberRow[]> {
  if (norms.length === 0) return []
  const { rows } = await sql<NumberRow>`select ${contractColumns}
    from contract c join partner p on p.partner_id = c.partner_id
    join contract_type t on t.contract_type_id = c.contract_type_id
    where c.number_norm = any(${norms}::text[])`.execute(tx)
  return rows
}

/** Contracts in force of one partner, by number. */
export async function contractsInForce(tx: Tx, partnerId: string): Promise<(NumberRow & { number: string })[]> {
  const { rows } = await sql<NumberRow & { number: string }>`select * from (select ${contractColumns}
    from contract c join partner p on p.partner_id = c.partner_id
    join contract_type t on t.contract_type_id = c.contract_type_id
    where c.partner_id = ${partnerId}) x where in_force order by number limit 500`.execute(tx)
  return rows
}

/** A partner's name, state, administrators, and members with an address under `domain`. */
export async function readCandidates(tx: Tx, partnerIds: readonly string[], domain: string) {
  const { rows } = await sql<{
    partner_id: string
    name: string
    state: 'active' | 'suspended'
    administrators: number
    same_domain: number
  }>`select p.partner_id, p.name, p.state,
      (select count(*)::int from membership m where m.partner_id = p.partner_id and m.sponsors and m.state = 'active') as administrators,
      (select count(*)::int from membership m where m.partner_id = p.partner_id and m.state = 'active'
        and split_part(m.email, '@', 2) = ${domain}) as same_domain
    from partner p where p.partner_id = any(${partnerIds}::uuid[])`.execute(tx)
  return rows
}

export type AccountFacts = {
  email: string
  firstName: string
  lastName: string
  language: string
  confirmed: boolean
  disabled: boolean
  since: Date
}

/** The account as it stands now; null when it is gone. */
export async function readAccount(tx: Tx, accountId: string): Promise<AccountFacts | null> {
  const { rows } = await withAuthRole(tx, () =>
    sql<AccountFacts>`select email, "firstName", "lastName", language, "emailVerified" as confirmed,
      "disabledAt" is not null as disabled, "createdAt" as since from auth."user" where id = ${accountId}`.execute(tx),
  )
  return rows[0] ?? null
}

export async function membershipsOf(tx: Tx, accountId: string) {
  const { rows } = await sql<{ partnerId: string; partnerName: string; sponsors: boolean }>`
    select m.partner_id as "partnerId", p.name as "partnerName", m.sponsors
    from membership m join partner p on p.partner_id = m.partner_id
    where m.account_id = ${accountId} and m.state = 'active' order by p.name limit 50`.execute(tx)
  return rows
}

/** The partners in which this person has a membership: their own rows, readable without any tenant. */
export async function ownPartnerIds(tx: Tx, accountId: string): Promise<string[]> {
  const { rows } = await sql<{ partner_id: string }>`select partner_id from membership
    where account_id = ${accountId} and state = 'active' limit 50`.execute(tx)
  return rows.map((row) => row.partner_id)
}
