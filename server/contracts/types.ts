import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { contractsChanged } from '../coverage/index.ts'
import { type Impact, impactOf, signOutTheAccessless } from '../entitlements/index.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import {
  type ContractTypeInput,
  type ContractTypeRow,
  insertContractType,
  lockContractType,
  nameTaken,
  readContractTypes,
  unknownEntitlements,
  updateContractType,
} from './type-queries.ts'

export type ContractTypeChange = { [K in keyof ContractTypeInput]?: ContractTypeInput[K] | undefined }
type State = 'active' | 'retired'

export async function createContractType(
  call: OperationCall,
  given: ContractTypeInput,
): Promise<{ contractTypeId: string }> {
  await requireSound(call, given, null)
  const contractTypeId = newId()
  await insertContractType(call.tx, contractTypeId, given)
  await auditType(call, contractTypeId, given.name, 'contract_type.created', { after: given })
  return { contractTypeId }
}

/** Changes a type: what its contracts qualify for and allow follows at that moment (R4, R35). */
export async function changeContractType(
  call: OperationCall,
  contractTypeId: string,
  change: ContractTypeChange,
  reason: string | undefined,
): Promise<void> {
  const before = await locked(call, contractTypeId)
  const after = merged(before, change)
  await requireSound(call, after, contractTypeId)
  const names = (Object.keys(inputOf(before)) as (keyof ContractTypeInput)[]).filter(
    (name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]),
  )
  if (names.length === 0) return
  await updateContractType(call.tx, contractTypeId, { ...after, state: before.state })
  await contractsChanged(call.tx, contractsOf(contractTypeId))
  const entitlements = before.entitlements.filter((id) => !after.entitlements.includes(id))
  const withdraws = entitlements.length > 0 || (before.qualifiesSponsoring && !after.qualifiesSponsoring)
  const sessionsEnded = withdraws ? await signOutTheAccessless(call.tx, { entitlements, contractTypeId }) : 0
  await auditType(call, contractTypeId, after.name, 'contract_type.changed', {
    before: Object.fromEntries(names.map((name) => [name, before[name]])),
    after: Object.fromEntries(names.map((name) => [name, after[name]])),
    ...(reason && { reason }),
    ...(sessionsEnded && { sessionsEnded }),
  })
}

const contractsOf = (contractTypeId: string) =>
  sql`select partner_id, contract_id from contract where contract_type_id = ${contractTypeId}`

/** Retires a type, so that its contracts give nothing any more, or takes it back into use. */
export async function setContractTypeState(
  call: OperationCall,
  contractTypeId: string,
  state: State,
  reason: string,
): Promise<void> {
  const before = await locked(call, contractTypeId)
  if (before.state === state) throw errors.contract_state_unchanged()
  await updateContractType(call.tx, contractTypeId, { ...inputOf(before), state })
  await contractsChanged(call.tx, contractsOf(contractTypeId))
  const action = state === 'retired' ? 'contract_type.retired' : 'contract_type.reactivated'
  const sessionsEnded =
    state === 'retired' ? await signOutTheAccessless(call.tx, { entitlements: before.entitlements, contractTypeId }) : 0
  await auditType(call, contractTypeId, before.name, action, { reason, ...(sessionsEnded && { sessionsEnded }) })
}

/** What a change of a type would stop or begin, at all partners; nothing stays of it. */
export async function previewContractType(
  call: OperationCall,
  contractTypeId: string,
  change: ContractTypeChange & { state?: State | undefined },
): Promise<Impact> {
  const before = await locked(call, contractTypeId)
  const { state = before.state, ...rest } = change
  const after = { ...merged(before, rest), name: before.name }
  await requireSound(call, after, contractTypeId)
  return impactOf(call.tx, { contractTypeId }, () => updateContractType(call.tx, contractTypeId, { ...after, state }))
}

async function locked(call: OperationCall, contractTypeId: string): Promise<ContractTypeRow> {
  await lockContractType(call.tx, contractTypeId)
  const [type] = await readContractTypes(call.tx, { contractTypeId })
  if (!type) throw problems.not_found()
  return type
}

async function requireSound(call: OperationCall, given: ContractTypeInput, except: string | null): Promise<void> {
  const unknown = await unknownEntitlements(call.tx, given.entitlements)
  if (unknown.length > 0)
    throw problems.invalid_request({
      fields: [
        { path: 'entitlements', code: 'no_entitlement', message: `Not in the catalogue: ${unknown.join(', ')}` },
      ],
    })
  if (await nameTaken(call.tx, given.name, except))
    throw errors.contract_type_name_taken({
      fields: [{ path: 'name', code: 'contract_type_name_taken', message: 'There is one with this name already' }],
    })
}

function inputOf(row: ContractTypeRow): ContractTypeInput {
  const { name, description, qualifiesSponsoring, qualifiesSupportService, entitlements } = row
  return { name, description, qualifiesSponsoring, qualifiesSupportService, entitlements }
}

function merged(row: ContractTypeRow, change: ContractTypeChange): ContractTypeInput {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  return { ...inputOf(row), ...given }
}

function auditType(
  call: OperationCall,
  contractTypeId: string,
  name: string,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return auditCall(call, {
    partnerId: null,
    action,
    objectType: 'contract_type',
    objectId: contractTypeId,
    objectLabel: name,
    why: 'vendor role administrator',
    detail,
  })
}
