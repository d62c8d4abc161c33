import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { contractsChanged } from '../coverage/index.ts'
import { type Impact, impactOf } from '../entitlements/index.ts'
import { endingSessions } from '../partners/index.ts'
import { type FieldProblem, problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { reasonMissing } from '../vendor/index.ts'
import { errors } from './errors.ts'
import { type ContractRecord, type ContractState, readContract } from './queries.ts'
import {
  type ContractInput,
  claimNumber,
  insertContract,
  isCustomerOf,
  ownerOfNumber,
  releaseNumber,
  typeState,
  updateContract,
} from './write-queries.ts'

export type ContractChange = { [K in keyof ContractInput]?: ContractInput[K] | undefined }

/** Records a contract of a partner. 409 when its number is taken, by whomever. */
export async function createContract(
  call: OperationCall,
  partnerId: string,
  given: ContractInput,
): Promise<{ partnerId: string; contractId: string }> {
  const { tx } = call
  const partner = await tx.selectFrom('partner').select('name').where('partner_id', '=', partnerId).executeTakeFirst()
  if (!partner) throw problems.not_found()
  await requireSound(call, partnerId, given, { type: true, customer: true })
  const contractId = newId()
  await requireNumber(call, given.number, partnerId, contractId)
  await insertContract(tx, partnerId, contractId, given)
  await auditContract(call, partnerId, contractId, given.number, 'contract.created', { after: given })
  return { partnerId, contractId }
}

/** Changes a contract's record; its partner never changes. What ends it at once needs a reason, as terminating it does. */
export async function changeContract(
  call: OperationCall,
  partnerId: string,
  contractId: string,
  change: ContractChange,
  reason: string | undefined,
): Promise<void> {
  const contract = await locked(call, partnerId, contractId)
  const before = inputOf(contract)
  const after = { ...before, ...defined(change) }
  const changed = changedNames(before, after)
  if (changed.length === 0) return
  await requireSound(call, partnerId, after, {
    type: after.contractTypeId !== before.contractTypeId,
    customer: after.customerId !== before.customerId,
  })
  if (!reason && endsAtOnce(before, after)) throw reasonMissing()
  if (after.number !== before.number) {
    await releaseNumber(call.tx, before.number, contractId)
    await requireNumber(call, after.number, partnerId, contractId)
  }
  const write = () => updateContract(call.tx, partnerId, contractId, pick(after, changed))
  const stops = changed.some((name) => name === 'startsAt' || name === 'endsAt' || name === 'contractTypeId')
  let sessionsEnded = 0
  if (stops) sessionsEnded = await endingSessions(call.tx, partnerId, write)
  else await write()
  await contractsChanged(call.tx, sql`values (${partnerId}::uuid, ${contractId}::uuid)`)
  await auditContract(call, partnerId, contractId, after.number, 'contract.changed', {
    before: pick(before, changed),
    after: pick(after, changed),
    ...(reason && { reason }),
    ...(sessionsEnded && { sessionsEnded }),
  })
}

/** Whether dates that give something now, or will, are put so that nothing is given from this moment on. */
function endsAtOnce(before: ContractInput, after: ContractInput): boolean {
  const now = new Date()
  const over = before.endsAt > now && after.endsAt <= now
  return over || (before.startsAt <= now && before.endsAt > now && after.startsAt > now)
}

const verbs = { active: 'reactivated', suspended: 'suspended', terminated: 'terminated' } as const

/** Suspends, terminates or reactivates. Everything that stands on the contract follows at that moment (R35). */
export async function setContractState(
  call: OperationCall,
  partnerId: string,
  contractId: string,
  state: ContractState,
  reason: string,
): Promise<void> {
  const contract = await locked(call, partnerId, contractId)
  if (contract.state === state) throw errors.contract_state_unchanged()
  const sessionsEnded = await endingSessions(call.tx, partnerId, () =>
    updateContract(call.tx, partnerId, contractId, { state }),
  )
  await contractsChanged(call.tx, sql`values (${partnerId}::uuid, ${contractId}::uuid)`)
  await auditContract(call, partnerId, contractId, contract.number, `contract.${verbs[state]}`, {
    before: { state: contract.state },
    after: { state },
    reason,
    sessionsEnded,
  })
}

/** What a change would stop, begin or shorten; nothing stays of it. */
export async function previewContract(
  call: OperationCall,
  partnerId: string,
  contractId: string,
  change: ContractChange & { state?: ContractState | undefined },
): Promise<Impact> {
  const contract = await locked(call, partnerId, contractId)
  const { state, number: _, ...rest } = defined(change) as ContractChange & { state?: ContractState }
  const after = { ...inputOf(contract), ...rest }
  await requireSound(call, partnerId, after, { type: false, customer: after.customerId !== contract.customerId })
  return impactOf(call.tx, { partnerId }, () =>
    updateContract(call.tx, partnerId, contractId, { ...rest, ...(state && { state }) }),
  )
}

async function locked(call: OperationCall, partnerId: string, contractId: string): Promise<ContractRecord> {
  const contract = await readContract(call.tx, partnerId, contractId, true)
  if (!contract) throw problems.not_found()
  return contract
}

async function requireNumber(call: OperationCall, number: string, partnerId: string, contractId: string) {
  if (await claimNumber(call.tx, number, partnerId, contractId)) return
  const owner = await ownerOfNumber(call.tx, number)
  const message = owner ? `${owner.partnerName} has this contract` : 'Another contract has this number'
  throw errors.contract_number_taken({
    detail: message,
    ...(owner && { params: { partner: owner.partnerName } }),
    fields: [{ path: 'number', code: 'contract_number_taken', message }],
  })
}

async function requireSound(
  call: OperationCall,
  partnerId: string,
  given: ContractInput,
  isNew: { type: boolean; customer: boolean },
): Promise<void> {
  const fields: FieldProblem[] = []
  if (given.endsAt <= given.startsAt)
    fields.push({ path: 'endsAt', code: 'ends_before_start', message: 'The end must be after the start' })
  if (isNew.customer && given.customerId && !(await isCustomerOf(call.tx, partnerId, given.customerId)))
    fields.push({ path: 'customerId', code: 'not_a_customer', message: 'The partner has no such customer' })
  const type = await typeState(call.tx, given.contractTypeId)
  if (!type)
    fields.push({ path: 'contractTypeId', code: 'no_contract_type', message: 'There is no such contract type' })
  else if (isNew.type && type === 'retired')
    fields.push({ path: 'contractTypeId', code: 'contract_type_retired', message: 'This contract type is retired' })
  if (fields.length > 0) throw problems.invalid_request({ fields })
}

function inputOf(contract: ContractRecord): ContractInput {
  const { number, contractTypeId, customerId, startsAt, endsAt, note } = contract
  return { number, contractTypeId, customerId, startsAt, endsAt, note }
}

function defined<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>
}

function changedNames(before: ContractInput, after: ContractInput): (keyof ContractInput)[] {
  return (Object.keys(after) as (keyof ContractInput)[]).filter(
    (name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]),
  )
}

function pick(from: ContractInput, names: (keyof ContractInput)[]): ContractChange {
  return Object.fromEntries(names.map((name) => [name, from[name]]))
}

function auditContract(
  call: OperationCall,
  partnerId: string,
  contractId: string,
  number: string,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return auditCall(call, {
    partnerId,
    action,
    objectType: 'contract',
    objectId: contractId,
    objectLabel: number,
    why: 'vendor staff',
    detail,
  })
}
