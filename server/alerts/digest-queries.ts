import { sql } from 'kysely'
import type { Tx } from '../platform/db/transaction.ts'
import { type AlertKind, holds } from './kinds.ts'

export const rhythms = ['never', 'daily', 'weekly'] as const
export type Rhythm = (typeof rhythms)[number]

/** How often a member is written to; who never chose is not. */
export async function readRhythm(tx: Tx, partnerId: string, accountId: string): Promise<Rhythm> {
  const { rows } = await sql<{ every: Rhythm }>`select every from alert_digest
    where partner_id = ${partnerId} and account_id = ${accountId}`.execute(tx)
  return rows[0]?.every ?? 'never'
}

/** Of what is there already nothing is told to somebody who chooses it now. */
export async function writeRhythm(tx: Tx, partnerId: string, accountId: string, every: Rhythm): Promise<void> {
  await sql`insert into alert_digest as d (partner_id, account_id, every) values (${partnerId}, ${accountId}, ${every})
    on conflict (partner_id, account_id) do update set every = excluded.every,
      sent_at = case when d.every = 'never' then now() else d.sent_at end`.execute(tx)
}

export type DigestId = { partnerId: string; accountId: string }

/** A little less than a day and a week: the job runs once a day, a moment later or earlier. */
const isDue = sql`(d.every <> 'never' and d.sent_at <= now() - case d.every when 'daily' then interval '20 hours' else interval '164 hours' end)`

export async function dueDigests(tx: Tx): Promise<DigestId[]> {
  const { rows } =
    await sql<DigestId>`select d.partner_id as "partnerId", d.account_id as "accountId" from alert_digest d
    where ${isDue} order by d.partner_id, d.account_id`.execute(tx)
  return rows
}

/**
 * Marks a digest as sent up to a quarter of an hour ago, by when whatever began has been committed, and answers from when on it tells; null when it is not
 * due: somebody else has sent it. One conditional UPDATE, which a second sender waits for.
 */
export async function takeDigest(
  tx: Tx,
  { partnerId, accountId }: DigestId,
): Promise<{ since: Date; until: Date } | null> {
  const { rows } = await sql<{ since: Date; until: Date }>`
    with due as (select d.partner_id, d.account_id, d.sent_at from alert_digest d
      where d.partner_id = ${partnerId} and d.account_id = ${accountId} and ${isDue} for update)
    update alert_digest d set sent_at = now() - interval '15 minutes' from due
    where d.partner_id = due.partner_id and d.account_id = due.account_id returning due.sent_at as since, d.sent_at as until`.execute(
    tx,
  )
  return rows[0] ?? null
}

export type Addressee = { firstName: string; email: string; language: string; partner: string }

/** Whom the mail goes to: nobody where the account or the membership is not active. */
export async function addresseeOf(tx: Tx, { partnerId, accountId }: DigestId): Promise<Addressee | null> {
  const { rows } = await sql<Addressee>`select m.first_name as "firstName", u.email, m.language, p.name as partner
    from membership m join partner p on p.partner_id = m.partner_id cross join lateral app.account_of(m.account_id) u
    where m.partner_id = ${partnerId} and m.account_id = ${accountId} and m.state = 'active' and m.role is not null
      and u.disabled_at is null and u.email_verified`.execute(tx)
  return rows[0] ?? null
}

/** From here on the transaction reads as this member does at this moment (R31); false when they are none any more. */
export async function readAsMember(tx: Tx, { partnerId, accountId }: DigestId): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select app.read_as_member(${partnerId}, ${accountId}) as is`.execute(tx)
  return rows[0]?.is ?? false
}

/** What opened between two moments and is still open, by customer and kind. */
export async function newByCustomer(
  tx: Tx,
  partnerId: string,
  { since, until }: { since: Date; until: Date },
): Promise<{ customer: string; kind: AlertKind; n: number }[]> {
  const { rows } = await sql<{ customer: string; kind: AlertKind; n: number }>`
    select cu.name as customer, a.kind, count(*)::int as n from alert a
    join customer cu on cu.partner_id = a.partner_id and cu.customer_id = a.customer_id
    where a.partner_id = ${partnerId} and ${holds} and a.acknowledged_at is null and a.starts_at > ${since} and a.starts_at <= ${until}
    group by cu.name, cu.customer_id, a.kind order by cu.name, cu.customer_id, n desc`.execute(tx)
  return rows
}
