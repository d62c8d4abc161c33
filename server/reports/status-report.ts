import type { Tx } from '../platform/db/transaction.ts'
import { type Counts, figuresBySponsorship, happenedByPeriod, type Period } from './status-queries.ts'

export type StatusTotals = Counts & {
  registrations: number
  /** Of the active: those whose sponsorship is over, so that nothing comes of it (R7, R35). */
  without_access: number
  seats: number
  seats_used: number
  seats_available: number
}

const zero: StatusTotals = {
  registrations: 0,
  without_access: 0,
  unconfirmed: 0,
  to_be_verified: 0,
  active: 0,
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
  return isOver(of) ? 0 : Math.max(0, of.seats - of.seats_used)
}

const isOver = ({ state }: { state: string }) => state === 'expired' || state === 'revoked'

/** The registration status of a partner, or of one of its customers, at this moment and over time (R5). */
export async function statusReport(
  tx: Tx,
  partnerId: string,
  given: { since: Date; period: Period; customerId: string | null },
) {
  const sponsorships = await figuresBySponsorship(tx, partnerId, given.customerId)
  const totals = sponsorships.reduce<StatusTotals>((sum, one) => {
    const people =
      one.unconfirmed + one.to_be_verified + one.active + one.suspended + one.disabled + one.left + one.lapsed
    return {
      registrations: sum.registrations + people,
      unconfirmed: sum.unconfirmed + one.unconfirmed,
      to_be_verified: sum.to_be_verified + one.to_be_verified,
      active: sum.active + one.active,
      without_access: sum.without_access + (isOver(one) ? one.active : 0),
      suspended: sum.suspended + one.suspended,
      disabled: sum.disabled + one.disabled,
      left: sum.left + one.left,
      lapsed: sum.lapsed + one.lapsed,
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
