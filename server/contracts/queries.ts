import { type RawBuilder, sql } from 'kysely'
import { containing, keyset, type SortBy } from '../platform/db/keyset.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { normalise } from '../platform/normalise.ts'
import { inForceSql, type ShownContractState, shownStateSql } from './in-force.ts'
import { normaliseContractNumber } from './number.ts'

export type ContractState = 'active' | 'suspended' | 'terminated'

export type ContractRow = {
  partnerId: string
  partnerName: string
  contractId: string
  number: string
  contractTypeId: string
  contractTypeName: string
  customerId: string | null
  customerName: string | null
  state: ContractState
  shownState: ShownContractState
  startsAt: Date
  endsAt: Date
  createdAt: Date
  /** Lines that the reader reaches. */
  lines: number
}

const summary = sql`c.partner_id as "partnerId", p.name as "partnerName", c.contract_id as "contractId", c.number,
  c.contract_type_id as "contractTypeId", t.name as "contractTypeName", c.customer_id as "customerId",
  cu.name as "customerName", c.state, ${shownStateSql} as "shownState", c.starts_at as "startsAt", c.ends_at as "endsAt",
  c.created_at as "createdAt",
  (select count(*)::int from contract_line l where l.partner_id = c.partner_id and l.contract_id = c.contract_id) as lines`
const source = sql`contract c
  join partner p on p.partner_id = c.partner_id
  join contract_type t on t.contract_type_id = c.contract_type_id
  left join customer cu on cu.partner_id = c.partner_id and cu.customer_id = c.customer_id`

export const contractSorts = ['number', 'partner', 'type', 'starts', 'ends', 'created'] as const
const sorts: SortBy = {
  number: { by: sql`c.number_norm`, type: 'text' },
  partner: { by: sql`p.name_norm`, type: 'text' },
  type: { by: sql`t.name`, type: 'text' },
  starts: { by: sql`c.starts_at`, type: 'timestamptz' },
  ends: { by: sql`c.ends_at`, type: 'timestamptz' },
  created: { by: sql`c.created_at`, type: 'timestamptz' },
}

export type ContractFilter = {
  q?: string | undefined
  state?: ShownContractState[] | undefined
  partnerId?: string[] | undefined
  contractTypeId?: string[] | undefined
  customerId?: string[] | undefined
  /** In force and ending within so many days. */
  endingWithin?: number | undefined
}

function matching(filter: ContractFilter): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`true`]
  const { q, state, partnerId, contractTypeId, customerId, endingWithin } = filter
  if (q) {
    const number = normaliseContractNumber(q)
    const name = containing(normalise(q))
    conditions.push(
      sql`(${number.length > 0} and c.number_norm like ${containing(number)} or p.name_norm like ${name} or cu.name_norm like ${name})`,
    )
  }
  if (state) conditions.push(sql`(${shownStateSql}) = any(${state})`)
  if (partnerId) conditions.push(sql`c.partner_id = any(${partnerId}::uuid[])`)
  if (contractTypeId) conditions.push(sql`c.contract_type_id = any(${contractTypeId}::uuid[])`)
  if (customerId) conditions.push(sql`c.customer_id = any(${customerId}::uuid[])`)
  if (endingWithin !== undefined)
    conditions.push(sql`${inForceSql} and c.ends_at <= now() + make_interval(days => ${endingWithin})`)
  return sql<boolean>`${sql.join(conditions, sql` and `)}`
}

/** One page of contracts of all partners, with the sort key for the cursor. The caller reaches every tenant. */
export async function listContracts(
  tx: Tx,
  filter: ContractFilter,
  paging: { sort: string; limit: number; cursor: string[] | undefined },
): Promise<(ContractRow & { key: string })[]> {
  const { after, order, key } = keyset(sorts, paging.sort, sql`c.contract_id`, paging.cursor)
  const { rows } = await sql<ContractRow & { key: string }>`
    select ${summary}, ${key} as key from ${source}
    where ${matching(filter)} and ${after} order by ${order} limit ${paging.limit + 1}`.execute(tx)
  return rows
}

export async function countContracts(tx: Tx, filter: ContractFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${source} where ${matching(filter)}`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

export type ContractRecord = ContractRow & {
  note: string
  updatedAt: Date
  partnerState: 'active' | 'suspended'
  typeState: 'active' | 'retired'
  qualifiesSponsoring: boolean
  qualifiesSupportService: boolean
}

/** One contract with what its type qualifies for; null when the partner has no such contract. */
export async function readContract(
  tx: Tx,
  partnerId: string,
  contractId: string,
  lock = false,
): Promise<ContractRecord | null> {
  const { rows } = await sql<ContractRecord>`
    select ${summary}, c.note, c.updated_at as "updatedAt", p.state as "partnerState", t.state as "typeState",
      t.qualifies_sponsoring as "qualifiesSponsoring", t.qualifies_support_service as "qualifiesSupportService"
    from ${source} where c.partner_id = ${partnerId} and c.contract_id = ${contractId}
    ${lock ? sql`for update of c` : sql``}`.execute(tx)
  return rows[0] ?? null
}

type Allowed = { entitlementId: string; names: Record<string, string>; offered: boolean; onlyHere: boolean }

/** What the contract's type allows, and whether no other contract in force of this partner allows it as well (R4). */
export async function allowedBy(
  tx: Tx,
  contract: Pick<ContractRow, 'partnerId' | 'contractId' | 'contractTypeId'>,
): Promise<Allowed[]> {
  const { rows } = await sql<Allowed>`
    select e.entitlement_id as "entitlementId", e.names, e.state = 'active' as offered,
      not exists (select from contract c
        join contract_type t on t.contract_type_id = c.contract_type_id and t.state = 'active'
        join contract_type_entitlement o on o.contract_type_id = c.contract_type_id and o.entitlement_id = e.entitlement_id
        where c.partner_id = ${contract.partnerId} and c.contract_id <> ${contract.contractId}
          and c.state = 'active' and c.starts_at <= now() and c.ends_at > now()) as "onlyHere"
    from contract_type_entitlement te join entitlement e on e.entitlement_id = te.entitlement_id
    where te.contract_type_id = ${contract.contractTypeId}
    order by e.group_name desc, e.position, e.entitlement_id`.execute(tx)
  return rows
}

export type SponsorshipOnContract = {
  sponsorshipId: string
  customerName: string
  registrationNumber: string | null
  state: 'draft' | 'issued' | 'revoked'
  seats: number
  people: number
  expiresAt: Date
}

/** Sponsorships that stand on the contract, those with most people first. */
export async function sponsorshipsOn(tx: Tx, partnerId: string, contractId: string): Promise<SponsorshipOnContract[]> {
  const { rows } = await sql<SponsorshipOnContract>`
    select s.sponsorship_id as "sponsorshipId", cu.name as "customerName", s.registration_number as "registrationNumber",
      s.state, s.seats, s.expires_at as "expiresAt",
      (select count(*)::int from registration r where r.partner_id = s.partner_id and r.sponsorship_id = s.sponsorship_id
         and r.state = 'active') as people
    from sponsorship s join customer cu on cu.partner_id = s.partner_id and cu.customer_id = s.customer_id
    where s.partner_id = ${partnerId} and s.contract_id = ${contractId}
    order by people desc, s.created_at limit 100`.execute(tx)
  return rows
}

export type ContractEvent = {
  at: Date
  action: string
  actor: string
  reason: string | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  /** The file that did it. */
  import: {
    importId: string
    fileName: string
    status: 'new' | 'changed' | 'unchanged' | 'missing'
    lines: { new: number; changed: number; ended: number }
  } | null
}

/** What was done to the contract, oldest first, as the audit log has it. */
export async function eventsOf(tx: Tx, partnerId: string, contractId: string): Promise<ContractEvent[]> {
  const { rows } = await sql<ContractEvent>`
    select at, action, actor, body::jsonb->'detail'->>'reason' as reason, body::jsonb->'detail'->'before' as before,
      body::jsonb->'detail'->'after' as after, body::jsonb->'detail'->'import' as import
    from audit_entry
    where partner_id = ${partnerId} and object_id = ${contractId} and object_type = 'contract'
    order by seq limit 200`.execute(tx)
  return rows
}
