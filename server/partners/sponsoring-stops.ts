import { z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { type Db, inTransaction } from '../platform/db/transaction.ts'
import { peopleInCharge } from './membership-queries.ts'

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
export function sponsoringStops(db: Db, partnerId: string, leaving: string[]): Promise<SponsoringStops | null> {
  return inTransaction(db, { kind: 'system', partnerId }, async (tx) => {
    const losing = await tx
      .selectFrom('membership')
      .select(['first_name', 'last_name'])
      .where('partner_id', '=', partnerId)
      .where('account_id', '=', sql<string>`any(${leaving}::uuid[])`)
      .where('sponsors', '=', true)
      .where('state', '=', 'active')
      .orderBy('name_norm')
      .execute()
    if (losing.length === 0) return null
    const staying = (await peopleInCharge(tx, partnerId)).filter(
      ({ sponsors, accountId }) => sponsors && !leaving.includes(accountId),
    )
    const { rows } = await sql<Omit<SponsoringStops, 'names' | 'remaining'>>`
      select
        array(select k.name from api_key k where k.partner_id = ${partnerId} and k.owner_id = any(${leaving}::uuid[])
          and k.sponsors and k.revoked_at is null and k.expires_at > now() order by k.name) as keys,
        (select count(*)::int from registration r
          where r.partner_id = ${partnerId} and r.state = 'to_be_verified') as "toVerify",
        (select count(*)::int from access_request q where q.partner_id = ${partnerId} and q.state = 'open') as requests,
        count(a.until)::int as "toAttest", min(a.until) as "firstLapsesAt"
      from (select r.attested_at + make_interval(days => v.attestation_days + v.attestation_grace_days) as until
        from registration r cross join vendor_settings v
        where r.partner_id = ${partnerId} and r.state = 'active') a
      where a.until > now()`.execute(tx)
    const [waiting] = rows
    if (!waiting) throw new Error('an aggregate is always one row')
    const names = losing.map((one) => `${one.first_name} ${one.last_name}`)
    return { names, remaining: staying.length, ...waiting }
  })
}
