import { auditCall, type OperationCall } from '../audit/index.ts'
import { sendMail } from '../messages/index.ts'
import type { Config } from '../platform/config.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { errors } from './errors.ts'
import { type AdministratorRow, endSponsoring, lockAdministrators } from './membership-queries.ts'
import { readPartner } from './queries.ts'

/**
 * Takes somebody's right to sponsor away. The last one goes only with `evenTheLast`, the vendor's explicit action; when
 * one remains, that one is warned by e-mail (R5).
 */
export async function removeAdministrator(
  call: OperationCall,
  partnerId: string,
  accountId: string,
  given: { reason: string; evenTheLast: boolean },
): Promise<{ remaining: number }> {
  const { tx } = call
  const partner = await readPartner(tx, partnerId)
  const administrators = partner ? await lockAdministrators(tx, partnerId) : []
  const leaving = administrators.find((row) => row.accountId === accountId)
  if (!partner || !leaving) throw problems.not_found()
  const remaining = administrators.filter((row) => row !== leaving)
  if (remaining.length === 0 && !given.evenTheLast) throw errors.last_partner_administrator()
  const sessionsEnded = await endSponsoring(tx, partnerId, accountId)
  const [last] = remaining
  if (last && remaining.length === 1) await warnLastAdministrator({ tx, config: call.deps.config }, partner, last)
  await auditCall(call, {
    partnerId,
    action: 'administrator.removed',
    objectType: 'membership',
    objectId: accountId,
    objectLabel: `${leaving.firstName} ${leaving.lastName}`,
    why: 'vendor staff',
    detail: { email: leaving.email, remaining: remaining.length, reason: given.reason, sessionsEnded },
  })
  return { remaining: remaining.length }
}

/** Tells the only administrator left that a second one is needed. */
export function warnLastAdministrator(
  { tx, config }: { tx: Tx; config: Config },
  partner: { partnerId: string; name: string },
  last: Pick<AdministratorRow, 'firstName' | 'lastName' | 'email' | 'language'>,
): Promise<void> {
  return sendMail(tx, config, {
    to: last.email,
    language: last.language,
    template: 'last_administrator_warning',
    partnerId: partner.partnerId,
    params: {
      firstName: last.firstName,
      partner: partner.name,
      administrator: `${last.firstName} ${last.lastName}`,
      link: `${config.origin}/partner/${partner.partnerId}/overview`,
    },
  })
}
