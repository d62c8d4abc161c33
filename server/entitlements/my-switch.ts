import { auditCall, type OperationCall } from '../audit/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { errors } from './my-access.errors.ts'
import { isGranted, lockOwnRegistration, type OwnRegistration, setSwitch } from './my-queries.ts'

export type PersonCall = OperationCall & { principal: Principal }

/** Switches one granted entitlement off or on for oneself (R11). Said twice, it is one change. */
export async function switchEntitlement(
  call: PersonCall,
  registrationId: string,
  entitlementId: string,
  on: boolean,
): Promise<void> {
  const own = await requireLiveRegistration(call, registrationId)
  if (!(await isGranted(call.tx, own, entitlementId)))
    throw errors.entitlement_not_granted({
      missing: `${entitlementId} in the sponsorship of ${own.customer_name}`,
      grantedBy: own.partner_name,
    })
  if (!(await setSwitch(call.tx, own, entitlementId, on))) return
  await auditCall(call, {
    partnerId: own.partner_id,
    action: on ? 'registration.entitlement_switched_on' : 'registration.entitlement_switched_off',
    objectType: 'registration',
    objectId: registrationId,
    objectLabel: `${own.first_name} ${own.last_name}`,
    why: 'own access',
    detail: { entitlementId },
  })
}

/** One's own registration while it lives; 404 for anybody else's, 409 when it is disabled or over. */
export async function requireLiveRegistration(call: PersonCall, registrationId: string): Promise<OwnRegistration> {
  const own = await lockOwnRegistration(call.tx, call.principal.accountId, registrationId)
  if (!own) throw problems.not_found()
  if (own.state !== 'active' && own.state !== 'to_be_verified')
    throw errors.registration_not_active({ missing: 'an active registration', grantedBy: own.partner_name })
  return own
}
