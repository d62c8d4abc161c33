import { sql } from 'kysely'
import { checkCode } from '../platform/crypto/check-code.ts'
import type { Tx } from '../platform/db/transaction.ts'

// Grouped as the sponsorship slice writes it; that slice knows this one, so this one cannot ask it.
const registrationNumbers = checkCode({ dataLength: 8, group: 3 })

/** One registration × entitlement of the view `effective_access`: every link of the chain, and what follows from them. */
export type AccessRow = {
  partner_id: string
  registration_id: string
  account_id: string
  customer_id: string
  sponsorship_id: string
  entitlement_id: string
  partner_name: string
  customer_name: string
  contract_number: string
  contract_type_name: string
  registration_number: string | null
  registration_state: 'unconfirmed' | 'to_be_verified' | 'active' | 'disabled' | 'left' | 'lapsed'
  contract_starts_at: Date
  contract_ends_at: Date
  contract_state: string
  support_contract_number: string | null
  support_starts_at: Date | null
  support_ends_at: Date | null
  sponsorship_state: string
  sponsorship_issued_at: Date | null
  sponsorship_expires_at: Date
  confirmed_at: Date | null
  verified_at: Date | null
  attested_at: Date | null
  attestation_due_at: Date | null
  attested_until: Date | null
  ceiling_ends_at: Date | null
  ceiling_contract_number: string | null
  switched_off_at: Date | null
  partner_active: boolean
  contract_in_force: boolean
  contract_qualifies: boolean
  under_ceiling: boolean
  customer_active: boolean
  support_valid: boolean
  sponsorship_issued: boolean
  sponsorship_unexpired: boolean
  entitlement_offered: boolean
  granted: boolean
  registration_active: boolean
  attested: boolean
  switched_on: boolean
  holds: boolean
  holds_until: Date | null
}

/**
 * A person's rows, whatever partner they come from (R35). In a person's transaction only their own; the vendor's and the
 * system's see anyone's; everybody else sees none.
 */
export async function accessRows(tx: Tx, accountId: string, entitlementId?: string): Promise<AccessRow[]> {
  const { rows } = await sql<AccessRow>`
    select * from app.access_of(${accountId}::uuid, ${entitlementId ?? null}::text)
    order by customer_name, registration_id, entitlement_id`.execute(tx)
  return rows.map(withReadableNumber)
}

/** The rows of one registration, for those who reach its partner. */
export async function registrationAccessRows(
  tx: Tx,
  partnerId: string,
  registrationId: string,
  entitlementId?: string,
): Promise<AccessRow[]> {
  const { rows } = await sql<AccessRow>`
    select * from effective_access a
    where a.partner_id = ${partnerId} and a.registration_id = ${registrationId}
      and (${entitlementId ?? null}::text is null or a.entitlement_id = ${entitlementId ?? null})
    order by a.entitlement_id`.execute(tx)
  return rows.map(withReadableNumber)
}

function withReadableNumber(row: AccessRow): AccessRow {
  return { ...row, registration_number: row.registration_number && registrationNumbers.format(row.registration_number) }
}

/** A registration's state as people see it: an unanswered attestation suspends (R18), computed like every fact of time. */
export function shownRegistrationState(
  row: Pick<AccessRow, 'registration_state' | 'attested'>,
): AccessRow['registration_state'] | 'suspended' {
  return row.registration_state === 'active' && !row.attested ? 'suspended' : row.registration_state
}
