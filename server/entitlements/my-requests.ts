import { auditCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { narrowToPartner, type Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { accessRows } from './access.ts'
import { catalogue } from './catalogue.ts'
import { errors } from './my-access.errors.ts'
import { isGranted, type OwnRequestRow, requestsOf, sponsorshipAdministrators, withdrawRequest } from './my-queries.ts'
import { type PersonCall, requireLiveRegistration } from './my-switch.ts'

/** Asks the partner for an entitlement the sponsorship does not include. One open request for each. */
export async function askForMore(
  call: PersonCall,
  registrationId: string,
  asked: { entitlementId: string; note: string },
): Promise<{ requestId: string }> {
  const { tx, principal, deps } = call
  const own = await requireLiveRegistration(call, registrationId)
  const entry = (await catalogue(tx)).find((one) => one.entitlementId === asked.entitlementId)
  if (entry?.state !== 'active') throw unknownEntitlement()
  if (await isGranted(tx, own, asked.entitlementId)) throw errors.entitlement_granted_already()
  const requestId = newId()
  const made = await tx
    .insertInto('access_request')
    .values({
      partner_id: own.partner_id,
      request_id: requestId,
      registration_id: registrationId,
      account_id: principal.accountId,
      entitlement_id: asked.entitlementId,
      note: asked.note,
    })
    .onConflict((conflict) =>
      conflict.columns(['partner_id', 'registration_id', 'entitlement_id']).where('state', '=', 'open').doNothing(),
    )
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows !== 1n) throw errors.access_requested_already()
  for (const administrator of await sponsorshipAdministrators(tx, own.partner_id))
    await sendMail(tx, deps.config, {
      to: administrator.email,
      language: administrator.language,
      partnerId: own.partner_id,
      template: 'access_request_opened',
      params: {
        firstName: administrator.first_name,
        person: `${own.first_name} ${own.last_name}`,
        customer: own.customer_name,
        entitlements: [entry.names[administrator.language] ?? entry.names.en ?? entry.entitlementId],
        reason: asked.note || null,
        link: `${deps.config.origin}/partner/${own.partner_id}/requests`,
      },
    })
  await auditCall(call, {
    partnerId: own.partner_id,
    action: 'registration.access_requested',
    objectType: 'registration',
    objectId: registrationId,
    objectLabel: `${own.first_name} ${own.last_name}`,
    why: 'own access',
    detail: { entitlementId: asked.entitlementId, requestId, note: asked.note },
  })
  return { requestId }
}

/** A person's own requests, newest first, with the names of company and partner. */
export async function myRequestsOf(tx: Tx, accountId: string) {
  const requests = await requestsOf(tx, accountId)
  if (requests.length === 0) return []
  const registrations = new Map((await accessRows(tx, accountId)).map((row) => [row.registration_id, row]))
  const names = new Map((await catalogue(tx)).map((entry) => [entry.entitlementId, entry.names]))
  return requests.map((row) => toMyRequest(row, registrations.get(row.registration_id), names.get(row.entitlement_id)))
}

function toMyRequest(
  row: OwnRequestRow,
  at: { customer_name: string; partner_name: string } | undefined,
  names: Record<string, string> | undefined,
) {
  return {
    requestId: row.request_id,
    registrationId: row.registration_id,
    customerName: at?.customer_name ?? '',
    partnerName: at?.partner_name ?? '',
    entitlementId: row.entitlement_id,
    names: names ?? {},
    note: row.note,
    state: row.state as 'open',
    reason: row.reason,
    createdAt: row.created_at,
    decidedAt: row.decided_at,
  }
}

/** Takes an open request back. 409 when it was decided meanwhile: of two acts at once one wins. */
export async function withdrawMyRequest(call: PersonCall, requestId: string): Promise<void> {
  const { tx, principal } = call
  const own = (await requestsOf(tx, principal.accountId)).find((row) => row.request_id === requestId)
  if (!own) throw problems.not_found()
  narrowToPartner(tx, own.partner_id)
  if (!(await withdrawRequest(tx, own.partner_id, requestId))) throw errors.access_request_decided()
  await auditCall(call, {
    partnerId: own.partner_id,
    action: 'registration.access_request_withdrawn',
    objectType: 'registration',
    objectId: own.registration_id,
    objectLabel: `${principal.firstName} ${principal.lastName}`,
    why: 'own request',
    detail: { requestId, entitlementId: own.entitlement_id },
  })
}

function unknownEntitlement() {
  return problems.invalid_request({
    fields: [{ path: 'entitlementId', code: 'unknown_entitlement', message: 'There is no such entitlement' }],
  })
}
