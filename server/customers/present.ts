import type { z } from '@hono/zod-openapi'
import type { Tx } from '../platform/db/transaction.ts'
import { isFreeMail } from './free-mail.ts'
import type { Knows } from './policy.ts'
import type { CustomerRow } from './queries.ts'
import { countLines, countSeers, type Mine } from './service-queries.ts'
import type { customerDetail, customerSummary } from './shapes.ts'

type Summary = z.input<typeof customerSummary>

/** Customers as the reader may know them: what they may not know is null, never zero. */
export async function toSummaries(tx: Tx, partnerId: string, rows: CustomerRow[], knows: Knows): Promise<Summary[]> {
  const ids = rows.map((row) => row.customer_id)
  const lines = knows.data ? await countLines(tx, ids) : null
  const seers = knows.associations ? await countSeers(tx, partnerId, ids) : null
  return rows.map((row) => toSummary(row, knows, { lines, seers }))
}

type Counts = { lines: Map<string, number> | null; seers: Map<string, number> | null }

function toSummary(row: CustomerRow, knows: Knows, { lines, seers }: Counts): Summary {
  const id = row.customer_id
  const isOpen = row.service_state === 'in_force' || row.service_state === 'grace'
  const record = <T>(value: T) => (knows.record ? value : null)
  return {
    customerId: id,
    name: row.name,
    city: row.city,
    country: row.country,
    state: row.state,
    domains: record(row.domains),
    freeMailDomains: record(row.domains.filter(isFreeMail)),
    supportState: record(row.support_state),
    supportContractNumber: record(row.support_contract_number),
    supportEndsAt: record(row.support_ends_at),
    sponsorships: knows.sponsoring ? row.sponsorships : null,
    people: knows.sponsoring ? row.people : null,
    service: { state: row.service_state, endsAt: row.service_ends_at, closesAt: row.service_closes_at },
    lines: lines && isOpen ? (lines.get(id) ?? 0) : null,
    seenBy: seers ? (seers.get(id) ?? 0) : null,
    createdAt: row.created_at,
  }
}

export function toDetail(
  summary: Summary,
  row: CustomerRow,
  knows: Knows,
  more: { peopleByState: Record<string, number>; mine: Mine | null },
): z.input<typeof customerDetail> {
  return {
    ...summary,
    street: row.street,
    region: row.region,
    postalCode: row.postal_code,
    language: row.language,
    contactName: row.contact_name,
    contactEmail: row.contact_email,
    purchase: knows.record ? row.purchase : null,
    purchasedOn: knows.record ? row.purchased_on : null,
    supportStartsAt: knows.record ? row.support_starts_at : null,
    updatedAt: row.updated_at,
    peopleByState: knows.sponsoring ? more.peopleByState : null,
    notSponsorable: knows.sponsoring ? notSponsorable(row) : null,
    mine: more.mine,
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
