import { sql } from 'kysely'
import { narrowToPartner, type Tx } from '../platform/db/transaction.ts'
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

type Sponsored = { partner_id: string; customer_id: string }
type SeerRow = {
  customer_name: string
  partner_name: string
  account_id: string
  first_name: string
  last_name: string
  email: string
  role: string | null
  sponsors: boolean
  created_at: Date
}

/**
 * For each company a person has access through: the partner's people who reach its data now. Sponsorship administrators and
 * the support service's administrators reach every customer of the partner.
 */
export async function whoSees(tx: Tx, accountId: string) {
  const { rows: own } = await sql<Sponsored>`
    select distinct partner_id, customer_id from registration
    where account_id = ${accountId} and state in ('to_be_verified', 'active')
    order by partner_id, customer_id`.execute(tx)
  const seen = []
  for (const { partner_id: partnerId, customer_id: customerId } of own) {
    await narrowToPartner(tx, partnerId)
    const { rows } = await sql<SeerRow>`
      select cu.name as customer_name, p.name as partner_name, m.account_id, m.first_name, m.last_name, m.email,
        case when m.role in ('super_admin', 'admin') then m.role end as role, m.sponsors, m.created_at
      from customer cu
      join partner p on p.partner_id = cu.partner_id
      left join membership m on m.partner_id = cu.partner_id and m.state = 'active'
        and (m.sponsors or m.role in ('super_admin', 'admin'))
      where cu.partner_id = ${partnerId} and cu.customer_id = ${customerId}
      order by m.last_name, m.first_name, m.account_id`.execute(tx)
    seen.push({
      customerId,
      customerName: rows[0]?.customer_name ?? '',
      partnerId,
      partnerName: rows[0]?.partner_name ?? '',
      people: rows.filter((row) => row.account_id !== null).map(toSeer),
    })
  }
  return seen
}

function toSeer(row: SeerRow) {
  return {
    accountId: row.account_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    role: row.role as 'super_admin' | 'admin' | null,
    sponsors: row.sponsors,
    since: row.created_at,
  }
}
