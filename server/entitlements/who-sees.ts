import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

type Row = {
  partner_id: string
  partner_name: string
  customer_id: string
  customer_name: string
  service: 'in_force' | 'grace' | 'closed' | 'none'
  service_ends_at: Date | null
  closes_at: Date | null
  account_id: string | null
  first_name: string
  last_name: string
  email: string
  role: 'super_admin' | 'admin' | 'user' | null
  sponsors: boolean
  member_since: Date
  reach: 'role' | 'all' | 'some' | null
  since: Date | null
  given_by: string | null
  until: Date | null
}

/**
 * For each company the person of this transaction has access through: the partner's people who reach its data now (R24).
 * Sponsorship administrators reach who registered; the support service's people its data, while the service is open.
 */
export async function whoSees(tx: Tx) {
  const { rows } = await sql<Row>`select * from app.who_sees()`.execute(tx)
  const companies = Map.groupBy(rows, (row) => `${row.partner_id} ${row.customer_id}`)
  return [...companies.values()].map((of) => {
    const [first] = of as [Row]
    return {
      customerId: first.customer_id,
      customerName: first.customer_name,
      partnerId: first.partner_id,
      partnerName: first.partner_name,
      service: {
        state: first.service,
        endedAt: first.service === 'in_force' ? null : first.service_ends_at,
        closesAt: first.service === 'grace' ? first.closes_at : null,
      },
      people: of.flatMap(toSeer),
    }
  })
}

function toSeer(row: Row) {
  if (!row.account_id) return []
  return [
    {
      accountId: row.account_id,
      firstName: row.first_name,
      lastName: row.last_name,
      email: row.email,
      role: row.role,
      sponsors: row.sponsors,
      memberSince: row.member_since,
      reach: row.reach && { how: row.reach, since: row.since, givenByName: row.given_by, until: row.until },
    },
  ]
}
