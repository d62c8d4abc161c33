import { type RawBuilder, sql } from 'kysely'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'

export type PartnerState = 'active' | 'suspended'

export type PartnerRow = {
  partnerId: string
  name: string
  country: string | null
  website: string | null
  state: PartnerState
  contractsInForce: number
  administrators: number
  customers: number
  people: number
  createdAt: Date
  updatedAt: Date
}

const contractsInForce = sql<number>`(select count(*)::int from contract c where c.partner_id = p.partner_id
  and c.state = 'active' and c.starts_at <= now() and c.ends_at > now())`
const administrators = sql<number>`(select count(*)::int from membership m
  where m.partner_id = p.partner_id and m.sponsors and m.state = 'active')`
const customers = sql<number>`(select count(*)::int from customer cu
  where cu.partner_id = p.partner_id and cu.state = 'active')`

const columns = sql`p.partner_id as "partnerId", p.name, p.country, p.website, p.state,
  ${contractsInForce} as "contractsInForce", ${administrators} as administrators, ${customers} as customers,
  (select count(*)::int from registration r where r.partner_id = p.partner_id and r.state = 'active') as people,
  p.created_at as "createdAt", p.updated_at as "updatedAt"`

export const partnerSorts = ['name', 'created', 'contracts', 'administrators', 'customers'] as const
const sorts: SortBy = {
  name: { by: sql`p.name_norm`, type: 'text' },
  created: { by: sql`p.created_at`, type: 'timestamptz' },
  contracts: { by: contractsInForce, type: 'int' },
  administrators: { by: administrators, type: 'int' },
  customers: { by: customers, type: 'int' },
}

export type PartnerFilter = {
  q?: string | undefined
  state?: PartnerState[] | undefined
  /** May sponsor now, but has one administrator or none (R5). */
  shortOfAdministrators?: boolean | undefined
}

function matching({ q, state, shortOfAdministrators }: PartnerFilter): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`true`]
  if (q) conditions.push(sql`p.name_norm like ${containing(normalise(q))}`)
  if (state) conditions.push(sql`p.state = any(${state})`)
  if (shortOfAdministrators)
    conditions.push(
      sql`p.state = 'active' and ${administrators} < 2 and exists (select from contract c
        join contract_type t on t.contract_type_id = c.contract_type_id and t.qualifies_sponsoring and t.state = 'active'
        where c.partner_id = p.partner_id and c.state = 'active' and c.starts_at <= now() and c.ends_at > now())`,
    )
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

/** One page of partners, with the sort key for the cursor. The caller reaches every tenant. */
export async function listPartners(
  tx: Tx,
  filter: PartnerFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(PartnerRow & { key: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`p.partner_id`, paging.cursor)
  const { rows } = await sql<PartnerRow & { key: string }>`
    select ${columns}, ${key} as key from partner p
    where ${matching(filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countPartners(tx: Tx, filter: PartnerFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from partner p where ${matching(filter)}`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

/** One partner with its counts; null when there is none. `lock` keeps its row until commit. */
export async function readPartner(tx: Tx, partnerId: string, lock = false): Promise<PartnerRow | null> {
  const { rows } = await sql<PartnerRow>`
    select ${columns} from partner p where p.partner_id = ${partnerId} ${lock ? sql`for update of p` : sql``}`.execute(
    tx,
  )
  return rows[0] ?? null
}

export type PartnerInput = { name: string; country: string | null; website: string | null }

/** False when the name, spelt alike, is taken. */
export async function insertPartner(tx: Tx, partnerId: string, given: PartnerInput): Promise<boolean> {
  const result = await sql`insert into partner (partner_id, name, name_norm, country, website)
    values (${partnerId}, ${given.name}, ${normalise(given.name)}, ${given.country}, ${given.website})
    on conflict (name_norm) do nothing`.execute(tx)
  return result.numAffectedRows === 1n
}

export async function isNameTaken(tx: Tx, name: string, except: string): Promise<boolean> {
  const { rows } = await sql`select 1 from partner
    where name_norm = ${normalise(name)} and partner_id <> ${except}::uuid`.execute(tx)
  return rows.length > 0
}

export async function updatePartner(
  tx: Tx,
  partnerId: string,
  given: PartnerInput & { state: PartnerState },
): Promise<void> {
  await sql`update partner set name = ${given.name}, name_norm = ${normalise(given.name)}, country = ${given.country},
    website = ${given.website}, state = ${given.state}, updated_at = now()
    where partner_id = ${partnerId}`.execute(tx)
}

export type QualificationReason = 'qualified' | 'partner_suspended' | 'no_contract' | 'none_in_force' | 'none_qualifies'

/**
 * Whether the partner may sponsor now (R1), and which contract makes it so, or what is missing.
 * `number` and `endsAt` name the contract that lasts longest.
 */
export async function qualificationOf(
  tx: Tx,
  partnerId: string,
): Promise<{ qualified: boolean; reason: QualificationReason; number: string | null; endsAt: Date | null }> {
  const { rows } = await sql<{ number: string; in_force: boolean; qualifies: boolean; ends_at: Date; active: boolean }>`
    select c.number, c.state = 'active' and c.starts_at <= now() and c.ends_at > now() as in_force,
      t.qualifies_sponsoring and t.state = 'active' as qualifies, c.ends_at, p.state = 'active' as active
    from contract c join contract_type t on t.contract_type_id = c.contract_type_id
    join partner p on p.partner_id = c.partner_id
    where c.partner_id = ${partnerId}
    order by 2 desc, 3 desc, c.ends_at desc limit 1`.execute(tx)
  const best = rows[0]
  const { rows: partners } = await sql<{ state: PartnerState }>`
    select state from partner where partner_id = ${partnerId}`.execute(tx)
  const reason: QualificationReason =
    partners[0]?.state === 'suspended'
      ? 'partner_suspended'
      : !best
        ? 'no_contract'
        : !best.in_force
          ? 'none_in_force'
          : !best.qualifies
            ? 'none_qualifies'
            : 'qualified'
  const qualified = reason === 'qualified'
  return {
    qualified,
    reason,
    number: qualified ? (best?.number ?? null) : null,
    endsAt: qualified ? (best?.ends_at ?? null) : null,
  }
}

export type FoundCustomer = {
  partnerId: string
  partnerName: string
  customerId: string
  name: string
  state: 'active' | 'archived'
  people: number
  /** Its name as the list sorts by it. */
  key: string
}

/**
 * A partner's customers, or (null) those of all, by part of a name: one more than `limit` where there are more. `after` is the key
 * of the last one seen.
 */
export async function findCustomers(
  tx: Tx,
  partnerId: string | null,
  q: string | undefined,
  limit: number,
  after?: string[],
): Promise<FoundCustomer[]> {
  const ofPartner = partnerId ? sql`cu.partner_id = ${partnerId}` : sql`true`
  const rest = after
    ? sql`(cu.state, cu.name_norm, cu.customer_id::text) > (${after[0]}, ${after[1]}, ${after[2]})`
    : sql`true`
  const { rows } = await sql<FoundCustomer>`
    select p.partner_id as "partnerId", p.name as "partnerName", cu.customer_id as "customerId", cu.name, cu.state,
      (select count(distinct r.account_id)::int from registration r where r.partner_id = cu.partner_id
         and r.customer_id = cu.customer_id and r.state = 'active') as people, cu.name_norm as key
    from customer cu join partner p on p.partner_id = cu.partner_id
    where ${ofPartner} and (${!q} or cu.name_norm like ${containing(normalise(q ?? ''))}) and ${rest}
    order by cu.state, cu.name_norm, cu.customer_id::text limit ${limit + 1}`.execute(tx)
  return rows
}
