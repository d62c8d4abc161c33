import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

export const endingSoonDays = 30

export type VendorOverview = {
  pendingRequests: number
  oldestRequestAt: Date | null
  mailsGivenUp: number
  contractsEndingSoon: number
  /** Active partners that may sponsor but have one administrator or none (R2, R5). */
  partnersShortOfAdministrators: number
  partners: number
  partnersSuspended: number
  contractsInForce: number
  sponsorshipsIssued: number
  people: number
  peopleUnconfirmed: number
  peopleToVerify: number
  registrationsByWeek: { week: Date; count: number }[]
}

/** What needs the vendor's staff today, and how the programme is used. The caller reaches every tenant. */
export async function readOverview(tx: Tx): Promise<VendorOverview> {
  const { rows } = await sql<Omit<VendorOverview, 'registrationsByWeek'>>`
    select
      (select count(*)::int from administrator_request where state = 'pending') as "pendingRequests",
      (select min(created_at) from administrator_request where state = 'pending') as "oldestRequestAt",
      (select count(*)::int from mail_message where state = 'given_up') as "mailsGivenUp",
      (select count(*)::int from contract c where ${inForce}
         and c.ends_at <= now() + make_interval(days => ${endingSoonDays})) as "contractsEndingSoon",
      (select count(*)::int from partner p where p.state = 'active'
         and exists (select from contract c join contract_type t on t.contract_type_id = c.contract_type_id
                     where c.partner_id = p.partner_id and ${inForce} and t.qualifies_sponsoring and t.state = 'active')
         and (select count(*) from membership m
              where m.partner_id = p.partner_id and m.sponsors and m.state = 'active') < 2) as "partnersShortOfAdministrators",
      (select count(*)::int from partner where state = 'active') as partners,
      (select count(*)::int from partner where state = 'suspended') as "partnersSuspended",
      (select count(*)::int from contract c where ${inForce}) as "contractsInForce",
      (select count(*)::int from sponsorship where state = 'issued' and expires_at > now()) as "sponsorshipsIssued",
      (select count(*)::int from registration where state = 'active') as people,
      (select count(*)::int from registration where state = 'unconfirmed') as "peopleUnconfirmed",
      (select count(*)::int from registration where state = 'to_be_verified') as "peopleToVerify"`.execute(tx)
  const weeks = await sql<{ week: Date; count: number }>`
    select w.week, count(r.registration_id)::int as count
    from generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()), interval '1 week') as w (week)
    left join registration r on r.confirmed_at >= w.week and r.confirmed_at < w.week + interval '1 week'
    group by 1 order by 1`.execute(tx)
  return { ...(rows[0] as Omit<VendorOverview, 'registrationsByWeek'>), registrationsByWeek: weeks.rows }
}

// Contracts know this slice, not the other way round; the condition is the one of server/contracts/in-force.ts.
const inForce = sql`c.state = 'active' and c.starts_at <= now() and c.ends_at > now()`
