import { sql } from 'kysely'
import { registrationStateSql } from '../entitlements/index.ts'
import { qualificationOf } from '../partners/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { holdsSeatSql } from '../sponsorship/index.ts'

/** What ends within this many days is announced. */
export const endingSoonDays = 60

type Counts = {
  toVerify: number
  oldestToVerifyAt: Date | null
  requests: number
  attestationsDue: number
  sponsorshipsEnding: number
  supportEnding: number
  drafts: number
  administrators: number
  customers: number
  sponsorships: number
  seats: number
  seatsUsed: number
  people: number
  /** Active, but nothing holds for them at this moment. */
  withoutAccess: number
  unconfirmed: number
  failedAttempts: number
}

/** Counts of what waits for the partner's administrators, and of what there is. One statement, explicit tenant. */
export async function readOverview(tx: Tx, partnerId: string) {
  const own = sql`partner_id = ${partnerId}`
  const soon = sql`now() + make_interval(days => ${endingSoonDays})`
  const usable = sql`s.state = 'issued' and s.expires_at > now()`
  const { rows } = await sql<Counts>`
    select w.*, s.*, r.*,
      (select count(*)::int from access_request where ${own} and state = 'open') as requests,
      (select count(*)::int from membership where ${own} and sponsors and state = 'active') as administrators,
      (select count(*)::int from customer where ${own} and state = 'active') as customers,
      (select count(*)::int from customer where ${own} and state = 'active' and support_ends_at > now()
        and support_ends_at <= ${soon}) as "supportEnding",
      (select count(*)::int from sponsorship_attempt where ${own} and at > now() - interval '7 days') as "failedAttempts"
    from (select count(*)::int as "toVerify", min(confirmed_at) as "oldestToVerifyAt"
          from registration where ${own} and state = 'to_be_verified') w,
      (select count(*) filter (where state = 'draft')::int as drafts,
          count(*) filter (where ${usable})::int as sponsorships,
          coalesce(sum(seats) filter (where ${usable}), 0)::int as seats,
          count(*) filter (where ${usable} and s.expires_at <= ${soon})::int as "sponsorshipsEnding"
        from sponsorship s where ${own}) s,
      (select count(*) filter (where shown.state = 'active')::int as people,
          count(*) filter (where shown.state = 'without_access')::int as "withoutAccess",
          count(*) filter (where r.state = 'unconfirmed')::int as unconfirmed,
          count(*) filter (where r.state = 'active' and r.attested_at + make_interval(
            days => v.attestation_days - v.attestation_warning_days) <= now())::int as "attestationsDue",
          count(*) filter (where ${holdsSeatSql} and exists (select from sponsorship s
            where s.partner_id = r.partner_id and s.sponsorship_id = r.sponsorship_id and ${usable}))::int as "seatsUsed"
        from registration r cross join vendor_settings v
        cross join lateral (select ${registrationStateSql} as state offset 0) shown where r.partner_id = ${partnerId}) r`.execute(
    tx,
  )
  const counts = rows[0] as Counts
  return {
    ...counts,
    qualification: await qualificationOf(tx, partnerId),
    registrationsByWeek: await byWeek(tx, partnerId),
    endingSoonDays,
  }
}

/** Registrations confirmed in each of the last twelve weeks, oldest first, empty weeks included. */
async function byWeek(tx: Tx, partnerId: string) {
  const { rows } = await sql<{ week: Date; count: number }>`
    select w.week, count(r.registration_id)::int as count
    from generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()), interval '1 week') w (week)
    left join registration r on r.partner_id = ${partnerId} and r.confirmed_at >= w.week
      and r.confirmed_at < w.week + interval '1 week'
    group by w.week order by w.week`.execute(tx)
  return rows
}
