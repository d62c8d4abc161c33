import type { Tx } from '../platform/db/transaction.ts'
import { type AccessRow, accessRows, shownRegistrationState } from './access.ts'
import { type CatalogueEntry, catalogue } from './catalogue.ts'
import { explain } from './explain.ts'
import { latest } from './explanation.ts'
import { openRequestsOf } from './my-queries.ts'

/** A person's registrations that are not over, each with what it gives and what it could give. */
export async function myAccessOf(tx: Tx, accountId: string) {
  const rows = await accessRows(tx, accountId)
  const entries = await catalogue(tx)
  const asked = await openRequestsOf(tx, accountId)
  const registrations = Map.groupBy(
    rows.filter((row) => row.registration_state !== 'left' && row.registration_state !== 'lapsed'),
    (row) => row.registration_id,
  )
  return [...registrations.values()].map((own) => toMyAccess(own, entries, asked))
}

function toMyAccess(rows: AccessRow[], entries: CatalogueEntry[], asked: Set<string>) {
  const first = rows[0] as AccessRow
  const byId = new Map(rows.map((row) => [row.entitlement_id, row]))
  return {
    registrationId: first.registration_id,
    state: shownRegistrationState(first),
    customerId: first.customer_id,
    customerName: first.customer_name,
    partnerId: first.partner_id,
    partnerName: first.partner_name,
    contractNumber: first.contract_number,
    contractTypeName: first.contract_type_name,
    contractEndsAt: first.contract_ends_at,
    supportContractNumber: first.support_contract_number,
    supportEndsAt: first.support_ends_at,
    registrationNumber: first.registration_number ?? '',
    sponsorshipEndsAt: first.sponsorship_expires_at,
    confirmedAt: first.confirmed_at,
    attestationDueAt: first.attestation_due_at,
    attestedUntil: first.attested_until,
    until: latest(rows.filter((row) => row.holds).map((row) => row.holds_until)),
    entitlements: entries.flatMap((entry) => {
      const row = byId.get(entry.entitlementId)
      // What the vendor retired is worth a word only to those who were given it.
      if (!row || (entry.state === 'retired' && !row.granted)) return []
      return [toMyEntitlement(row, entry, asked.has(`${row.registration_id} ${row.entitlement_id}`))]
    }),
  }
}

function toMyEntitlement(row: AccessRow, entry: CatalogueEntry, asked: boolean) {
  return {
    entitlementId: entry.entitlementId,
    group: entry.groupName,
    names: entry.names,
    descriptions: entry.descriptions,
    granted: row.granted,
    switchedOn: row.switched_on,
    holds: row.holds,
    until: row.holds ? row.holds_until : null,
    asked,
    missing: explain(row).filter((link) => !link.holds),
  }
}
