import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

export type AttemptRow = {
  attempt_id: string
  at: Date
  sort_key: string
  reason: string
  address: string | null
  email: string | null
}

/** Failed attempts at this sponsorship, newest first, one row more than `limit`. */
export async function listAttempts(
  tx: Tx,
  at: { partnerId: string; sponsorshipId: string },
  after: string[] | undefined,
  limit: number,
): Promise<AttemptRow[]> {
  const [moment, id] = after ?? []
  const beyond = after
    ? sql<boolean>`(extract(epoch from at), attempt_id) < (${moment}::numeric, ${id}::uuid)`
    : sql<boolean>`true`
  const { rows } = await sql<AttemptRow>`
    select attempt_id, at, extract(epoch from at)::text as sort_key, reason, address, email from sponsorship_attempt
    where partner_id = ${at.partnerId} and sponsorship_id = ${at.sponsorshipId} and ${beyond}
    order by at desc, attempt_id desc limit ${limit + 1}`.execute(tx)
  return rows
}

/** How many failed in the last 30 days. */
export async function countAttempts(tx: Tx, partnerId: string, sponsorshipId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from sponsorship_attempt
    where partner_id = ${partnerId} and sponsorship_id = ${sponsorshipId} and at > now() - interval '30 days'`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}
