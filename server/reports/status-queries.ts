import { sql } from 'kysely'
import { personStates, registrationStateSql } from '../entitlements/index.ts'
import type { Tx } from '../platform/db/transaction.ts'
import { holdsSeatSql, shownStateSql as sponsorshipStateSql } from '../sponsorship/index.ts'

export const periods = ['day', 'week', 'month'] as const
export type Period = (typeof periods)[number]

export type Counts = Record<(typeof personStates)[number], number>

export type SponsorshipFigures = Counts & {
  sponsorship_id: string
  customer_id: string
  customer_name: string
  registration_number: string | null
  state: string
  expires_at: Date
  seats: number
  seats_used: number
  last_registration_at: Date | null
}

const counted = personStates.map(
  (state) => sql`count(*) filter (where x.state = ${sql.lit(state)})::int as ${sql.ref(state)}`,
)
const countedOrNone = personStates.map((state) => sql`coalesce(${sql.ref(`n.${state}`)}, 0) as ${sql.ref(state)}`)

/** Every sponsorship that was issued, with its people counted by the state they are in now; optionally of one customer. */
export async function figuresBySponsorship(
  tx: Tx,
  partnerId: string,
  customerId: string | null,
): Promise<SponsorshipFigures[]> {
  const { rows } = await sql<SponsorshipFigures>`
    select s.sponsorship_id, s.customer_id, cu.name as customer_name, s.registration_number, ${sponsorshipStateSql} as state,
      s.expires_at, s.seats, n.last_registration_at, u.*
    from sponsorship s
    join customer cu on cu.partner_id = s.partner_id and cu.customer_id = s.customer_id
    join partner p on p.partner_id = s.partner_id
    join contract c on c.partner_id = s.partner_id and c.contract_id = s.contract_id
    join contract_type ct on ct.contract_type_id = c.contract_type_id
    -- One pass over the partner's people; offset 0: pulled up, a state would be worked out once for each that is counted.
    left join (
      select x.sponsorship_id, count(*) filter (where x.holds_seat)::int as seats_used, max(x.created_at) as last_registration_at,
        ${sql.join(counted)}
      from (select r.sponsorship_id, ${registrationStateSql} as state, ${holdsSeatSql} as holds_seat, r.created_at
            from registration r cross join vendor_settings v
            where r.partner_id = ${partnerId} and (${customerId}::uuid is null or r.customer_id = ${customerId}) offset 0) x
      group by x.sponsorship_id) n on n.sponsorship_id = s.sponsorship_id
    cross join lateral (select coalesce(n.seats_used, 0) as seats_used, ${sql.join(countedOrNone)}) u
    where s.partner_id = ${partnerId} and s.state <> 'draft'
      and (${customerId}::uuid is null or s.customer_id = ${customerId})
    order by cu.name_norm, s.issued_at, s.sponsorship_id`.execute(tx)
  return rows
}

export type Happened = {
  /** Beginning of the period; null: everything before the first. */
  at: Date | null
  registered: number
  confirmed: number
  disabled: number
  ended: number
  /** Access began: confirmed, and verified where the domain did not fit; and it stopped again. */
  began: number
  stopped: number
}

const happenings = ['registered', 'confirmed', 'disabled', 'ended', 'began', 'stopped'] as const

/**
 * What happened in each period since `since`, and the sums of all before it: enough to draw both events and levels. Each
 * registration is read once, whatever the number of periods.
 */
export async function happenedByPeriod(
  tx: Tx,
  partnerId: string,
  given: { since: Date; period: Period; customerId: string | null },
): Promise<Happened[]> {
  const { rows } = await sql<Happened>`
    select case when e.at >= ${given.since} then date_trunc(${given.period}, e.at, 'UTC') end as at,
      ${sql.join(happenings.map((kind) => sql`count(*) filter (where e.kind = ${sql.lit(kind)})::int as ${sql.ref(kind)}`))}
    from (select r.*, case when r.domain_fits then r.confirmed_at else r.verified_at end as began_at
          from registration r
          where r.partner_id = ${partnerId} and (${given.customerId}::uuid is null or r.customer_id = ${given.customerId})) r
    cross join lateral (values ('registered', r.created_at), ('confirmed', r.confirmed_at), ('disabled', r.disabled_at),
      ('ended', r.ended_at), ('began', r.began_at),
      ('stopped', case when r.began_at is not null then coalesce(r.disabled_at, r.ended_at) end)) as e (kind, at)
    where e.at is not null
    group by 1 order by 1 nulls first`.execute(tx)
  return rows
}

export type Subscription = { every: 'never' | 'weekly' | 'monthly'; sentAt: Date | null }

export async function readSubscription(tx: Tx, partnerId: string, accountId: string): Promise<Subscription> {
  const row = await tx
    .selectFrom('membership')
    .select(['status_report', 'status_report_sent_at'])
    .where('partner_id', '=', partnerId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  // Whoever looks at the pages for the vendor has no membership, and no subscription.
  return { every: (row?.status_report ?? 'never') as 'never', sentAt: row?.status_report_sent_at ?? null }
}

/** The first report comes with the period that begins next, not at once. */
export async function setSubscription(tx: Tx, partnerId: string, accountId: string, every: string): Promise<void> {
  await sql`update membership set status_report = ${every}, status_report_sent_at = now(), updated_at = now()
    where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
}
