import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { errors } from './errors.ts'
import type { StaffRole } from './invitation-queries.ts'
import { administratorsOnly } from './policy.ts'
import { lockStaff, removeStaff, type StaffRow, setStaffRole } from './staff-queries.ts'

type StaffCall = OperationCall & { principal: Principal }

/** Gives a member of the staff another role. It counts from their next request on. */
export async function changeStaffRole(call: StaffCall, accountId: string, role: StaffRole): Promise<void> {
  const member = await lockMember(call, accountId)
  if (member.role === role) return
  await setStaffRole(call.tx, accountId, role)
  await auditStaff(call, member, 'staff.role_changed', { before: { role: member.role }, after: { role } })
}

/** Takes a member off the staff; their sessions end at once. */
export async function removeStaffMember(call: StaffCall, accountId: string, reason: string): Promise<void> {
  const member = await lockMember(call, accountId)
  const sessionsEnded = await removeStaff(call.tx, accountId)
  await auditStaff(call, member, 'staff.removed', { role: member.role, reason, sessionsEnded })
}

/**
 * The member, with the whole staff locked. The caller's own role is judged again under the lock: of two administrators
 * who remove each other at once the second is no administrator any more, so one always stays.
 */
async function lockMember(call: StaffCall, accountId: string): Promise<StaffRow> {
  const staff = await lockStaff(call.tx)
  const own = staff.find((row) => row.accountId === call.principal.accountId)
  const refusal = administratorsOnly({ staffRole: own?.role ?? null })
  if (refusal) throw refusal
  const member = staff.find((row) => row.accountId === accountId)
  if (!member) throw problems.not_found()
  if (member === own) throw errors.own_role({ missing: 'another administrator', grantedBy: 'a vendor administrator' })
  const administrators = staff.filter((row) => row.role === 'administrator').length
  if (member.role === 'administrator' && administrators < 2) throw errors.last_administrator()
  return member
}

function auditStaff(call: StaffCall, member: StaffRow, action: string, detail: Record<string, unknown>): Promise<void> {
  return auditCall(call, {
    partnerId: null,
    action,
    objectType: 'staff',
    objectId: member.accountId,
    objectLabel: `${member.firstName} ${member.lastName}`,
    why: 'vendor role administrator',
    detail,
  })
}
