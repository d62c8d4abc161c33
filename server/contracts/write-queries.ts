import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { normaliseContractNumber } from './number.ts'
import type { ContractState } from './queries.ts'

export type ContractInput = {
  number: string
  contractTypeId: string
  customerId: string | null
  startsAt: Date
  endsAt: Date
  note: string
}

/** The partner whose contract has this number, or null. The directory spans all tenants (design §5). */
export async function ownerOfNumber(
  tx: Tx,
  number: string,
): Promise<{ partnerId: string; contractId: string; partnerName: string } | null> {
  const { rows } = await sql<{ partnerId: string; contractId: string; partnerName: string }>`
    select d.partner_id as "partnerId", d.contract_id as "contractId", p.name as "partnerName"
    from contract_directory d join partner p on p.partner_id = d.partner_id
    where d.number_norm = ${normaliseContractNumber(number)}`.execute(tx)
  return rows[0] ?? null
}

/** Reserves the number for this contract. False when another contract has it: one insert decides, no race. */
export async function claimNumber(tx: Tx, number: string, partnerId: string, contractId: string): Promise<boolean> {
  const result = await sql`insert into contract_directory (number_norm, partner_id, contract_id)
    values (${normaliseContractNumber(number)}, ${partnerId}, ${contractId}) on conflict do nothing`.execute(tx)
  return result.numAffectedRows === 1n
}

export async function releaseNumber(tx: Tx, number: string, contractId: string): Promise<void> {
  await sql`delete from contract_directory
    where number_norm = ${normaliseContractNumber(number)} and contract_id = ${contractId}`.execute(tx)
}

export async function insertContract(
  tx: Tx,
  partnerId: string,
  contractId: string,
  given: ContractInput,
): Promise<void> {
  await tx
    .insertInto('contract')
    .values({ partner_id: partnerId, contract_id: contractId, ...columnsOf(given) } as never)
    .execute()
}

export async function updateContract(
  tx: Tx,
  partnerId: string,
  contractId: string,
  change: { [K in keyof ContractInput]?: ContractInput[K] | undefined } & { state?: ContractState },
): Promise<void> {
  await tx
    .updateTable('contract')
    .set({
      ...columnsOf(change),
      ...(change.state && { state: change.state, state_changed_at: stateSince(change.state) }),
      updated_at: sql`now()`,
    })
    .where('partner_id', '=', partnerId)
    .where('contract_id', '=', contractId)
    .execute()
  // Its lines belong to the customer that the contract belongs to.
  if (change.customerId !== undefined)
    await sql`update contract_line set customer_id = ${change.customerId}, updated_at = now()
      where partner_id = ${partnerId} and contract_id = ${contractId}
        and customer_id is distinct from ${change.customerId}::uuid`.execute(tx)
}

/**
 * Since when the contract gives what it gives: terminating one that is suspended takes nothing that the suspension had not taken,
 * so its time for reading only does not begin again (R25). Null of old is when it was last changed, as where it is read.
 */
function stateSince(next: ContractState) {
  return sql<Date>`case when state <> 'active' and ${next}::text <> 'active' then coalesce(state_changed_at, updated_at) else now() end`
}

function columnsOf(given: { [K in keyof ContractInput]?: ContractInput[K] | undefined }) {
  const { number, contractTypeId, customerId, startsAt, endsAt, note } = given
  return {
    ...(number !== undefined && { number, number_norm: normaliseContractNumber(number) }),
    ...(contractTypeId !== undefined && { contract_type_id: contractTypeId }),
    ...(customerId !== undefined && { customer_id: customerId }),
    ...(startsAt !== undefined && { starts_at: startsAt }),
    ...(endsAt !== undefined && { ends_at: endsAt }),
    ...(note !== undefined && { note }),
  }
}

/** Whether this is one of the partner's customers, archived ones not. */
export async function isCustomerOf(tx: Tx, partnerId: string, customerId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from customer
    where partner_id = ${partnerId} and customer_id = ${customerId} and state = 'active'`.execute(tx)
  return rows.length > 0
}

/** A contract type's state, or null when there is no such type. */
export async function typeState(tx: Tx, contractTypeId: string): Promise<'active' | 'retired' | null> {
  const row = await tx
    .selectFrom('contract_type')
    .select('state')
    .where('contract_type_id', '=', contractTypeId)
    .executeTakeFirst()
  return (row?.state as 'active' | undefined) ?? null
}
