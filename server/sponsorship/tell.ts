import type { OperationCall } from '../audit/index.ts'
import { catalogue } from '../entitlements/index.ts'
import { sendMail } from '../messages/index.ts'
import type { Affected } from './effect.ts'
import type { SponsorshipRow } from './queries.ts'

type Named = Pick<SponsorshipRow, 'partner_name' | 'customer_name'>

/** Mails everyone whose access under the sponsorship changed, each in their language; in the transaction of the change. */
export async function tellChanged(
  call: OperationCall,
  partnerId: string,
  row: Named,
  affected: readonly Affected[],
): Promise<void> {
  const { config } = call.deps
  const names = new Map((await catalogue(call.tx)).map((one) => [one.entitlementId, one.names]))
  for (const one of affected) {
    const named = (ids: string[]) => ids.map((id) => names.get(id)?.[one.language] ?? names.get(id)?.en ?? id)
    await sendMail(call.tx, config, {
      to: one.email,
      language: one.language,
      template: 'sponsorship_changed',
      params: {
        firstName: one.firstName,
        partner: row.partner_name,
        customer: row.customer_name,
        added: named(one.gained),
        removed: named(one.lost),
        expiresAt: one.endsEarlierAt,
        link: `${config.origin}/access`,
      },
      partnerId,
    })
  }
}

type Addressee = Pick<Affected, 'firstName' | 'email' | 'language'>

/** Mails everyone who had access, or was waiting for it, that the sponsorship was revoked. */
export async function tellRevoked(
  call: OperationCall,
  partnerId: string,
  row: Named,
  people: readonly Addressee[],
  reason: string,
): Promise<void> {
  for (const one of people)
    await sendMail(call.tx, call.deps.config, {
      to: one.email,
      language: one.language,
      template: 'sponsorship_revoked',
      params: { firstName: one.firstName, partner: row.partner_name, customer: row.customer_name, reason },
      partnerId,
    })
}
