import { notSponsorable, readCustomer } from '../customers/index.ts'
import { catalogue, ceilingOf } from '../entitlements/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import type { FieldProblem } from '../platform/http/problem.ts'
import { readContracts } from './queries.ts'

/** What a sponsorship grants, to whom, until when, standing on what. */
export type Terms = {
  customerId: string
  contractId: string
  entitlements: readonly string[]
  seats: number
  expiresAt: Date
  language: string
}

/** Text of each problem by its code; the pages translate by the code. */
const messages = {
  customer_unknown: 'This partner has no such customer',
  archived: 'The customer is archived',
  no_purchase: 'What the customer bought from you is not recorded',
  no_support_contract: 'The customer’s support contract with you is not recorded',
  support_ended: 'The customer’s support contract has ended',
  support_future: 'The customer’s support contract has not begun',
  contract_unknown: 'This partner has no such contract',
  contract_not_in_force: 'This contract is not in force',
  contract_not_qualifying: 'A contract of this type does not allow sponsoring',
  contract_of_other_customer: 'This contract is for another customer',
  entitlements_missing: 'Grant at least one entitlement',
  entitlement_unknown: 'The catalogue has no such entitlement',
  entitlement_above_ceiling: 'None of your contracts in force allows this entitlement',
  expiry_passed: 'This date has passed',
  expiry_beyond_contract: 'The contract ends before this date',
  expiry_beyond_support: 'The customer’s support contract ends before this date',
  seats_below_used: 'More seats than this are taken',
  unknown_language: 'The portal does not speak this language',
} as const
type TermsProblem = keyof typeof messages

/**
 * Everything that is wrong with the terms, at once (R1, R4, R7, R17). A draft may wait for the customer's facts; what is
 * issued may not. `seatsUsed` bounds the seats of what people already use.
 */
export async function judgeTerms(
  tx: Tx,
  partnerId: string,
  terms: Terms,
  { issuing, seatsUsed = 0 }: { issuing: boolean; seatsUsed?: number },
): Promise<FieldProblem[]> {
  const found: FieldProblem[] = []
  const add = (path: string, code: TermsProblem) => found.push({ path, code, message: messages[code] })
  const customer = await readCustomer(tx, partnerId, terms.customerId)
  if (!customer) add('customerId', 'customer_unknown')
  else if (issuing) for (const missing of notSponsorable(customer)) add('customerId', missing)
  else if (customer.state === 'archived') add('customerId', 'archived')

  const [contract] = await readContracts(tx, partnerId, terms.contractId)
  if (!contract) add('contractId', 'contract_unknown')
  else {
    if (!contract.in_force) add('contractId', 'contract_not_in_force')
    if (!contract.qualifies) add('contractId', 'contract_not_qualifying')
    if (contract.customer_id && contract.customer_id !== terms.customerId)
      add('contractId', 'contract_of_other_customer')
  }

  if (issuing && terms.entitlements.length === 0) add('entitlements', 'entitlements_missing')
  const ceiling = await ceilingOf(tx, partnerId)
  const known = new Set((await catalogue(tx)).filter((one) => one.state === 'active').map((one) => one.entitlementId))
  for (const [index, id] of terms.entitlements.entries()) {
    if (!known.has(id)) add(`entitlements.${index}`, 'entitlement_unknown')
    else if (!ceiling.has(id)) add(`entitlements.${index}`, 'entitlement_above_ceiling')
  }

  if (terms.expiresAt.getTime() <= Date.now()) add('expiresAt', 'expiry_passed')
  if (contract && terms.expiresAt > contract.ends_at) add('expiresAt', 'expiry_beyond_contract')
  if (customer?.support_ends_at && terms.expiresAt > customer.support_ends_at) add('expiresAt', 'expiry_beyond_support')
  if (terms.seats < seatsUsed) add('seats', 'seats_below_used')
  const { languages } = await tx.selectFrom('vendor_settings').select('languages').executeTakeFirstOrThrow()
  if (terms.language !== '' && !languages.includes(terms.language)) add('language', 'unknown_language')
  return found
}

/** The latest end there can be: of the contract and of the customer's support contract, whichever comes first. */
export function maxExpiry(contractEndsAt: Date, supportEndsAt: Date | null): Date {
  return supportEndsAt && supportEndsAt < contractEndsAt ? supportEndsAt : contractEndsAt
}
