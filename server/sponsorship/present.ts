import type { z } from '@hono/zod-openapi'
import { catalogue, ceilingOf } from '../entitlements/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { problems } from '../platform/http/problem.ts'
import { countAttempts } from './attempts.ts'
import { formatRegistrationNumber } from './codes.ts'
import { countPeopleByState, readSponsorship, type SponsorshipRow } from './queries.ts'
import type { sponsorshipDetail, sponsorshipSummary } from './shapes.ts'
import { endedReason } from './state.ts'
import { judgeTerms, maxExpiry } from './terms.ts'

/** How a sponsorship is called in sentences: its number, or its customer while it has none. */
export function labelOf(row: Pick<SponsorshipRow, 'registration_number' | 'customer_name'>): string {
  return row.registration_number ? formatRegistrationNumber(row.registration_number) : row.customer_name
}

export function toSummary(row: SponsorshipRow): z.input<typeof sponsorshipSummary> {
  return {
    sponsorshipId: row.sponsorship_id,
    customerId: row.customer_id,
    customerName: row.customer_name,
    registrationNumber: row.registration_number && formatRegistrationNumber(row.registration_number),
    state: row.shown_state,
    endedReason: row.shown_state === 'expired' ? endedReason(factsOf(row)) : null,
    seats: row.seats,
    seatsUsed: row.seats_used,
    entitlements: row.entitlements,
    contractNumber: row.contract_number,
    expiresAt: row.expires_at,
    issuedAt: row.issued_at,
    createdAt: row.created_at,
  }
}

export function factsOf(row: SponsorshipRow) {
  return {
    state: row.state,
    seats: row.seats,
    seatsUsed: row.seats_used,
    expiresAt: row.expires_at,
    contractInForce: row.contract_in_force,
    contractQualifies: row.contract_qualifies,
    supportValid: row.support_valid,
    customerActive: row.customer_active,
    partnerActive: row.partner_active,
  }
}

/** One sponsorship with its whole chain. @throws not_found */
export async function readDetail(
  tx: Tx,
  partnerId: string,
  sponsorshipId: string,
): Promise<z.input<typeof sponsorshipDetail>> {
  const row = await readSponsorship(tx, partnerId, sponsorshipId)
  if (!row) throw problems.not_found()
  const ceiling = await ceilingOf(tx, partnerId)
  const all = await catalogue(tx)
  return {
    ...toSummary(row),
    domains: row.domains,
    language: row.language,
    keyIssuedAt: row.key_issued_at,
    revokedAt: row.revoked_at,
    revokeReason: row.revoke_reason,
    createdByName: row.created_by_name,
    maxExpiresAt: maxExpiry(row.contract_ends_at, row.support_ends_at),
    contract: {
      contractId: row.contract_id,
      number: row.contract_number,
      typeName: row.contract_type_name,
      startsAt: row.contract_starts_at,
      endsAt: row.contract_ends_at,
      inForce: row.contract_in_force,
      qualifies: row.contract_qualifies,
    },
    customer: {
      supportContractNumber: row.support_contract_number,
      supportStartsAt: row.support_starts_at,
      supportEndsAt: row.support_ends_at,
      supportValid: row.support_valid,
      active: row.customer_active,
      contactName: row.contact_name,
      contactEmail: row.contact_email,
    },
    granted: all
      .filter((one) => row.entitlements.includes(one.entitlementId))
      .map((one) => ({
        entitlementId: one.entitlementId,
        group: one.groupName,
        names: one.names,
        underCeiling: ceiling.has(one.entitlementId),
        offered: one.state === 'active',
      })),
    peopleByState: await countPeopleByState(tx, partnerId, sponsorshipId),
    failedAttempts: await countAttempts(tx, partnerId, sponsorshipId),
    problems: row.state === 'draft' ? await judgeTerms(tx, partnerId, termsOf(row), { issuing: true }) : [],
  }
}

/** The terms as they stand. */
export function termsOf(row: SponsorshipRow) {
  return {
    customerId: row.customer_id,
    contractId: row.contract_id,
    entitlements: row.entitlements,
    seats: row.seats,
    expiresAt: row.expires_at,
    domains: row.domains,
    language: row.language,
  }
}
