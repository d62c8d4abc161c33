import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '../platform/db/transaction.ts'
import { membersIn, peopleInChargeOf } from './membership-queries.ts'

/** What ends with somebody's right to sponsor. */
export const sponsoringStopsField = z
  .object({
    /** Who loses the right. */
    names: z.array(z.string()),
    /** Sponsorship administrators who stay; with none, nobody answers what is below until the vendor approves another. */
    remaining: z.number().int(),
    /** Their API keys that sponsor, and could not any more. */
    keys: z.array(z.string()),
    /** People of customers who wait to be verified (R8). */
    toVerify: z.number().int(),
    /** Requests of customers’ people for more access. */
    requests: z.number().int(),
    /** People of customers who are to be attested (R18), and when the first of them loses access if nobody does. */
    toAttest: z.number().int(),
    firstLapsesAt: z.date().nullable(),
  })
  .openapi('SponsoringStops')
export type SponsoringStops = z.output<typeof sponsoringStopsField>

/**
 * What ends when these members lose the right to sponsor; null when none of them has it now. Whoever decides that need not see the
 * people of customers: they are counted whole, by the system, in a transaction of its own.
 */
export async function sponsoringStops(db: Db, partnerId: string, leaving: string[]): Promise<SponsoringStops | null> {
  return (await sponsoringStopsOf(db, new Map([[partnerId, leaving]]))).get(partnerId) ?? null
}

/** The same of several partners at once, by their ids; where none loses the right there is nothing. */
export function sponsoringStopsOf(db: Db, leaving: Map<string, string[]>): Promise<Map<string, SponsoringStops>> {
  const [partnerId] = leaving.keys()
  const whose = leaving.size === 1 && partnerId ? { kind: 'system' as const, partnerId } : { kind: 'system' as const }
  return inTransaction(db, whose, async (tx) => {
    const lost = Map.groupBy(await whoLoses(tx, leaving), (one) => one.partnerId)
    const partnerIds = [...lost.keys()]
    if (partnerIds.length === 0) return new Map()
    const staying = (await peopleInChargeOf(tx, partnerIds)).filter(
      (one) => one.sponsors && !leaving.get(one.partnerId)?.includes(one.accountId),
    )
    const remaining = (id: string) => staying.filter((one) => one.partnerId === id).length
    const waiting = await whatWaits(tx, partnerIds, leaving)
    return new Map(
      waiting.map(({ partnerId: id, ...rest }) => {
        const names = (lost.get(id) ?? []).map(({ name }) => name)
        return [id, { names, remaining: remaining(id), ...rest }]
      }),
    )
  })
}

const membersOf = (leaving: Map<string, string[]>) =>
  [...leaving].flatMap(([partnerId, ids]) => ids.map((accountId) => ({ partnerId, accountId })))

async function whoLoses(tx: Tx, leaving: Map<string, string[]>) {
  const { rows } = await sql<{ partnerId: string; name: string }>`
    select partner_id as "partnerId", first_name || ' ' || last_name as name from membership
    where (partner_id, account_id) in ${membersIn(membersOf(leaving))} and sponsors and state = 'active'
    order by name_norm`.execute(tx)
  return rows
}

async function whatWaits(tx: Tx, partnerIds: string[], leaving: Map<string, string[]>) {
  const { rows } = await sql<Omit<SponsoringStops, 'names' | 'remaining'> & { partnerId: string }>`
    select p.partner_id as "partnerId",
      array(select k.name from api_key k where k.partner_id = p.partner_id
        and (k.partner_id, k.owner_id) in ${membersIn(membersOf(leaving))}
        and k.sponsors and k.revoked_at is null and k.expires_at > now() order by k.name) as keys,
      (select count(*)::int from registration r
        where r.partner_id = p.partner_id and r.state = 'to_be_verified') as "toVerify",
      (select count(*)::int from access_request q where q.partner_id = p.partner_id and q.state = 'open') as requests,
      a."toAttest", a."firstLapsesAt"
    from unnest(${partnerIds}::uuid[]) as p (partner_id) cross join lateral (
      select count(*)::int as "toAttest", min(u.until) as "firstLapsesAt"
      from (select r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) as until
        from registration r cross join vendor_settings v
        where r.partner_id = p.partner_id and r.state = 'active') u
      where u.until > now()) a`.execute(tx)
  return rows
}
