import { sql } from 'kysely'
import { auditCall, type OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { qualificationOf } from '../partners/index.ts'
import { type Principal, personBehind } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { normalise } from '../platform/normalise.ts'
import { errors } from './errors.ts'
import { type RequestRow, readAccount, readRequest } from './queries.ts'

type StaffCall = OperationCall & { principal: Principal }

/**
 * Makes the applicant a sponsorship administrator of `partnerId` (R2, R3).
 * @throws request_decided when another agent was faster; partner_not_qualified with the reason (R1)
 */
export async function approveRequest(call: StaffCall, requestId: string, partnerId: string): Promise<void> {
  const { tx } = call
  const request = await claim(call, requestId, 'approved', { partnerId, reason: null })
  const partner = await tx
    .selectFrom('partner')
    .select(['name', 'state'])
    .where('partner_id', '=', partnerId)
    .executeTakeFirst()
  if (!partner)
    throw problems.invalid_request({
      fields: [{ path: 'partnerId', code: 'unknown_partner', message: 'There is no such partner' }],
    })
  const qualification = await qualificationOf(tx, partnerId)
  if (!qualification.qualified)
    throw errors.partner_not_qualified({
      missing: 'an active contract of a type that allows sponsoring',
      grantedBy: 'the vendor, by recording the contract',
      params: { reason: qualification.reason },
    })
  const account = await readAccount(tx, request.account_id)
  if (!account?.confirmed || account.disabled) throw errors.account_not_confirmed()
  const made = await sql`
    insert into membership as m (partner_id, account_id, sponsors, first_name, last_name, name_norm, email, language)
    values (${partnerId}, ${request.account_id}, true, ${account.firstName}, ${account.lastName},
      ${normalise(`${account.lastName} ${account.firstName}`)}, ${account.email}, ${account.language})
    on conflict (partner_id, account_id) do update set sponsors = true, state = 'active', updated_at = now(),
      -- Who was removed comes back with this right alone: nothing of the former membership returns.
      role = case when m.state = 'active' then m.role end,
      all_customers = m.all_customers and m.state = 'active',
      all_customers_until = case when m.state = 'active' then m.all_customers_until end,
      status_report = case when m.state = 'active' then m.status_report else 'never' end,
      created_at = case when m.state = 'active' then m.created_at else now() end,
      first_name = excluded.first_name, last_name = excluded.last_name, name_norm = excluded.name_norm, email = excluded.email
      where m.state = 'removed' or (m.state = 'active' and not m.sponsors)`.execute(tx)
  if (made.numAffectedRows !== 1n) throw await whyNot(call, partnerId, request.account_id)
  await sql`delete from association x using membership m
    where x.partner_id = ${partnerId} and x.account_id = ${request.account_id}
      and m.partner_id = x.partner_id and m.account_id = x.account_id and m.role is null`.execute(tx)
  await sendMail(tx, call.deps.config, {
    to: account.email,
    language: account.language,
    template: 'administrator_request_approved',
    params: {
      firstName: account.firstName,
      partner: partner.name,
      link: `${call.deps.config.origin}/partner/${partnerId}/overview`,
    },
    partnerId,
  })
  await auditCall(call, {
    partnerId,
    action: 'administrator_request.approved',
    objectType: 'administrator_request',
    objectId: requestId,
    objectLabel: `${account.firstName} ${account.lastName}`,
    why: `vendor staff; partner qualified by contract ${qualification.number ?? ''}`,
    detail: { accountId: request.account_id, email: account.email, company: request.company_name },
  })
}

/** An administrator already; or suspended by the partner, which the vendor's approval does not undo. */
async function whyNot({ tx }: StaffCall, partnerId: string, accountId: string) {
  const { rows } = await sql<{ state: string }>`select state from membership
    where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
  if (rows[0]?.state !== 'suspended') return errors.already_administrator()
  return errors.applicant_suspended({
    missing: 'a membership that is not suspended',
    grantedBy: 'an administrator of the partner',
  })
}

/** Declines with a reason, which the applicant reads in the mail and on the page. @throws request_decided */
export async function declineRequest(call: StaffCall, requestId: string, reason: string): Promise<void> {
  const request = await claim(call, requestId, 'declined', { partnerId: null, reason })
  const account = await readAccount(call.tx, request.account_id)
  await sendMail(call.tx, call.deps.config, {
    to: account?.email ?? request.email,
    language: account?.language ?? request.language,
    template: 'administrator_request_declined',
    params: {
      firstName: request.first_name,
      partner: request.company_name,
      reason,
      link: `${call.deps.config.origin}/administrator-request`,
    },
  })
  await auditCall(call, {
    partnerId: null,
    action: 'administrator_request.declined',
    objectType: 'administrator_request',
    objectId: requestId,
    objectLabel: `${request.first_name} ${request.last_name}`,
    why: 'vendor staff',
    detail: { reason, company: request.company_name },
  })
}

/**
 * One conditional update decides: of two agents at once, the second finds nothing pending. Nobody decides about their own
 * request (R24).
 */
async function claim(
  call: StaffCall,
  requestId: string,
  state: 'approved' | 'declined',
  decision: { partnerId: string | null; reason: string | null },
): Promise<RequestRow> {
  const { tx, principal } = call
  const { rows } = await sql<RequestRow>`
    update administrator_request set state = ${state}, decided_by = ${principal.accountId}, decided_at = now(),
      decided_by_name = ${`${principal.firstName} ${principal.lastName}`.trim()}, reason = ${decision.reason},
      decided_partner_id = (select partner_id from partner where partner_id = ${decision.partnerId}::uuid)
    where request_id = ${requestId} and state = 'pending' returning *`.execute(tx)
  const claimed = rows[0]
  if (claimed && claimed.account_id === personBehind(principal))
    throw problems.forbidden({
      missing: 'another person’s decision',
      grantedBy: 'another member of the vendor’s staff',
    })
  if (claimed) return claimed
  throw (await readRequest(tx, requestId)) ? errors.request_decided() : problems.not_found()
}
