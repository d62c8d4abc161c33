import type { z } from '@hono/zod-openapi'
import { isFreeMail } from './free-mail.ts'
import type { CustomerRow } from './queries.ts'
import type { customerDetail, customerSummary } from './shapes.ts'

export function toSummary(row: CustomerRow): z.input<typeof customerSummary> {
  return {
    customerId: row.customer_id,
    name: row.name,
    city: row.city,
    country: row.country,
    domains: row.domains,
    freeMailDomains: row.domains.filter(isFreeMail),
    state: row.state,
    supportState: row.support_state,
    supportContractNumber: row.support_contract_number,
    supportEndsAt: row.support_ends_at,
    sponsorships: row.sponsorships,
    people: row.people,
    createdAt: row.created_at,
  }
}

export function toDetail(row: CustomerRow, peopleByState: Record<string, number>): z.input<typeof customerDetail> {
  return {
    ...toSummary(row),
    street: row.street,
    region: row.region,
    postalCode: row.postal_code,
    language: row.language,
    contactName: row.contact_name,
    contactEmail: row.contact_email,
    purchase: row.purchase,
    purchasedOn: row.purchased_on,
    supportStartsAt: row.support_starts_at,
    updatedAt: row.updated_at,
    peopleByState,
    notSponsorable: notSponsorable(row),
  }
}

/** What is missing for a customer to be sponsored (R7): something bought, and a valid support contract with the partner. */
export function notSponsorable(
  row: Pick<CustomerRow, 'state' | 'purchase' | 'support_contract_number' | 'support_state'>,
) {
  const missing: ('archived' | 'no_purchase' | 'no_support_contract' | 'support_ended' | 'support_future')[] = []
  if (row.state === 'archived') missing.push('archived')
  if (!row.purchase.trim()) missing.push('no_purchase')
  if (!row.support_contract_number || row.support_state === 'none') missing.push('no_support_contract')
  else if (row.support_state === 'ended') missing.push('support_ended')
  else if (row.support_state === 'future') missing.push('support_future')
  return missing
}
