import type { OperationCall } from '../audit/index.ts'
import { domainFits } from '../customers/index.ts'
import type { Problem } from '../platform/http/problem.ts'
import { findRedeemable, type Redeemable, recordAttempt } from '../sponsorship/index.ts'
import { errors } from './errors.ts'

export type Checked = Pick<Redeemable, 'partnerName' | 'entitlements'> & {
  companyName: string
  domainFits: boolean | null
}

/** Tells who proves number and key what they open, and whether the address fits the company (R8). Takes no seat. */
export async function checkNumberAndKey(
  call: OperationCall,
  given: { number: string; key: string; email: string | undefined },
): Promise<Checked | Problem> {
  const { tx, deps, request } = call
  const finding = await findRedeemable(tx, { number: given.number, key: given.key, secret: deps.config.secret })
  if (!finding.ok) {
    await recordAttempt(tx, finding, { address: request.address, email: given.email })
    return errors.registration_refused()
  }
  const { partnerName, customerName, entitlements, domains } = finding.sponsorship
  const fits = given.email === undefined ? null : domainFits(given.email, domains)
  return { partnerName, companyName: customerName, entitlements, domainFits: fits }
}
