import { auditCall, type OperationCall } from '../audit/index.ts'
import { type Impact, impactOf } from '../entitlements/index.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { endingSessions } from './end-sessions.ts'
import { errors } from './errors.ts'
import {
  insertPartner,
  isNameTaken,
  type PartnerInput,
  type PartnerRow,
  type PartnerState,
  readPartner,
  updatePartner,
} from './queries.ts'

export type PartnerChange = { [K in keyof PartnerInput]?: PartnerInput[K] | undefined }

export async function createPartner(call: OperationCall, given: PartnerInput): Promise<{ partnerId: string }> {
  const partnerId = newId()
  if (!(await insertPartner(call.tx, partnerId, given))) throw nameTaken()
  await auditPartner(call, partnerId, given.name, 'partner.created', { after: given })
  return { partnerId }
}

export async function changePartner(call: OperationCall, partnerId: string, change: PartnerChange): Promise<void> {
  const before = await locked(call, partnerId)
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const after: PartnerInput = { ...inputOf(before), ...given }
  const names = (Object.keys(given) as (keyof PartnerInput)[]).filter((name) => after[name] !== before[name])
  if (names.length === 0) return
  if (await isNameTaken(call.tx, after.name, partnerId)) throw nameTaken()
  await updatePartner(call.tx, partnerId, { ...after, state: before.state })
  await auditPartner(call, partnerId, after.name, 'partner.changed', {
    before: Object.fromEntries(names.map((name) => [name, before[name]])),
    after: Object.fromEntries(names.map((name) => [name, after[name]])),
  })
}

/** Suspends a partner, so that nothing it gives holds any more and it can only read; or takes that back. */
export async function setPartnerState(
  call: OperationCall,
  partnerId: string,
  state: PartnerState,
  reason: string,
): Promise<void> {
  const before = await locked(call, partnerId)
  if (before.state === state) throw errors.partner_state_unchanged()
  const sessionsEnded = await endingSessions(call.tx, partnerId, () =>
    updatePartner(call.tx, partnerId, { ...inputOf(before), state }),
  )
  const action = state === 'suspended' ? 'partner.suspended' : 'partner.reactivated'
  await auditPartner(call, partnerId, before.name, action, {
    before: { state: before.state },
    after: { state },
    reason,
    sessionsEnded,
  })
}

/** Whose access a change of state would stop or begin; nothing stays of it. */
export async function previewPartnerState(
  call: OperationCall,
  partnerId: string,
  state: PartnerState,
): Promise<Impact> {
  const before = await locked(call, partnerId)
  return impactOf(call.tx, { partnerId }, () => updatePartner(call.tx, partnerId, { ...inputOf(before), state }))
}

async function locked(call: OperationCall, partnerId: string): Promise<PartnerRow> {
  const partner = await readPartner(call.tx, partnerId, true)
  if (!partner) throw problems.not_found()
  return partner
}

function nameTaken() {
  const message = 'There is a partner with this name already'
  return errors.partner_name_taken({ fields: [{ path: 'name', code: 'partner_name_taken', message }] })
}

function inputOf({ name, country, website }: PartnerRow): PartnerInput {
  return { name, country, website }
}

function auditPartner(
  call: OperationCall,
  partnerId: string,
  name: string,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return auditCall(call, {
    partnerId,
    action,
    objectType: 'partner',
    objectId: partnerId,
    objectLabel: name,
    why: 'vendor staff',
    detail,
  })
}
