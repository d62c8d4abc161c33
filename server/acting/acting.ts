import { auditCall, type OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import { isMember, peopleInCharge } from '../partners/index.ts'
import type { Principal } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { newId } from '../platform/ids.ts'
import { errors } from './errors.ts'
import { endActing, exists, insertActing, isActing, lockPartner } from './queries.ts'

type Call = OperationCall & { principal: Principal }

/**
 * Lets a vendor agent look at the partner's pages for a while: with the eyes of its super administrator, changing nothing,
 * announced at once to everybody who administers something there. 409 while they look already, or work for the partner.
 */
export async function startActing(
  call: Call,
  partnerId: string,
  given: { reason: string; minutes: number },
): Promise<{ actingId: string; endsAt: Date }> {
  const { tx, principal, deps } = call
  const { accountId } = principal
  const partner = await lockPartner(tx, partnerId)
  if (!partner) throw problems.not_found()
  if (await isMember(tx, partnerId, accountId)) throw errors.member_of_partner()
  if (await isActing(tx, partnerId, accountId)) throw errors.acting_already()
  const actingId = newId()
  const actorName = nameOf(principal)
  const endsAt = await insertActing(tx, { partnerId, actingId, accountId, actorName, ...given })
  for (const { firstName, email, language } of await peopleInCharge(tx, partnerId))
    await sendMail(tx, deps.config, {
      to: email,
      language,
      partnerId,
      template: 'acting_started',
      params: {
        firstName,
        partner: partner.name,
        person: actorName,
        reason: given.reason,
        until: endsAt,
        link: `${deps.config.origin}/partner/${partnerId}/support-access`,
      },
    })
  await auditCall(call, {
    partnerId,
    action: 'acting.started',
    objectType: 'acting',
    objectId: actingId,
    objectLabel: partner.name,
    why: 'vendor staff',
    detail: { reason: given.reason, minutes: given.minutes, endsAt: endsAt.toISOString() },
  })
  return { actingId, endsAt }
}

/** Ends it before its time: the agent, another of the vendor's staff, or the partner itself. The next request is refused. */
export async function stopActing(
  call: Call,
  at: { partnerId: string; actingId: string },
  given: { reason: string | null; why: string },
): Promise<void> {
  const ended = await endActing(call.tx, at, { name: nameOf(call.principal), reason: given.reason })
  if (!ended) throw (await exists(call.tx, at)) ? errors.acting_over() : problems.not_found()
  await auditCall(call, {
    partnerId: at.partnerId,
    action: 'acting.ended',
    objectType: 'acting',
    objectId: at.actingId,
    objectLabel: ended.actorName,
    why: given.why,
    detail: { startedAt: ended.startedAt.toISOString(), ...(given.reason && { reason: given.reason }) },
  })
}

function nameOf({ firstName, lastName, email }: Principal): string {
  return `${firstName} ${lastName}`.trim() || email
}
