import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

export type ContractTypeInput = {
  name: string
  description: string
  qualifiesSponsoring: boolean
  qualifiesSupportService: boolean
  entitlements: string[]
}

export type ContractTypeRow = ContractTypeInput & {
  contractTypeId: string
  state: 'active' | 'retired'
  contractsInForce: number
  contracts: number
  createdAt: Date
  updatedAt: Date
}

/** Every contract type, or one; with how many contracts there are of it. */
export async function readContractTypes(
  tx: Tx,
  filter: { contractTypeId?: string; state?: ('active' | 'retired')[] | undefined; q?: string | undefined } = {},
): Promise<ContractTypeRow[]> {
  const { contractTypeId = null, state = null, q = null } = filter
  const { rows } = await sql<ContractTypeRow>`
    select t.contract_type_id as "contractTypeId", t.name, t.description, t.qualifies_sponsoring as "qualifiesSponsoring",
      t.qualifies_support_service as "qualifiesSupportService", t.state, t.created_at as "createdAt", t.updated_at as "updatedAt",
      coalesce((select array_agg(te.entitlement_id order by e.group_name desc, e.position, e.entitlement_id)
        from contract_type_entitlement te join entitlement e on e.entitlement_id = te.entitlement_id
        where te.contract_type_id = t.contract_type_id), '{}') as entitlements,
      coalesce(n.contracts, 0) as contracts, coalesce(n.in_force, 0) as "contractsInForce"
    from contract_type t
    left join (select c.contract_type_id, count(*)::int as contracts,
        (count(*) filter (where c.state = 'active' and c.starts_at <= now() and c.ends_at > now()))::int as in_force
      from contract c group by 1) n on n.contract_type_id = t.contract_type_id
    where (${contractTypeId}::uuid is null or t.contract_type_id = ${contractTypeId}::uuid)
      and (${state}::text[] is null or t.state = any(${state}::text[]))
      and (${q}::text is null or position(lower(${q}::text) in lower(t.name || ' ' || t.description)) > 0)
    order by t.state, lower(t.name)`.execute(tx)
  return rows
}

/** Locks the type's row, so that two changes of it follow one another. */
export async function lockContractType(tx: Tx, contractTypeId: string): Promise<void> {
  await sql`select 1 from contract_type where contract_type_id = ${contractTypeId} for update`.execute(tx)
}

export async function nameTaken(tx: Tx, name: string, except: string | null): Promise<boolean> {
  const { rows } = await sql`select 1 from contract_type
    where lower(name) = lower(${name}) and contract_type_id is distinct from ${except}::uuid`.execute(tx)
  return rows.length > 0
}

export async function insertContractType(tx: Tx, contractTypeId: string, given: ContractTypeInput): Promise<void> {
  await sql`insert into contract_type (contract_type_id, name, description, qualifies_sponsoring, qualifies_support_service)
    values (${contractTypeId}, ${given.name}, ${given.description}, ${given.qualifiesSponsoring}, ${given.qualifiesSupportService})`.execute(
    tx,
  )
  await setAllowed(tx, contractTypeId, given.entitlements)
}

export async function updateContractType(
  tx: Tx,
  contractTypeId: string,
  given: ContractTypeInput & { state: 'active' | 'retired' },
): Promise<void> {
  await sql`update contract_type set name = ${given.name}, description = ${given.description},
    qualifies_sponsoring = ${given.qualifiesSponsoring}, qualifies_support_service = ${given.qualifiesSupportService},
    state = ${given.state}, updated_at = now()
    where contract_type_id = ${contractTypeId}`.execute(tx)
  await setAllowed(tx, contractTypeId, given.entitlements)
}

async function setAllowed(tx: Tx, contractTypeId: string, entitlements: string[]): Promise<void> {
  await sql`delete from contract_type_entitlement
    where contract_type_id = ${contractTypeId} and entitlement_id <> all(${entitlements}::text[])`.execute(tx)
  await sql`insert into contract_type_entitlement (contract_type_id, entitlement_id)
    select ${contractTypeId}::uuid, unnest(${entitlements}::text[]) on conflict do nothing`.execute(tx)
}

/** Those of the given entitlements that are not in the catalogue. */
export async function unknownEntitlements(tx: Tx, entitlements: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from unnest(${entitlements}::text[]) as id
    where not exists (select from entitlement e where e.entitlement_id = id)`.execute(tx)
  return rows.map((row) => row.id)
}
