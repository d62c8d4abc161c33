import { auditCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { registrationAccessRows } from './access.ts'
import { sponsorshipAdministrators } from './my-queries.ts'
import { type PersonCall, requireLiveRegistration } from './my-switch.ts'

/**
 * Ends one's own registration: what it gave stops, the seat is free, open requests are withdrawn, the partner is told. Not
 * open to somebody disabled, who could otherwise leave and redeem the number again.
 */
export async function leave(call: PersonCall, registrationId: string, reason: string): Promise<{ stopped: string[] }> {
  const { tx, deps, principal } = call
  const own = await requireLiveRegistration(call, registrationId)
  const held = (await registrationAccessRows(tx, own.partner_id, registrationId)).filter((row) => row.holds)
  const now = new Date()
  await tx
    .updateTable('registration')
    .set({ state: 'left', ended_at: now })
    .where('partner_id', '=', own.partner_id)
    .where('registration_id', '=', registrationId)
    .execute()
  await tx
    .updateTable('access_request')
    .set({ state: 'withdrawn', decided_at: now })
    .where('partner_id', '=', own.partner_id)
    .where('registration_id', '=', registrationId)
    .where('state', '=', 'open')
    .execute()
  for (const administrator of await sponsorshipAdministrators(tx, own.partner_id))
    await sendMail(tx, deps.config, {
      to: administrator.email,
      language: administrator.language,
      partnerId: own.partner_id,
      template: 'person_left',
      params: {
        firstName: administrator.first_name,
        person: `${own.first_name} ${own.last_name}`,
        email: principal.email,
        customer: own.customer_name,
        reason: reason || null,
        link: `${deps.config.origin}/partner/${own.partner_id}/people/${registrationId}`,
      },
    })
  const stopped = held.map((row) => row.entitlement_id)
  await auditCall(call, {
    partnerId: own.partner_id,
    action: 'registration.left',
    objectType: 'registration',
    objectId: registrationId,
    objectLabel: `${own.first_name} ${own.last_name}`,
    why: 'own access',
    detail: { before: own.state, after: 'left', reason, stopped },
  })
  return { stopped }
}
