import { sql } from 'kysely'
import { send, type Tx } from '../platform/db/transaction.ts'

/**
 * A seat is taken by who has access or may yet have it: active, waiting to be verified, and unconfirmed while the mailed link
 * lives (R16). Disabled, left and lapsed people free theirs. `r` is the registration.
 */
export const holdsSeatSql = sql<boolean>`(r.state in ('to_be_verified', 'active')
  or (r.state = 'unconfirmed' and r.seat_held_until > now()))`

/** How many seats of a sponsorship are taken now. */
export async function seatsUsed(tx: Tx, partnerId: string, sponsorshipId: string): Promise<number> {
  const rows = await send(
    tx,
    sql<{ n: number }>`select count(*)::int as n from registration r
    where r.partner_id = ${partnerId} and r.sponsorship_id = ${sponsorshipId} and ${holdsSeatSql}`,
  )
  return rows[0]?.n ?? 0
}

/**
 * True when a seat is free for the registration this transaction is about to write; false when the sponsorship is full, was
 * revoked meanwhile or has expired. Locks the sponsorship's row until commit, so the count that follows is exact
 * under any concurrency (R17): whoever comes second counts after the first has committed. Not against references to the
 * row: a guess at a number that people are just registering with would otherwise wait for them, and so tell that it exists.
 */
export async function takeSeat(tx: Tx, partnerId: string, sponsorshipId: string): Promise<boolean> {
  const locked = send(
    tx,
    sql<{ seats: number }>`select seats from sponsorship
    where partner_id = ${partnerId} and sponsorship_id = ${sponsorshipId} and state = 'issued' and expires_at > now()
    for no key update`,
  )
  const used = await seatsUsed(tx, partnerId, sponsorshipId)
  const seats = (await locked)[0]?.seats
  return seats !== undefined && used < seats
}
