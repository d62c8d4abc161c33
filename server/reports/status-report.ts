import type { Tx } from '../platform/db/transaction.ts'
import { type Counts, figuresBySponsorship, happenedByPeriod, type Period } from './status-queries.ts'

export type StatusTotals = Counts & {
  registrations: number
  seats: number
  seats_used: number
  seats_available: number
}

const zero: StatusTotals = {
  registrations: 0,
  unconfirmed: 0,
  to_be_verified: 0,
  active: 0,
  without_access: 0,
  suspended: 0,
  disabled: 0,
  left: 0,
  lapsed: 0,
  seats: 0,
  seats_used: 0,
  seats_available: 0,
}

/** Seats somebody could still take: none under a sponsorship that is over. */
export function seatsAvailable(of: { state: string; seats: number; seats_used: number }): number {
  return of.state === 'expired' || of.state === 'revoked' ? 0 : Math.max(0, of.seats - of.seats_used)
}

/** The registration status of a partner, or of one of its customers, at this moment and over time (R5). */
export async function statusReport(
  tx: Tx,
  partnerId: string,
  given: { since: Date; period: Period; customerId: string | null },
) {
  const sponsorships = await figuresBySponsorship(tx, partnerId, given.customerId)
  const totals = sponsorships.reduce<StatusTotals>((sum, one) => {
    const { unconfirmed, to_be_verified, active, without_access, suspended, disabled, left, lapsed } = one
    const people = unconfirmed + to_be_verified + active + without_access + suspended + disabled + left + lapsed
    return {
      registrations: sum.registrations + people,
      unconfirmed: sum.unconfirmed + unconfirmed,
      to_be_verified: sum.to_be_verified + to_be_verified,
      active: sum.active + active,
      without_access: sum.without_access + without_access,
      suspended: sum.suspended + suspended,
      disabled: sum.disabled + disabled,
      left: sum.left + left,
      lapsed: sum.lapsed + lapsed,
      seats: sum.seats + one.seats,
      seats_used: sum.seats_used + one.seats_used,
      seats_available: sum.seats_available + seatsAvailable(one),
    }
  }, zero)
  return { sponsorships, totals, series: await seriesOf(tx, partnerId, given) }
}

/** Every period has its point, also those in which nothing happened; `withAccess` and `registered…` are levels at its end. */
async function seriesOf(tx: Tx, partnerId: string, given: { since: Date; period: Period; customerId: string | null }) {
  const since = startOf(given.since, given.period)
  const happened = await happenedByPeriod(tx, partnerId, { ...given, since })
  const at = new Map(happened.filter((row) => row.at).map((row) => [row.at?.getTime(), row]))
  const before = happened.find((row) => row.at === null)
  let registeredTotal = before?.registered ?? 0
  let withAccess = (before?.began ?? 0) - (before?.stopped ?? 0)
  const points = []
  for (let start = since; start.getTime() <= Date.now(); start = next(start, given.period)) {
    const row = at.get(start.getTime())
    registeredTotal += row?.registered ?? 0
    withAccess += (row?.began ?? 0) - (row?.stopped ?? 0)
    points.push({
      at: start,
      registered: row?.registered ?? 0,
      confirmed: row?.confirmed ?? 0,
      disabled: row?.disabled ?? 0,
      ended: row?.ended ?? 0,
      registeredTotal,
      withAccess,
    })
  }
  return points
}

/** The beginning of a period in UTC; weeks begin on Monday, as in the database. */
export function startOf(at: Date, period: Period): Date {
  const day = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()))
  if (period === 'month') day.setUTCDate(1)
  if (period === 'week') day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day
}

function next(start: Date, period: Period): Date {
  const after = new Date(start)
  if (period === 'month') after.setUTCMonth(after.getUTCMonth() + 1)
  else after.setUTCDate(after.getUTCDate() + (period === 'week' ? 7 : 1))
  return after
}
