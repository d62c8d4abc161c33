import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'

type At = { partnerId: string; sponsorshipId: string }

/** What a change does to one person registered under the sponsorship. */
export type Affected = {
  registrationId: string
  accountId: string
  firstName: string
  lastName: string
  email: string
  language: string
  lost: string[]
  gained: string[]
  losesAll: boolean
  /** When what remains will end, if that is earlier than before. */
  endsEarlierAt: Date | null
}

type Holding = { registration_id: string; entitlement_id: string; holds_until: Date | null }

/**
 * Makes `change`, and says whom it affects by comparing effective access before and after (R35): so a preview cannot disagree
 * with what the change does. With `keep` false the change is undone again.
 */
export async function effectOf(
  tx: Tx,
  at: At,
  change: () => Promise<unknown>,
  { keep }: { keep: boolean },
): Promise<Affected[]> {
  const before = await holdingsOf(tx, at)
  await sql`savepoint effect`.execute(tx)
  await change()
  const after = await holdingsOf(tx, at)
  if (!keep) await sql`rollback to savepoint effect`.execute(tx)
  await sql`release savepoint effect`.execute(tx)
  const affected = [...new Set([...before.keys(), ...after.keys()])]
    .map((id) => compare(id, before.get(id) ?? new Map(), after.get(id) ?? new Map()))
    .filter((one) => one.lost.length > 0 || one.gained.length > 0 || one.endsEarlierAt)
  return name(tx, at, affected)
}

type ByEntitlement = Map<string, Date | null>

async function holdingsOf(tx: Tx, at: At): Promise<Map<string, ByEntitlement>> {
  const { rows } = await sql<Holding>`select a.registration_id, a.entitlement_id, a.holds_until from effective_access a
    where a.partner_id = ${at.partnerId} and a.sponsorship_id = ${at.sponsorshipId} and a.holds`.execute(tx)
  const found = new Map<string, ByEntitlement>()
  for (const row of rows) {
    const own = found.get(row.registration_id) ?? new Map<string, Date | null>()
    found.set(row.registration_id, own.set(row.entitlement_id, row.holds_until))
  }
  return found
}

function compare(registrationId: string, before: ByEntitlement, after: ByEntitlement) {
  const earlier = [...after].flatMap(([id, until]) => {
    const was = before.get(id)
    return until && was && until < was ? [until.getTime()] : []
  })
  return {
    registrationId,
    lost: [...before.keys()].filter((id) => !after.has(id)),
    gained: [...after.keys()].filter((id) => !before.has(id)),
    losesAll: before.size > 0 && after.size === 0,
    endsEarlierAt: earlier.length > 0 ? new Date(Math.min(...earlier)) : null,
  }
}

async function name(tx: Tx, at: At, affected: ReturnType<typeof compare>[]): Promise<Affected[]> {
  if (affected.length === 0) return []
  const rows = await tx
    .selectFrom('registration')
    .select(['registration_id', 'account_id', 'first_name', 'last_name', 'email', 'language'])
    .where('partner_id', '=', at.partnerId)
    .where('sponsorship_id', '=', at.sponsorshipId)
    .where(
      'registration_id',
      'in',
      affected.map((one) => one.registrationId),
    )
    .orderBy('name_norm')
    .execute()
  const byId = new Map(affected.map((one) => [one.registrationId, one]))
  return rows.flatMap((row) => {
    const one = byId.get(row.registration_id)
    if (!one) return []
    const { account_id: accountId, first_name: firstName, last_name: lastName, email, language } = row
    return [{ ...one, accountId, firstName, lastName, email, language }]
  })
}

/** People who registered and wait for confirmation or verification. */
export async function countWaiting(tx: Tx, at: At): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from registration
    where partner_id = ${at.partnerId} and sponsorship_id = ${at.sponsorshipId}
      and (state = 'to_be_verified' or (state = 'unconfirmed' and seat_held_until > now()))`.execute(tx)
  return rows[0]?.n ?? 0
}

const namesShown = 20

/** An effect as the preview shows it: counts, and at most 20 names. */
export function summarise(affected: readonly Affected[]) {
  const losers = affected.filter((one) => one.lost.length > 0)
  const ends = affected.flatMap((one) => (one.endsEarlierAt ? [one.endsEarlierAt.getTime()] : []))
  const perEntitlement = new Map<string, number>()
  for (const id of losers.flatMap((one) => one.lost)) perEntitlement.set(id, (perEntitlement.get(id) ?? 0) + 1)
  return {
    people: losers.length,
    losesAll: losers.filter((one) => one.losesAll).length,
    gains: affected.filter((one) => one.gained.length > 0).length,
    endsEarlier: ends.length > 0 ? { people: ends.length, at: new Date(Math.min(...ends)) } : null,
    names: losers.slice(0, namesShown).map((one) => ({
      name: `${one.firstName} ${one.lastName}`,
      email: one.email,
      loses: one.lost,
    })),
    entitlements: [...perEntitlement].map(([entitlementId, people]) => ({ entitlementId, people })),
  }
}
