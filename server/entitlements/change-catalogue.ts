import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Db, Tx } from '../platform/db/transaction.ts'
import { type FieldProblem, problems } from '../platform/http/problem.ts'
import { errors } from './catalogue.errors.ts'
import {
  type EntitlementInput,
  type EntitlementRow,
  insertEntitlement,
  lockEntitlement,
  readEntitlements,
  reorderEntitlements,
  updateEntitlement,
} from './catalogue-queries.ts'
import { type Impact, impactOf } from './impact.ts'
import { signOutTheAccessless } from './sign-out.ts'

export type EntitlementChange = { [K in keyof EntitlementInput]?: EntitlementInput[K] | undefined }

/** Adds an entitlement to the catalogue. Its id is for ever: applications ask by it. */
export async function createEntitlement(
  call: OperationCall,
  entitlementId: string,
  given: EntitlementInput,
): Promise<{ entitlementId: string }> {
  await requireTexts(call, given)
  if (!(await insertEntitlement(call.tx, entitlementId, given)))
    throw errors.entitlement_id_taken({
      fields: [{ path: 'entitlementId', code: 'entitlement_id_taken', message: 'The catalogue has this id already' }],
    })
  await auditEntitlement(call, entitlementId, 'entitlement.created', { after: given })
  return { entitlementId }
}

/** Changes names, descriptions, group or place. Nobody's access depends on these. */
export async function changeEntitlement(
  call: OperationCall,
  entitlementId: string,
  change: EntitlementChange,
): Promise<void> {
  const before = await locked(call, entitlementId)
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const after: EntitlementInput = { ...inputOf(before), ...given }
  const names = (Object.keys(given) as (keyof EntitlementInput)[]).filter(
    (name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]),
  )
  if (names.length === 0) return
  await requireTexts(call, after)
  await updateEntitlement(call.tx, entitlementId, { ...after, state: before.state })
  await auditEntitlement(call, entitlementId, 'entitlement.changed', {
    before: Object.fromEntries(names.map((name) => [name, before[name]])),
    after: Object.fromEntries(names.map((name) => [name, after[name]])),
  })
}

/** Retires an entitlement: nobody holds it from that moment; or takes it back, and everybody has it again. */
export async function setEntitlementState(
  call: OperationCall,
  entitlementId: string,
  state: 'active' | 'retired',
  reason: string,
): Promise<void> {
  const before = await locked(call, entitlementId)
  if (before.state === state) throw errors.entitlement_state_unchanged()
  await updateEntitlement(call.tx, entitlementId, { ...inputOf(before), state })
  const action = state === 'retired' ? 'entitlement.retired' : 'entitlement.reactivated'
  const sessionsEnded = state === 'retired' ? await signOutTheAccessless(call.tx, { entitlements: [entitlementId] }) : 0
  await auditEntitlement(call, entitlementId, action, { reason, ...(sessionsEnded && { sessionsEnded }) })
}

/** Whom retiring would affect, or whom taking back would. Nothing stays of it. */
export async function previewEntitlementState(
  call: OperationCall,
  entitlementId: string,
  state: 'active' | 'retired',
): Promise<Impact> {
  const row = await locked(call, entitlementId)
  return impactOf(call.tx, { entitlementId }, () =>
    updateEntitlement(call.tx, entitlementId, { ...inputOf(row), state }),
  )
}

export async function orderEntitlements(call: OperationCall, entitlementIds: string[]): Promise<void> {
  await reorderEntitlements(call.tx, entitlementIds)
  await auditEntitlement(call, 'catalogue', 'entitlement.reordered', { after: entitlementIds })
}

async function locked(call: OperationCall, entitlementId: string): Promise<EntitlementRow> {
  await lockEntitlement(call.tx, entitlementId)
  const [row] = await readEntitlements(call.tx, { entitlementId })
  if (!row) throw problems.not_found()
  return row
}

/** Every language of the portal needs name and description: a reader must never meet an empty one. */
async function requireTexts(call: OperationCall, given: EntitlementInput): Promise<void> {
  const fields = await missingTexts(call.tx, given)
  if (fields.length > 0) throw problems.invalid_request({ fields })
}

/** Names and descriptions that lack one of the vendor's languages; a part that is not given at all is left to its schema. */
export async function missingTexts(
  db: Db | Tx,
  given: { names?: unknown; descriptions?: unknown },
): Promise<FieldProblem[]> {
  const { languages } = await db.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
  return (['names', 'descriptions'] as const).flatMap((part) => {
    const texts = given[part]
    if (typeof texts !== 'object' || texts === null) return []
    return languages
      .filter((language) => !hasText((texts as Record<string, unknown>)[language]))
      .map((language) => ({ path: `${part}.${language}`, code: 'required', message: `Needed in ${language}` }))
  })
}

const hasText = (value: unknown) => value !== undefined && (typeof value !== 'string' || value.trim() !== '')

function inputOf({ groupName, names, descriptions, position }: EntitlementRow): EntitlementInput {
  return { groupName, names, descriptions, position }
}

function auditEntitlement(
  call: OperationCall,
  entitlementId: string,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return auditCall(call, {
    partnerId: null,
    action,
    objectType: 'entitlement',
    objectId: entitlementId,
    objectLabel: entitlementId,
    why: 'vendor role administrator',
    detail,
  })
}
